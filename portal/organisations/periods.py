"""Dated rows: valid from a day, to a day, both included; an open end is no date."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db.models import F, Func, Q


class Days(Func):
    """The days from one column to another as a PostgreSQL range."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, first: str = "valid_from", last: str = "valid_to", *rest: object, **extra: object) -> None:
        bounds = rest or (RangeBoundary(inclusive_lower=True, inclusive_upper=True),)
        super().__init__(first, last, *bounds, **extra)


def never_twice(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """The same thing may not be valid twice on the same day: of all rows, or of those of a condition."""
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), (Days(), RangeOperators.OVERLAPS)],
        condition=condition,
    )


def valid_on(day: date, prefix: str = "") -> Q:
    """The rows that are valid on a day."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


def dates_in_order() -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
