"""Minimum time limits of the procedures: how early requests to participate and tenders may fall due.

Directive 2014/24/EU art. 27-31, 34, 53 and 74-76; counted by Regulation 1182/71 art. 3 from the day on which the
notice, or the invitation, was sent. A limit has to suit what is bought (art. 47): the days here are the fewest that
the law allows, no advice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.law.answers import Reason, Source, Words
from portal.law.calendars import Counted, count
from portal.law.periods import add_months
from portal.law.procedures import Procedure
from portal.law.standstill import standstill

#: A dynamic purchasing system is set up as a restricted procedure, with limits of its own (art. 34).
DYNAMIC = "dps"

#: Days by which a prior information notice goes before the notice, to shorten a limit; at most twelve months.
PRIOR_DAYS, PRIOR_MONTHS = 35, 12
RESULT_DAYS = 30

_DIRECTIVE = _("Directive 2014/24/EU")
_SWEDISH = {
    Procedure.OPEN: Source("LOU", "11 kap. 2 §"),
}
_ONLINE = Source(_DIRECTIVE, "art. 53(1)")
_SUITABLE = Source(_DIRECTIVE, "art. 47(1)")
_RESULT = Source(_DIRECTIVE, "art. 50(1)")


class Limit(TextChoices):
    """What falls due: a procedure in two steps has both, the tenders counted from the invitation."""

    REQUESTS = "requests", _("requests to participate")
    TENDERS = "tenders", _("tenders")


@dataclass(frozen=True)
class Circumstances:
    """What lengthens or shortens a limit.

    ``electronic``: tenders may be sent electronically. ``online``: the documents are open to everybody on the web from
    the notice on. ``prior_notice_on``: the day on which a prior information notice with all that art. 27(2) asks was
    sent. ``urgent``: a state of urgency is duly substantiated.
    """

    electronic: bool = True
    online: bool = True
    prior_notice_on: date | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Minimum:
    """The fewest days by an article of the directive, and the fewer that a circumstance allows; None: no fewer."""

    days: int
    article: str
    electronic: tuple[int, str] | None = None
    prior: tuple[int, str] | None = None
    urgent: tuple[int, str] | None = None
    agreed: int | None = None


_INVITED = Minimum(30, "art. 28(2)", (25, "art. 28(5)"), (10, "art. 28(3)"), (10, "art. 28(6)(b)"), agreed=10)
_MINIMA: Mapping[tuple[str, Limit], Minimum] = {
    (Procedure.OPEN, Limit.TENDERS): Minimum(
        35, "art. 27(1)", (30, "art. 27(4)"), (15, "art. 27(2)"), (15, "art. 27(3)")
    ),
    (Procedure.RESTRICTED, Limit.REQUESTS): Minimum(30, "art. 28(1)", urgent=(15, "art. 28(6)(a)")),
    (Procedure.RESTRICTED, Limit.TENDERS): _INVITED,
    (Procedure.NEGOTIATED, Limit.REQUESTS): Minimum(30, "art. 29(1)", urgent=(15, "art. 28(6)(a)")),
    (Procedure.NEGOTIATED, Limit.TENDERS): _INVITED,
    (Procedure.DIALOGUE, Limit.REQUESTS): Minimum(30, "art. 30(1)"),
    (Procedure.INNOVATION, Limit.REQUESTS): Minimum(30, "art. 31(1)"),
    (DYNAMIC, Limit.REQUESTS): Minimum(30, "art. 34(2)(a)"),
    (DYNAMIC, Limit.TENDERS): Minimum(10, "art. 34(2)(b)"),
}

#: Why a procedure has no fewest number of days, and where that is written.
_UNCOUNTED: Mapping[str, tuple[Words, Source]] = {
    Procedure.SOCIAL: (
        _("The law counts no days for social and other specific services: give suppliers a reasonable time."),
        Source(_DIRECTIVE, "art. 74-76"),
    ),
    Procedure.NATIONAL: (
        _("Below the thresholds the law counts no days: give suppliers a reasonable time."),
        Source(
            _DIRECTIVE,
            "art. 47(1)",
            national={
                "SE": Source("LOU", "19 kap.", certain=False),
                "NO": Source("FOA", "§ 8-5", certain=False),
            },
        ),
    ),
    Procedure.DIRECT: (_("A direct award has no notice, and no limit to count."), Source(_DIRECTIVE, "art. 32")),
}
_NEGOTIATED_LATER = _("The law counts no days for the tenders of this procedure: give suppliers a reasonable time.")


def in_two_steps(procedure: str) -> bool:
    """Whether suppliers ask to participate first, and those who are invited send tenders."""
    return (procedure, Limit.REQUESTS) in _MINIMA


def minimum(
    jurisdiction: str,
    procedure: str,
    limit: Limit,
    sent_on: date,
    circumstances: Circumstances | None = None,
) -> Counted:
    """The earliest last day for requests or tenders, counted from the day the notice or the invitation is sent.

    That whole day belongs to the suppliers: a limit at noon on it is too short.
    """
    given = circumstances or Circumstances()
    found = _MINIMA.get((procedure, limit))
    if found is None:
        text, source = _UNCOUNTED.get(procedure, (_NEGOTIATED_LATER, _SUITABLE))
        return Counted(None, (Reason(text, source.within(jurisdiction)),))
    days, steps = _days(found, procedure, limit, jurisdiction, sent_on, given)
    counted = count(sent_on, days, jurisdiction)
    suit = Reason(_("Those are the fewest days: what is complicated needs more."), _SUITABLE)
    return Counted(counted.day, (*steps, *counted.steps), (*counted.notes, suit), counted.last_day)


def by_agreement(jurisdiction: str, procedure: str, limit: Limit, sent_on: date) -> Counted | None:
    """The earlier last day that an authority below the state may agree with all whom it invited; None where the law
    knows none. Source: 2014/24/EU art. 28(4)."""
    found = _MINIMA.get((procedure, limit))
    if found is None or found.agreed is None:
        return None
    return count(sent_on, found.agreed, jurisdiction)


def result_notice(jurisdiction: str, concluded_on: date) -> Counted:
    """The last day to send the result notice: thirty days after the agreement is concluded (rule 9; 2014/24/EU art.
    50(1))."""
    counted = count(concluded_on, RESULT_DAYS, jurisdiction)
    first = Reason(
        _("The result notice is sent within %(days)s days."),
        _RESULT,
        None,
        {"days": RESULT_DAYS},
    )
    return Counted(counted.day, (first, *counted.steps), counted.notes, counted.last_day)


def prior_notice_counts(prior_notice_on: date | None, sent_on: date) -> bool:
    """Whether a prior information notice shortens the limits: sent 35 days to twelve months before the notice."""
    if prior_notice_on is None:
        return False
    return (sent_on - prior_notice_on).days >= PRIOR_DAYS and add_months(prior_notice_on, PRIOR_MONTHS) >= sent_on


def _days(
    found: Minimum, procedure: str, limit: Limit, jurisdiction: str, sent_on: date, given: Circumstances
) -> tuple[int, tuple[Reason, ...]]:
    """The fewest days as things stand, and why: the shortest of what the circumstances allow."""
    rule = _DIRECTIVE
    article = Source(rule, found.article, national=_national(procedure, limit))
    steps = [_said(_("The law counts at least %(days)s days."), found.days, article.within(jurisdiction))]
    days = found.days
    if given.prior_notice_on and found.prior and not prior_notice_counts(given.prior_notice_on, sent_on):
        text = _("The prior information notice shortens nothing: it is sent 35 days to twelve months before.")
        steps.append(Reason(text, Source(rule, found.prior[1])))
    for holds, shorter, text in (
        (given.electronic, found.electronic, _("Tenders are sent electronically: %(days)s days are enough.")),
        (
            prior_notice_counts(given.prior_notice_on, sent_on),
            found.prior,
            _("A prior information notice was sent in time: %(days)s days are enough."),
        ),
        (given.urgent, found.urgent, _("It is urgent, for reasons that the notice states: %(days)s days are enough.")),
    ):
        if holds and shorter is not None and shorter[0] < days:
            days = shorter[0]
            steps.append(_said(text, days, Source(rule, shorter[1])))
    if not given.online and limit == Limit.TENDERS and procedure != DYNAMIC and not (given.urgent and found.urgent):
        days += 5
        text = _("The documents are not open to everybody on the web: five days more, %(days)s.")
        steps.append(_said(text, days, _ONLINE))
    return days, tuple(steps)


def _national(procedure: str, limit: Limit) -> dict[str, Source]:
    """Where the national acts say the same. Only the Swedish open procedure has been checked."""
    own = _SWEDISH.get(Procedure(procedure)) if procedure != DYNAMIC and limit == Limit.TENDERS else None
    return {
        "SE": own or Source("LOU", "11 kap.", certain=False),
        "NO": Source("FOA", "kap. 20", certain=False),
    }


def _said(text: Words, days: int, source: Source) -> Reason:
    return Reason(text, source, None, {"days": days})


@dataclass(frozen=True)
class Timetable:
    """The planned days of a procurement, as far as they are set."""

    jurisdiction: str
    procedure: str
    notice_on: date | None = None
    requests_due_on: date | None = None
    tenders_due_on: date | None = None
    award_on: date | None = None
    starts_on: date | None = None
    circumstances: Circumstances = Circumstances()


@dataclass(frozen=True)
class Planned:
    """A planned day beside the earliest that the law allows. ``field`` names the day; ``agreed`` is the earlier one
    that all who are invited may agree to."""

    field: str
    label: Words
    day: date | None
    earliest: Counted
    agreed: Counted | None = None

    @property
    def is_too_early(self) -> bool:
        allowed = (self.agreed or self.earliest).day
        return self.day is not None and allowed is not None and self.day < allowed

    @property
    def needs_agreement(self) -> bool:
        """Whether it is early enough only because all who are invited agree."""
        earliest = self.earliest.day
        return not self.is_too_early and self.day is not None and earliest is not None and self.day < earliest


def checked(plan: Timetable) -> Iterator[Planned]:
    """Each planned day that the law has a minimum for, beside it, as far as the day it is counted from is known."""
    where, procedure = plan.jurisdiction, plan.procedure
    if plan.notice_on is not None and procedure:
        sent_on = plan.notice_on
        if in_two_steps(procedure):
            earliest = minimum(where, procedure, Limit.REQUESTS, sent_on, plan.circumstances)
            yield Planned("requests_due_on", _("Requests to participate due"), plan.requests_due_on, earliest)
            sent_on = max(plan.requests_due_on or earliest.day or sent_on, sent_on)
        if procedure != DYNAMIC:  # it is set up by requests alone; tenders follow with each purchase
            earliest = minimum(where, procedure, Limit.TENDERS, sent_on, plan.circumstances)
            agreed = by_agreement(where, procedure, Limit.TENDERS, sent_on)
            yield Planned("tenders_due_on", _("Tenders due"), plan.tenders_due_on, earliest, agreed)
    if plan.award_on is not None:
        earliest = standstill(where, plan.award_on, procedure=procedure)
        yield Planned("starts_on", _("Agreement starts"), plan.starts_on, earliest)
