"""Calendar arithmetic of agreements: months, last days, and the state that follows from the dates."""

import calendar
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class State(StrEnum):
    """What an agreement is on a day; ``upcoming``, ``in_force`` and ``expired`` follow from dates, never stored."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    TERMINATED = "terminated"


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months on, or the last of that month where it has no such day.

    Past the year 9999, where dates end, it is the last of all days.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of_period(starts_on: date, months: int) -> date:
    """The last day of a period of so many months that begins on ``starts_on``, that day included.

    It is the day before the same day of the month; where that month has no such day, its last day: two years from
    29 February 2024 end on 28 February 2026 (as Regulation 1182/71 art. 3(2)(c) ends periods of months and years).
    """
    anniversary = add_months(starts_on, months)
    return anniversary - _DAY if anniversary.day == starts_on.day else anniversary


def last_day_with_options(starts_on: date | None, ends_on: date, months: int) -> date:
    """The last day once an agreement that ends on ``ends_on`` is prolonged by so many months in all.

    An agreement of whole months goes on counting from its first day, so that 2 + 2 years from 29 February 2024 end on
    28 February 2028; any other counts from the day after its last day, so that half a year from 30 June ends on
    31 December.
    """
    if months == 0 or ends_on == date.max:
        return ends_on
    if starts_on is not None and starts_on <= ends_on:
        whole = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
        for agreed in (whole, whole + 1):
            if agreed > 0 and last_day_of_period(starts_on, agreed) == ends_on:
                return last_day_of_period(starts_on, agreed + months)
    return last_day_of_period(ends_on + _DAY, months)


def state_on(day: date, status: str, starts_on: date | None, last_day: date | None) -> State:
    """What an agreement with this stored status is on a day; without a last day it runs until further notice."""
    if status != "published":
        return State(status)
    if starts_on is not None and day < starts_on:
        return State.UPCOMING
    return State.EXPIRED if last_day is not None and day > last_day else State.IN_FORCE
