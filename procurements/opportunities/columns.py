"""What is written of opportunities: their names, the columns of the list and its files."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.law.opportunities import Part, Standing
from portal.organisations.models import Organisation
from portal.reference.collation import alphabet_for
from portal.reference.models import CpvCode
from portal.reference.querysets import label_field
from portal.web.columns import Column
from procurements.opportunities.finding import Opportunity
from procurements.opportunities.links import page_of

TONES = {Standing.NEW: "success", Standing.PROPOSED: "info", Standing.PLANNED: "neutral"}
BETWEEN = "; "


def labels_of(branches: Iterable[str]) -> dict[str, str]:
    """The label of each branch in the reader's language; of the nearest code above it where the CPV has none."""
    wanted = {branch: [branch[:digits].ljust(8, "0") for digits in range(len(branch), 1, -1)] for branch in branches}
    codes = {code for each in wanted.values() for code in each}
    known = dict(CpvCode.objects.filter(pk__in=codes).values_list("pk", label_field(get_language())))
    return {branch: next((known[code] for code in each if code in known), branch) for branch, each in wanted.items()}


def names_of(found: Iterable[Opportunity]) -> dict[int, str]:
    """The names of all members in opportunities by their ids, in the reader's alphabet."""
    ids = {pk for one in found for pk in one.members}
    rows = Organisation.objects.filter(pk__in=ids).alphabetical(alphabet_for(get_language() or ""))
    return dict(rows.values_list("pk", "name"))


def who(one: Opportunity, names: Mapping[int, str]) -> list[str]:
    """The members of an opportunity by name."""
    members = one.members
    return [name for pk, name in names.items() if pk in members]


def columns(labels: Mapping[str, str], names: Mapping[int, str], address: str) -> list[Column]:
    """The columns of the list; ``address`` is what was asked for, for the links to carry on."""
    return [
        Column("branch", _("CPV branch"), lambda one: one.branch, only="file"),
        Column("title", _("What"), lambda one: labels[one.branch], link=lambda one: page_of(one, address)),
        Column("score", _("Score"), lambda one: one.score, "number"),
        Column("members", _("Members"), lambda one: len(one.members), "number"),
        Column("who", _("Who"), lambda one: BETWEEN.join(who(one, names)), only="file"),
        Column("agreements", _("Agreements that run out"), lambda one: len(one.endings), "number", only="file"),
        Column("past", _("Procured in 2021"), lambda one: len(one.bought), "number", only="file"),
        Column("value", _("Known value"), lambda one: one.value, "money", currency=lambda one: one.currency),
        Column("unknown", _("Rows without a known value"), lambda one: one.unknown, "number", only="file"),
        Column("first", _("All could join from"), lambda one: one.joining and one.joining.first, "date"),
        Column("last", _("All could join to"), lambda one: one.joining and one.joining.last, "date", only="file"),
        Column("at_once", _("All on the same day"), lambda one: one.joining and one.joining.at_once, only="file"),
        Column("begin_by", _("Begin no later than"), lambda one: one.begin_by, "date"),
        Column("assumed", _("Days are assumed"), lambda one: one.is_assumed, only="file"),
        Column(
            "standing",
            _("Standing"),
            lambda one: one.standing.label,
            "tag",
            tone=lambda one: TONES[one.standing],
        ),
        *(_part(part) for part in Part),
    ]


def _part(part: Part) -> Column:
    label: Any = _("Part: %(part)s") % {"part": part.label}
    return Column(f"part_{part.value}", label, lambda one: one.parts[part], "percent", only="file")
