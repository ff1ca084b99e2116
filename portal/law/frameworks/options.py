"""Extension options: which may be decided on a day, and the last day that follows. Rule 12, and rules 1 and 2."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, answer, denied
from portal.law.frameworks.terms import Terms
from portal.law.frameworks.times import two_dates


class OptionState(StrEnum):
    """What has become of an option."""

    OPEN = "open"
    USED = "used"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class OptionTerms:
    """A right to extend by so many months, the ``position``-th of an agreement; notice is given by ``notice_by``.

    Where no day of notice is agreed, notice is given while the agreement can still be used.
    """

    position: int
    months: int
    state: str = OptionState.OPEN
    notice_by: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state == OptionState.OPEN


def last_day_when_used(terms: Terms, option: OptionTerms) -> date | None:
    """The last day to call off once the option is used after those that have been."""
    return replace(terms, used_months=terms.used_months + option.months).last_call_off_day


def may_use(terms: Terms, options: Collection[OptionTerms], option: OptionTerms, day: date) -> Answer:
    """Whether an option may be used on a day: the next in order, before its last day of notice.

    The new last day is one that was announced, for it is counted from announced options alone; the latest end of the
    contracts stays, and is not before it. Source: 2014/24/EU art. 72(1)(a): options that were stated from the start.
    """
    undecided = _undecided(terms, option, day)
    if not undecided:
        return undecided
    before = [other for other in options if other.position < option.position]
    source = sources.OPTION.within(terms.jurisdiction)
    if any(other.is_open for other in before):
        text = _("The options are used in their order, and another comes before this one.")
        return denied(text, "option", source)
    if any(other.state != OptionState.USED for other in before):
        text = _("An option before this one was not used, so this one cannot be reached any more.")
        return denied(text, "option", source)
    return two_dates(replace(terms, used_months=terms.used_months + option.months))


def may_decline(terms: Terms, options: Collection[OptionTerms], option: OptionTerms, day: date) -> Answer:
    """Whether an option may be declined on a day. Those after it lapse with it, for they can be reached only through
    it; a note says how many. Source: the agreement's own terms."""
    undecided = _undecided(terms, option, day)
    if not undecided:
        return undecided
    closed = lapsing_with(options, option)
    if not closed:
        return Allowed()
    text = _("The later options lapse too, for they follow on this one: %(count)s.")
    return answer(notes=[terms.reason(text, "option", count=len(closed))])


def lapsing_with(options: Collection[OptionTerms], option: OptionTerms) -> tuple[OptionTerms, ...]:
    """The open options that cannot be reached any more when this one is not used."""
    return tuple(other for other in options if other.is_open and other.position > option.position)


def lapsed_on(terms: Terms, options: Collection[OptionTerms], day: date) -> tuple[OptionTerms, ...]:
    """The open options that have lapsed by a day: their notice was not given in time, or that of one before them."""
    for option in sorted(options, key=lambda option: option.position):
        if option.is_open and _too_late(terms, option, day):
            return (option, *lapsing_with(options, option))
    return ()


def notice_day(terms: Terms, option: OptionTerms) -> date | None:
    """The last day on which notice of the option can be given; None when no day ends it."""
    return option.notice_by or terms.last_call_off_day


def _too_late(terms: Terms, option: OptionTerms, day: date) -> bool:
    last = notice_day(terms, option)
    return last is not None and day > last


def _undecided(terms: Terms, option: OptionTerms, day: date) -> Answer:
    if not option.is_open:
        return denied(_("The option has been decided on already."), "option")
    if terms.ends_on is None:
        return denied(_("Without a last day there is nothing for an option to extend."), "option")
    if _too_late(terms, option, day):
        text = _("The last day of notice was %(last)s: the option has lapsed.")
        source = sources.OPTION.within(terms.jurisdiction)
        return denied(text, "option", source, last=notice_day(terms, option))
    return Allowed()
