"""What a change would touch: rights, ceilings, running call-offs, and the turnover that commission is counted on.

Shown before a change is confirmed, and kept with it as plain values: money and days as text.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from agreements.ceilings import ceilings_of_many
from agreements.changes.outcomes import Outcome, differences_of
from agreements.models import Agreement, AgreementChange, CallOff, CeilingEntry
from agreements.states.call_offs import CallOffStatus
from portal.law.frameworks.ceilings import Ceiling
from portal.workflow.audit import plain


def touched(agreement: Agreement, outcome: Outcome, day: date, change: AgreementChange | None = None) -> dict[str, Any]:
    """What an outcome that comes on a day touches, in plain values that JSON keeps.

    ``changes`` are the fields as ``{name: [before, after]}``; ``rights`` how many buyers have them and until when;
    ``ceilings`` the sums with what is left before and after; ``call_offs`` those that run on the day, of the supplier
    alone where the change is about one; ``commission`` the turnover recorded in the year of the day. Amounts ex VAT in
    the agreement's currency. Reads the rows that ``facts.with_children`` fetched.
    """
    said = {
        "changes": dict(differences_of(agreement, change, outcome)),
        "rights": _rights(agreement, outcome),
        "ceilings": list(_ceilings(agreement, outcome)),
        "call_offs": _call_offs(agreement, outcome, day, change),
        "commission": _commission(agreement, day),
        "currency": agreement.currency,
    }
    return plain(said)


def read(said: dict[str, Any]) -> dict[str, Any]:
    """Kept values with their days and amounts as what they are, for a page. What was never kept gives nothing."""
    if not said:
        return {}
    rights, calls = said["rights"], said["call_offs"]
    return {
        **said,
        "rights": {**rights, "until": [_day(day) for day in rights["until"]]},
        "ceilings": [
            {
                "lot": row["lot"],
                "taken": _sum(row["taken"]),
                **{when: {name: _sum(value) for name, value in row[when].items()} for when in ("before", "after")},
            }
            for row in said["ceilings"]
        ],
        "call_offs": {**calls, "sum": _sum(calls["sum"]), "last": _day(calls["last"])},
        "commission": {**said["commission"], "turnover": _sum(said["commission"]["turnover"])},
    }


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _sum(said: str | int | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def _last_use(agreement: Agreement, outcome: Outcome | None = None) -> date | None:
    """The last day on which anybody can call off; None until further notice."""
    said = {name: getattr(agreement, name) for name in ("last_day", "terminated_on")}
    said |= {name: value for name, value in (outcome.columns if outcome else {}).items() if name in said}
    return said["terminated_on"] or said["last_day"]


def _rights(agreement: Agreement, outcome: Outcome) -> dict[str, Any]:
    buyers = agreement.buyers.all()
    return {
        "buyers": len(buyers),
        "binding": sum(buyer.is_binding for buyer in buyers),
        "until": [_last_use(agreement), _last_use(agreement, outcome)],
    }


def _ceilings(agreement: Agreement, outcome: Outcome) -> Iterator[dict[str, Any]]:
    """The agreement's ceiling and those of its lots that have one, or that the change concerns."""
    found = ceilings_of_many([agreement])[agreement.pk]
    for key, ceiling in found.items():
        columns = outcome.columns if key is None else outcome.lots.get(key, {})
        after = replace(
            ceiling,
            maximum=columns.get("maximum_value", ceiling.maximum),
            overrun=columns.get("overrun_value", ceiling.overrun),
        )
        if key is None or ceiling.maximum is not None or after != ceiling:
            yield {
                "lot": ceiling.lot,
                "taken": ceiling.taken,
                "before": _told(ceiling),
                "after": _told(after),
            }


def _told(ceiling: Ceiling) -> dict[str, Any]:
    return {"maximum": ceiling.maximum, "left": ceiling.left, "overrun": ceiling.overrun}


def _call_offs(agreement: Agreement, outcome: Outcome, day: date, change: AgreementChange | None) -> dict[str, Any]:
    running = CallOff.objects.filter(agreement=agreement, status=CallOffStatus.MADE, ends_on__gte=day)
    if change is not None and change.supplier_id is not None:
        running = running.filter(supplier=change.supplier_id)
    last = _last_use(agreement, outcome)
    later = Q(ends_on__gt=last) if last else Q(pk__in=[])
    counted = running.aggregate(count=Count("pk"), sum=Sum("amount"), later=Count("pk", filter=later))
    return {**counted, "sum": counted["sum"] or 0, "last": last}


def _commission(agreement: Agreement, day: date) -> dict[str, Any]:
    entries = CeilingEntry.objects.filter(agreement=agreement, day__year=day.year)
    return {"year": day.year, "turnover": entries.aggregate(total=Sum("used"))["total"] or 0}
