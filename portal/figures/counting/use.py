"""Counting what happens under the agreements: ceilings, options, call-offs, and what was bought or raised outside."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncQuarter

from agreements.ceilings import Watched, watched
from agreements.forecast import forecasts_of_many
from agreements.models import Agreement, AgreementChange, CallOff, ExtensionOption, OffContractPurchase
from agreements.querysets.agreements import to_decide
from portal.law.frameworks.ceilings import WATCHED, Ceiling
from portal.law.periods import add_months
from portal.organisations.models import Cooperation

WINDOW_MONTHS = 12
DECIDE_WITHIN = (3, 6)
QUARTERS_BACK = 8
DAY = timedelta(days=1)


def use(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """The figures of what happens under the agreements up to a day, however many there are in nine queries."""
    return {
        **ceilings(cooperation, day),
        "options": options(cooperation, day),
        "call_offs": call_offs(cooperation, day),
        "off_contract": off_contract(cooperation, day),
    }


def buyers_in(taken: dict[str, Any]) -> set[int]:
    """The organisations that were counted, to be named."""
    rows = (*taken["call_offs"]["members"], *taken["off_contract"]["members"])
    return {row[0] for row in rows}


def ceilings(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """The ceilings of which 70 per cent or more is taken, the nearest to its maximum first, and how many agreements
    stand at each level: an agreement counts once, at the level of its nearest ceiling, be it a lot's."""
    near = watched(day, Q(cooperation=cooperation))
    levels = dict.fromkeys(WATCHED, 0)
    of_agreement: dict[int, dict[int | None, Ceiling]] = defaultdict(dict)
    for one in near:
        if one.agreement.pk not in of_agreement:
            levels[one.ceiling.level] += 1
        of_agreement[one.agreement.pk][one.lot.pk if one.lot else None] = one.ceiling
    ahead = forecasts_of_many(of_agreement, day)
    return {
        "levels": levels,
        "ceilings": [_near(one, ahead[one.agreement.pk][one.lot.pk if one.lot else None]) for one in near],
    }


def _near(one: Watched, forecast: Any) -> dict[str, Any]:
    agreement, ceiling = one.agreement, one.ceiling
    days = {"expected": forecast.expected, "earliest": forecast.earliest, "latest": forecast.latest}
    return {
        "agreement": agreement.pk,
        "title": agreement.title,
        "lot": str(one.lot or ""),
        "level": ceiling.level,
        "maximum": str(ceiling.maximum),
        "reserved": str(ceiling.reserved),
        "used": str(ceiling.used),
        "left": str(ceiling.left),
        "currency": ceiling.currency,
        "outlook": forecast.outlook,
        **{name: found and found.isoformat() for name, found in days.items()},
        "last_day": agreement.last_day and agreement.last_day.isoformat(),
    }


def options(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """The options of agreements in force that somebody has to use or decline within six months, the nearest first, and
    how many agreements have one within each number of months."""
    in_force = Agreement.objects.filter(cooperation=cooperation).in_force(day)
    due = ExtensionOption.objects.filter(
        to_decide(day, add_months(day, max(DECIDE_WITHIN))), agreement__in=in_force
    ).select_related("agreement")
    found = list(due.order_by("notice_by", "pk"))
    within = {
        str(months): len({row.agreement_id for row in found if row.notice_by <= add_months(day, months)})
        for months in DECIDE_WITHIN
    }
    return {
        "within": within,
        "rows": [
            {
                "agreement": row.agreement_id,
                "title": row.agreement.title,
                "months": row.months,
                "notice_by": row.notice_by.isoformat(),
                "last_day": row.agreement.last_day and row.agreement.last_day.isoformat(),
            }
            for row in found
        ],
    }


def call_offs(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """What was called off: in the last twelve months, by quarter over two years, and by buyer in the last twelve months
    and the twelve before them; the largest buyer first."""
    standing = CallOff.objects.standing().filter(agreement__cooperation=cooperation, called_off_on__lte=day).order_by()
    year, before = span_of_year(day), span_of_year(add_months(day, -WINDOW_MONTHS))
    firsts = quarters_back(day)
    by_quarter = _tallied(
        standing.filter(called_off_on__gte=firsts[0]).annotate(quarter=TruncQuarter("called_off_on")),
        cooperation,
        "quarter",
    )
    lately = _tallied(standing.filter(called_off_on__range=year), cooperation, "buyer")
    earlier = _tallied(standing.filter(called_off_on__range=before), cooperation, "buyer")
    nothing = _sum(())
    members = [
        [buyer, lately.get(buyer, nothing), earlier.get(buyer, nothing)] for buyer in lately.keys() | earlier.keys()
    ]
    return {
        "total": _sum(lately.values()),
        "quarters": [[first.isoformat(), by_quarter.get(first, nothing)] for first in firsts],
        "members": sorted(members, key=lambda row: (-Decimal(row[1]["amount"]), -Decimal(row[2]["amount"]), row[0])),
    }


def off_contract(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """What was bought outside binding agreements in the last twelve months: by member, by category and by reason, the
    most purchases first. It adds up what ``summed_up`` gives."""
    bought = OffContractPurchase.objects.filter(
        agreement__cooperation=cooperation, bought_on__range=span_of_year(day)
    ).summed_up()
    groups = [
        (row, _tally(row["number"], row["total"], row["agreement__currency"] == cooperation.currency)) for row in bought
    ]
    return {
        "total": _sum(tally for _row, tally in groups),
        "members": _by(groups, "buyer_id"),
        "categories": [row for row in _by(groups, "category") if row[0]],
        "reasons": _by(groups, "reason"),
    }


def span_of_year(day: date) -> tuple[date, date]:
    """The first and the last of the twelve months up to a day."""
    return add_months(day, -WINDOW_MONTHS) + DAY, day


def quarters_back(day: date) -> list[date]:
    """The first days of the last two years' quarters, that of the day included."""
    this = date(day.year, day.month - (day.month - 1) % 3, 1)
    return [add_months(this, -3 * back) for back in range(QUARTERS_BACK - 1, -1, -1)]


def _tallied(rows: QuerySet, cooperation: Cooperation, key: str) -> dict[Any, dict[str, Any]]:
    """How many call-offs and for how much there are with each value of a key."""
    ours = Q(agreement__currency=cooperation.currency)
    counted = rows.values(key).annotate(
        number=Count("pk"), total=Sum("amount", filter=ours), known=Count("pk", filter=ours)
    )
    return {
        row[key]: {"number": row["number"], "amount": str(row["total"] or 0), "known": row["known"]} for row in counted
    }


def _tally(number: int, amount: Decimal, is_known: bool) -> dict[str, Any]:
    return {"number": number, "amount": str(amount if is_known else 0), "known": number if is_known else 0}


def _sum(tallies: Iterable[dict[str, Any]]) -> dict[str, Any]:
    tallies = list(tallies)
    return {
        "number": sum(one["number"] for one in tallies),
        "amount": str(sum((Decimal(one["amount"]) for one in tallies), Decimal(0))),
        "known": sum(one["known"] for one in tallies),
    }


def _by(groups: Iterable[tuple[dict[str, Any], dict[str, Any]]], key: str) -> list[list[Any]]:
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row, tally in groups:
        found[row[key]].append(tally)
    summed = [[value, _sum(tallies)] for value, tallies in found.items()]
    return sorted(summed, key=lambda row: (-row[1]["number"], -Decimal(row[1]["amount"]), str(row[0])))


def past_maximum(cooperation: Cooperation, day: date) -> list[dict[str, Any]]:
    """The changes that raised a maximum or recorded turnover past it in the twelve months up to a day, in one query;
    the latest first."""
    found = AgreementChange.objects.past_maximum(add_months(day, -WINDOW_MONTHS), day)
    return [
        {
            "change": change.pk,
            "agreement": change.agreement.title,
            "lot": str(change.lot or ""),
            "day": change.effective_on.isoformat(),
            "basis": change.legal_basis,
            "before": change.before.get("maximum_value"),
            "after": str(change.new_maximum),
            "currency": change.agreement.currency,
        }
        for change in found.filter(agreement__cooperation=cooperation).select_related("agreement", "lot")
    ]
