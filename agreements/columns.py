"""The columns of the register: the page shows some of them, the files all."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, Func, Value, When
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.querysets import state_on
from agreements.states import STATE_LABELS, STATE_TONES, AgreementKind, AgreementLevel
from portal.law.periods import state_on as state_of
from portal.reference.models import CpvCode
from portal.reference.querysets import label_field
from portal.web.columns import Column

#: The columns of the page, which writes number and category below the title; the files have every column.
ON_PAGE = ("title", "owner", "state", "last_day", "maximum_value", "suppliers")
BETWEEN = "; "


def columns(labels: Mapping[str, str], day: date, alphabet: str) -> list[Column]:
    """The columns, in the reader's language. ``labels`` are those of the categories."""
    assumable = assumable_labels()

    def state(row: Agreement) -> Any:
        return state_of(day, row.status, row.starts_on, row.last_day)

    return [
        Column("number", _("Number"), lambda row: row.number, sort="number"),
        Column("title", _("Title"), lambda row: row.title, sort=f"sort_{alphabet}", link=Agreement.get_absolute_url),
        Column("owner", _("Owner"), lambda row: row.owner.name if row.owner else None, sort=f"owner__sort_{alphabet}"),
        Column("cooperation", _("Cooperation"), lambda row: row.cooperation.name),
        Column("category", _("Category"), lambda row: next(map(labels.get, row.summary.divisions), None)),
        Column("kind", _("Kind"), lambda row: row.get_kind_display()),
        Column("level", _("Level"), lambda row: row.get_level_display()),
        Column(
            "state",
            _("State"),
            lambda row: STATE_LABELS[state(row)],
            kind="tag",
            tone=lambda row: STATE_TONES[state(row)],
        ),
        Column("starts_on", _("First day"), lambda row: row.starts_on, kind="date", sort="starts_on"),
        Column("ends_on", _("Last day as agreed"), lambda row: row.ends_on, kind="date"),
        Column("last_day", _("Last day to call off"), lambda row: row.last_day, kind="date", sort="last_day"),
        Column("further", _("Until further notice"), lambda row: row.until_further_notice or None),
        Column("estimated_value", _("Estimated value"), lambda row: row.estimated_value, kind="money"),
        Column(
            "maximum_value",
            _("Maximum value"),
            lambda row: row.maximum_value,
            kind="money",
            sort="maximum_value",
            currency=lambda row: row.currency,
        ),
        Column("suppliers", _("Suppliers"), lambda row: BETWEEN.join(row.summary.supplier_names)),
        Column("source", _("Source"), lambda row: row.source),
        Column(
            "assumed",
            _("Assumed"),
            lambda row: BETWEEN.join(str(assumable.get(name, name)) for name in row.assumed) or None,
        ),
        Column("assumption", _("What is assumed"), lambda row: row.assumption),
    ]


def expressions(labels: Mapping[str, str], day: date) -> dict[str, Any]:
    """The same values as ``columns`` give, by key, for the database to write; a currency has the key of its money."""
    return {
        "number": F("number"),
        "title": F("title"),
        "owner": F("owner__name"),
        "cooperation": F("cooperation__name"),
        "category": Labelled(labels, F("summary__divisions__0")),
        "kind": Labelled(dict(AgreementKind.choices), F("kind")),
        "level": Labelled(dict(AgreementLevel.choices), F("level")),
        "state": Labelled(STATE_LABELS, state_on(day)),
        "starts_on": F("starts_on"),
        "ends_on": F("ends_on"),
        "last_day": F("last_day"),
        "further": Labelled({"true": _("Yes")}, Cast("until_further_notice", CharField())),
        "estimated_value": F("estimated_value"),
        "maximum_value": F("maximum_value"),
        "maximum_value.currency": Case(When(maximum_value=None, then=None), default="currency"),
        "suppliers": Func(
            F("summary__supplier_names"), Value(BETWEEN), function="array_to_string", output_field=CharField()
        ),
        "source": F("source"),
        "assumed": LabelledEach(assumable_labels(), F("assumed")),
        "assumption": F("assumption"),
    }


def categories() -> dict[str, str]:
    """The labels of the CPV's divisions in the reader's language and alphabet, by their two digits."""
    divisions = CpvCode.objects.filter(parent=None).in_order()  # by its index
    return {code[:2]: label for code, label in divisions.values_list("code", label_field(get_language()))}


def on_page(everything: Sequence[Column]) -> list[Column]:
    """The columns that the page has room for."""
    by_key = {column.key: column for column in everything}
    return [by_key[key] for key in ON_PAGE]


def assumable_labels() -> dict[str, Any]:
    """What the fields are called that the sample may have assumed."""
    return {field.name: field.verbose_name for field in Agreement._meta.concrete_fields}


class Labelled(Func):
    """A stored value as its label: looked up in a small object, which costs less than a chain of cases."""

    template = "(%(expressions)s)"
    arg_joiner = "::jsonb ->> "
    output_field = CharField()

    def __init__(self, labels: Mapping[Any, Any], value: Any) -> None:
        super().__init__(Value(json.dumps({str(key): str(label) for key, label in labels.items()})), value)


class LabelledEach(Labelled):
    """An array of stored values as their labels, joined."""

    template = (
        "(SELECT string_agg(labels ->> one, '; ') FROM (VALUES (%(expressions)s)) AS given (labels, ones),"
        " unnest(ones) AS one)"
    )
    arg_joiner = "::jsonb, "
