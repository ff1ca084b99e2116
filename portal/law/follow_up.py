"""How much follow-up an agreement is worth, and when: guidance and the cooperation's own habit, not law."""

from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Source
from portal.law.periods import add_months


class Tier(StrEnum):
    """A follow-up's weight: the most important tenth, the next thirty per cent, the rest."""

    A = "a"
    B = "b"
    C = "c"


GUIDANCE = Source(_("SKR, guidance on the follow-up of procured contracts"), certain=False)

#: Months between two follow-ups: three times a year, every year, every second year.
INTERVAL = {Tier.A: 4, Tier.B: 12, Tier.C: 24}


def tier_of(place: int, number: int) -> Tier:
    """The tier of the agreement in a place (from 1) among so many, the weightiest first.

    Shares are rounded up, so that somebody is always looked at often: of 10 agreements 1, 3 and 6; of 25 agreements 3,
    7 and 15. Source: ``GUIDANCE``.
    """
    if place <= -(-number // 10):
        return Tier.A
    return Tier.B if place <= -(-number * 4 // 10) else Tier.C


def next_follow_up(counted_from: date, tier: Tier, last_day: date | None) -> date | None:
    """The day of the next follow-up: one interval on, but no later than the agreement's last day, on which it is looked
    at once more. None when that day has been reached already."""
    due = add_months(counted_from, INTERVAL[tier])
    if last_day is None or due <= last_day:
        return due
    return last_day if counted_from < last_day else None


def counted_from(starts_on: date, tier: Tier, day: date) -> date:
    """From where a new plan counts: the last whole interval since the agreement began, so that follow-ups lie spread
    over the year as the agreements do; the first day itself while the agreement has not begun."""
    whole = 0
    while add_months(starts_on, (whole + 1) * INTERVAL[tier]) <= day:
        whole += 1
    return add_months(starts_on, whole * INTERVAL[tier])


def next_meeting(last: date, every_months: int) -> date:
    """The day of the next dialogue meeting by the cadence, counted from the last one."""
    return add_months(last, every_months)
