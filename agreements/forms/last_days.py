"""The last days that follow from what stands in the register's form, shown while somebody types."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from agreements import rules
from agreements.forms.register import AgreementForm
from agreements.states import AgreementKind
from portal.law.frameworks import LONGEST_FRAMEWORK
from portal.law.periods import last_day_of_period, last_day_with_options
from portal.web.forms import Form


@dataclass(frozen=True)
class LastDay:
    """What one option gives: its length, the day by which to say so, and the last day once it is used, too."""

    months: int
    notice_by: date | None
    last_day: date


@dataclass(frozen=True)
class LastDays:
    """The last days that follow from what stands in the form. ``limit`` is a framework's four years."""

    ends_on: date
    options: tuple[LastDay, ...]
    limit: date | None

    @property
    def last_day(self) -> date:
        return self.options[-1].last_day if self.options else self.ends_on

    @property
    def too_long(self) -> bool:
        return self.limit is not None and self.last_day > self.limit


def last_days(form: AgreementForm) -> LastDays | None:
    """The resulting last days, with all options used in turn; ``None`` while there is no last day in the form."""
    starts_on, ends_on = stands_in(form, "starts_on"), stands_in(form, "ends_on")
    if ends_on is None or (starts_on and ends_on < starts_on):
        return None
    options, total = [], 0
    for row in form.rows_of["options"].forms:
        months = stands_in(row, "months")
        if months and 0 < months <= rules.LONGEST_OPTION:
            total += months
            last = last_day_with_options(starts_on, ends_on, total)
            options.append(LastDay(months, stands_in(row, "notice_by"), last))
    is_framework = form["kind"].value() == AgreementKind.FRAMEWORK
    limit = last_day_of_period(starts_on, LONGEST_FRAMEWORK) if starts_on and is_framework else None
    return LastDays(ends_on, tuple(options), limit)


def stands_in(form: Form, name: str) -> Any:
    """What stands in a field at this moment, as a value; ``None`` when it is empty or not understood."""
    try:
        return form.fields[name].to_python(form[name].value())
    except ValidationError:
        return None
