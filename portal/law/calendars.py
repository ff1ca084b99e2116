"""Days as the law counts them: which are free in a country, and where a period of so many days ends."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.law.answers import Reason, Source
from portal.law.wording import Weekday

_DAY = timedelta(days=1)

#: The first and the last year whose public holidays are known.
KNOWN_YEARS = (1990, 2099)

#: Sweden counts the eves of midsummer, Christmas and New Year with the holidays (lag 1930:173 2 §); Norway does not.
_EVES = {"SE": "de_facto"}
_LANGUAGES = {"sv": "sv", "nb": "no", "en": "en_US"}


class Rule(StrEnum):
    """By which rule a period is counted."""

    EU = "eu"
    SWEDISH = "swedish"


#: How a day that does not count, and a last day that is free, are treated; by rule.
_SOURCES = {
    Rule.EU: Source(
        gettext_lazy("Regulation 1182/71"),
        "art. 3",
        national={"NO": Source("FOA", "§ 7-6")},
    ),
    Rule.SWEDISH: Source("Lag (1930:173) om beräkning av lagstadgad tid", "2 §"),
}


@dataclass(frozen=True)
class FreeDay:
    """Why a day is free: its holiday, named in the reader's language where it has a name in it, otherwise in the
    country's; or the weekend."""

    day: date
    jurisdiction: str

    def __str__(self) -> str:
        language = _LANGUAGES.get((get_language() or "sv")[:2], "")
        name = _holidays(self.jurisdiction, self.day.year, language).get(self.day)
        return name or _("weekend")


@dataclass(frozen=True)
class Counted:
    """A day that the law counts to, and how it was counted, step by step.

    ``day`` is the answer; None where the law counts no days, and ``steps`` say why. ``last_day`` is the last day of
    the period, that is never free. ``notes`` are what to keep in mind besides.
    """

    day: date | None
    steps: tuple[Reason, ...]
    notes: tuple[Reason, ...] = ()
    last_day: date | None = None


def is_free(day: date, jurisdiction: str) -> bool:
    """Whether a period that would end on this day ends later: a Saturday, a Sunday or a public holiday."""
    return day.weekday() >= calendar.SATURDAY or day in _holidays(jurisdiction, day.year)


def is_eve(day: date, jurisdiction: str) -> bool:
    """Whether the day counts as a holiday by the Swedish act on counting time alone."""
    kind = _EVES.get(jurisdiction)
    return kind is not None and day in _holidays(jurisdiction, day.year, kinds=(kind,))


def next_working_day(day: date, jurisdiction: str) -> date:
    """The day itself if it is a working day, otherwise the first one after it."""
    while is_free(day, jurisdiction):
        day += _DAY
    return day


def count(event_on: date, days: int, jurisdiction: str, rule: Rule = Rule.EU) -> Counted:
    """The last day of a period of so many days after an event.

    The day of the event is not counted, and a free last day moves to the next working day (Regulation 1182/71 art. 3(1)
    and (4); lag 1930:173 2 §). By the regulation a period of two days or more holds two working days at least (art.
    3(5)).
    """
    source = _SOURCES[rule].within(jurisdiction)
    plain = event_on + days * _DAY
    last = next_working_day(plain, jurisdiction)
    steps = [
        Reason(
            gettext_lazy("The day itself, %(event)s, is not counted: the period begins on the day after."),
            source,
            None,
            _day("event", event_on),
        ),
        Reason(gettext_lazy("%(days)s days later it is %(day)s."), None, None, {"days": days, "day": Weekday(plain)}),
        *_rolled(plain, last, jurisdiction, source),
    ]
    if rule == Rule.EU and days >= 2:
        ended, last = last, _with_two_working_days(event_on, last, jurisdiction)
        if last > ended:
            text = gettext_lazy(
                "A period of two days or more holds at least two working days, so it runs until %(day)s."
            )
            steps.append(Reason(text, source, None, _day("day", last)))
    notes: tuple[Reason, ...] = ()
    if rule == Rule.EU and any(is_eve(day, jurisdiction) for day in _days(plain, last)):
        notes = (
            Reason(
                gettext_lazy("An eve is counted here as a holiday, as Swedish law does: to be on the safe side."),
                Source(_SOURCES[Rule.SWEDISH].name, "2 §", certain=False),
            ),
        )
    return Counted(last, tuple(steps), notes, last)


def _rolled(plain: date, last: date, jurisdiction: str, source: Source) -> Iterator[Reason]:
    free = list(_days(plain, last - _DAY))
    for day in free:
        text = gettext_lazy("It does not end on %(day)s, which is free (%(why)s).")
        yield Reason(text, source, None, {"day": Weekday(day), "why": FreeDay(day, jurisdiction)})
    if free:
        yield Reason(gettext_lazy("The next working day is %(day)s."), None, None, _day("day", last))


def _with_two_working_days(event_on: date, last: date, jurisdiction: str) -> date:
    working = sum(1 for day in _days(event_on + _DAY, last) if not is_free(day, jurisdiction))
    return last if working >= 2 else next_working_day(last + _DAY, jurisdiction)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _day(name: str, day: date) -> dict[str, Weekday]:
    return {name: Weekday(day)}


@lru_cache
def _holidays(jurisdiction: str, year: int, language: str = "", kinds: tuple[str, ...] = ()) -> holidays.HolidayBase:
    eves = (_EVES[jurisdiction],) if jurisdiction in _EVES else ()
    return holidays.country_holidays(
        jurisdiction, years=year, language=language or None, categories=kinds or ("public", *eves)
    )
