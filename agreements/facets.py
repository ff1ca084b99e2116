"""The facets of the register: how many agreements each value of each filter would give.

Counting is what costs in a large register. All facets of a result are counted by one statement, a facet with a value
chosen by one more, and the counts of large results are kept until the register changes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When
from django.db.models.expressions import Combinable

from agreements.filters import HORIZONS
from agreements.models import EligibleBuyer
from agreements.querysets import being, state_on
from agreements.querysets.agreements import lasting_on
from portal.law.periods import State, add_months

FACETS = ("state", "municipality", "category", "expiring", "supplier", "kind", "level", "owner", "cooperation")
#: An agreement has several of these; ``AgreementSummary`` holds them.
SEVERAL = {
    "municipality": "summary__buyers",
    "category": "summary__divisions",
    "supplier": "summary__suppliers",
}
#: Facets with very many values show those that give most, and those chosen.
MOST_SHOWN = {"supplier": 20, "municipality": 40, "owner": 40}
#: Counts of large results are kept for an hour; a smaller one is counted again as quickly.
WORTH_KEEPING = 500
KEPT_SECONDS = 3600
#: Memory enough to hold a large result once, instead of reading it again for every facet.
MEMORY = "64MB"


@dataclass(frozen=True)
class Counts:
    """How many agreements there are in all, and with each value (as text) of each facet."""

    total: int = 0
    by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, name: str, value: Any) -> int:
        return self.by.get(name, {}).get(str(value), 0)


def count(
    found: QuerySet, day: date, names: Sequence[str], wanted: Mapping[str, Sequence[Any]], versions: str
) -> Counts:
    """Count the facets of a result in one statement.

    ``wanted`` values are counted however few they are. ``versions`` tells the states of the register apart, so that
    kept counts are never old.
    """
    hits, params = _hits(found, day, names)
    kept_as = "facets:" + hashlib.sha256(repr((versions, names, hits, params, wanted)).encode()).hexdigest()
    counts: Counts | None = cache.get(kept_as)
    if counts is None:
        counts = _count(hits, params, names, wanted)
        if counts.total >= WORTH_KEEPING:
            cache.set(kept_as, counts, KEPT_SECONDS)
    return counts


def _hits(found: QuerySet, day: date, names: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """The result with nothing but the values of its facets."""
    values = {f"facet_{name}": _value(name, day) for name in names}
    return found.order_by().values_list(*values.values()).query.sql_with_params()


def _value(name: str, day: date) -> Combinable:
    if name == "state":
        return state_on(day)
    if name == "expiring":
        within = [When(last_day__lte=add_months(day, months), then=Value(months)) for months in HORIZONS]
        return Case(When(~being(State.IN_FORCE, day), then=None), *within, output_field=IntegerField())
    if name == "municipality":
        # Few rights end before their agreement: what is gathered stands for all others.
        buyers = EligibleBuyer.objects.filter(agreement=OuterRef("pk")).order_by()
        lasting = ArraySubquery(buyers.filter(lasting_on(day)).values("organisation"))
        return Case(When(Exists(buyers.exclude(lasting_on(day))), then=lasting), default=F(SEVERAL[name]))
    return F(SEVERAL.get(name, f"{name}_id" if name in ("owner", "cooperation") else name))


# Only the names of facets are put into these texts; every value is a parameter.
def _count(hits: str, params: Sequence[Any], names: Sequence[str], wanted: Mapping[str, Sequence[Any]]) -> Counts:
    single = [name for name in names if name not in SEVERAL]
    grouping = f"GROUP BY {', '.join(single)}" if single else ""
    parts, arguments = ["SELECT '', '', coalesce(sum(n), 0) FROM combined"], list(params)
    for name in names:
        if name in SEVERAL:
            tally = f"SELECT unnest({name}) AS value, count(*) AS n FROM hits GROUP BY 1"  # noqa: S608
        else:
            tally = f"SELECT {name} AS value, sum(n) AS n FROM combined GROUP BY 1"  # noqa: S608
        part = f"SELECT '{name}', value::text, n FROM ({tally}) AS tally"  # noqa: S608
        if name in MOST_SHOWN:
            chosen = list(wanted.get(name, ()))
            part = f"({part} ORDER BY value = ANY(%s) DESC, n DESC, value LIMIT %s)"
            arguments += [chosen, MOST_SHOWN[name] + len(chosen)]
        parts.append(part)
    statement = (
        f"WITH hits ({', '.join(names)}) AS MATERIALIZED ({hits}), "  # noqa: S608
        f"combined AS (SELECT {', '.join([*single, 'count(*) AS n'])} FROM hits {grouping}) {' UNION ALL '.join(parts)}"
    )
    by: dict[str, dict[str, int]] = {name: {} for name in names}
    total = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
        cursor.execute(statement, arguments)
        for name, value, n in cursor.fetchall():
            if not name:
                total = int(n)
            elif value is not None:
                by[name][value] = int(n)
    return Counts(total, by)
