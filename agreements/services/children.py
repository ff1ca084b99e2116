"""The rows below an agreement: its codes, lots, suppliers, buyers and options."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from agreements.data import AgreementData, LotData
from agreements.models import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption, Lot, LotSupplier

BATCH = 2000
#: What a lot is for: its fields of ``LotData``, and the column that holds each in the table between.
SCOPE = {"cpvs": "cpvcode_id", "areas": "municipality_id"}


def create_children(pairs: Sequence[tuple[Agreement, AgreementData]]) -> None:
    """Write the rows below new agreements, a statement for each kind, and leave them on the agreements as fetched."""
    cpvs = AgreementCpv.objects.bulk_create(
        (
            AgreementCpv(agreement=agreement, cpv_id=code, is_main=place == 0)
            for agreement, data in pairs
            for place, code in enumerate(data.cpvs)
        ),
        batch_size=BATCH,
    )
    buyers = EligibleBuyer.objects.bulk_create(
        (
            EligibleBuyer(agreement=agreement, organisation_id=buyer.organisation_id, is_binding=buyer.is_binding)
            for agreement, data in pairs
            for buyer in data.buyers
        ),
        batch_size=BATCH,
    )
    options = ExtensionOption.objects.bulk_create(
        (
            ExtensionOption(agreement=agreement, position=place, months=option.months, notice_by=option.notice_by)
            for agreement, data in pairs
            for place, option in enumerate(data.options, start=1)
        ),
        batch_size=BATCH,
    )
    lots = Lot.objects.bulk_create(
        (
            Lot(agreement=agreement, position=place, **lot_values(lot))
            for agreement, data in pairs
            for place, lot in enumerate(data.lots, start=1)
        ),
        batch_size=BATCH,
    )
    handed_in = [lot for _, data in pairs for lot in data.lots]
    suppliers = LotSupplier.objects.bulk_create(
        (
            LotSupplier(lot=row, supplier_id=place.supplier_id, rank=place.rank, share=place.share)
            for row, lot in zip(lots, handed_in, strict=True)
            for place in lot.suppliers
        ),
        batch_size=BATCH,
    )
    for name, column in SCOPE.items():
        through = getattr(Lot, name).through
        through.objects.bulk_create(
            (
                through(**{"lot_id": row.pk, column: key})
                for row, lot in zip(lots, handed_in, strict=True)
                for key in getattr(lot, name)
            ),
            batch_size=BATCH,
        )
    owners = [agreement for agreement, _ in pairs]
    for name, rows in (("cpvs", cpvs), ("buyers", buyers), ("options", options), ("lots", lots)):
        _keep_fetched(owners, name, rows, lambda row: row.agreement_id)
    _keep_fetched(lots, "suppliers", suppliers, lambda row: row.lot_id)


def _keep_fetched(
    owners: Sequence[Any], name: str, rows: Iterable[models.Model], owner_of: Callable[[Any], int]
) -> None:
    """Leave rows on their owners as ``prefetch_related`` would, so that they are not read back."""
    by_owner: dict[int, list[models.Model]] = {}
    for row in rows:
        by_owner.setdefault(owner_of(row), []).append(row)
    for owner in owners:
        fetched = getattr(owner, name).all()
        fetched._result_cache = by_owner.get(owner.pk, [])
        fetched._prefetch_done = True
        if not hasattr(owner, "_prefetched_objects_cache"):
            owner._prefetched_objects_cache = {}
        owner._prefetched_objects_cache[name] = fetched


def lot_values(lot: LotData) -> dict[str, Any]:
    """The columns of a lot, without its place."""
    return {
        "number": lot.number,
        "title": lot.title,
        "estimated_value": lot.estimated_value,
        "maximum_value": lot.maximum_value,
        "call_off_method": lot.call_off_method,
        "conditions": lot.conditions,
    }


def update_children(agreement: Agreement, data: AgreementData) -> None:
    """Bring the rows below an agreement to what was handed in. A row keeps its identity by its id, code, supplier or
    organisation."""
    AgreementCpv.objects.filter(agreement=agreement, is_main=True).exclude(
        cpv_id=data.cpvs[0] if data.cpvs else None
    ).update(is_main=False)
    _sync(
        AgreementCpv.objects.filter(agreement=agreement),
        lambda row: row.cpv_id,
        {code: {"cpv_id": code, "is_main": place == 0} for place, code in enumerate(data.cpvs)},
        lambda **values: AgreementCpv(agreement=agreement, **values),
    )
    _sync(
        EligibleBuyer.objects.filter(agreement=agreement),
        lambda row: row.organisation_id,
        {
            buyer.organisation_id: {"organisation_id": buyer.organisation_id, "is_binding": buyer.is_binding}
            for buyer in data.buyers
        },
        lambda **values: EligibleBuyer(agreement=agreement, **values),
    )
    _sync(
        ExtensionOption.objects.filter(agreement=agreement),
        lambda row: row.pk,
        {
            option.id or ("new", place): {"position": place, "months": option.months, "notice_by": option.notice_by}
            for place, option in enumerate(data.options, start=1)
        },
        lambda **values: ExtensionOption(agreement=agreement, **values),
    )
    _update_lots(agreement, data.lots)


def _update_lots(agreement: Agreement, lots: tuple[LotData, ...]) -> None:
    stored = _sync(
        Lot.objects.filter(agreement=agreement),
        lambda row: row.pk,
        {lot.id or ("new", place): {"position": place, **lot_values(lot)} for place, lot in enumerate(lots, start=1)},
        lambda **values: Lot(agreement=agreement, **values),
    )
    by_lot: dict[int, list[LotSupplier]] = {}
    for place in LotSupplier.objects.filter(lot__agreement=agreement):
        by_lot.setdefault(place.lot_id, []).append(place)
    for row, lot in zip(stored, lots, strict=True):
        _sync(
            by_lot.get(row.pk, []),
            lambda place: place.supplier_id,
            {
                place.supplier_id: {"supplier_id": place.supplier_id, "rank": place.rank, "share": place.share}
                for place in lot.suppliers
            },
            lambda lot_id=row.pk, **values: LotSupplier(lot_id=lot_id, **values),
        )
    _update_scope(stored, lots)


def _update_scope(stored: Sequence[Lot], lots: Sequence[LotData]) -> None:
    """Bring the codes and areas of lots to what was handed in, reading all of a kind at once."""
    for name, column in SCOPE.items():
        kept: dict[int, set[Any]] = {}
        rows = getattr(Lot, name).through.objects.filter(lot__in=stored)
        for lot_id, key in rows.values_list("lot_id", column):
            kept.setdefault(lot_id, set()).add(key)
        for row, lot in zip(stored, lots, strict=True):
            if set(getattr(lot, name)) != kept.get(row.pk, set()):
                getattr(row, name).set(getattr(lot, name))


def _sync(
    stored: Iterable[Any],
    key_of: Callable[[Any], Hashable],
    wanted: Mapping[Hashable, Mapping[str, Any]],
    make: Callable[..., models.Model],
) -> list[Any]:
    """Delete the rows that nobody wants, change those that differ, make those that are missing; in wanted order.

    A row whose id is not among the stored ones (it was deleted by somebody else, or never was the agreement's) is
    made anew.
    """
    rows = {key_of(row): row for row in stored}
    gone = [row.pk for key, row in rows.items() if key not in wanted]
    if gone:
        type(next(iter(rows.values()))).objects.filter(pk__in=gone).delete()
    kept = []
    for key, values in wanted.items():
        row = rows.get(key)
        if row is None:
            row = make(**values)
            row.save(force_insert=True)
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        kept.append(row)
    return kept
