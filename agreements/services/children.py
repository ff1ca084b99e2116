"""Bringing an agreement's codes, lots, suppliers, buyers and options to what was handed in, keeping rows that stay."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.db import models

from agreements.data import AgreementData, LotData
from agreements.models import (
    Agreement,
    AgreementCpv,
    EligibleBuyer,
    ExtensionOption,
    Lot,
    LotSupplier,
)


def _sync(
    stored: Iterable[Any],
    key_of: Callable[[Any], Hashable],
    wanted: Mapping[Hashable, Mapping[str, Any]],
    make: Callable[..., models.Model],
) -> list[Any]:
    """Delete the rows that nobody wants, change those that differ, make those that are missing; in wanted order."""
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


def write_children(agreement: Agreement, data: AgreementData) -> None:
    """Write all rows below an agreement. A row keeps its identity by its id, code, supplier or organisation."""
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
            option.id or ("new", place): {
                "position": place,
                "months": option.months,
                "notice_by": option.notice_by,
            }
            for place, option in enumerate(data.options, start=1)
        },
        lambda **values: ExtensionOption(agreement=agreement, **values),
    )
    _write_lots(agreement, data.lots)


def _write_lots(agreement: Agreement, lots: tuple[LotData, ...]) -> None:
    stored = _sync(
        Lot.objects.filter(agreement=agreement),
        lambda row: row.pk,
        {
            lot.id or ("new", place): {
                "position": place,
                "number": lot.number,
                "title": lot.title,
                "estimated_value": lot.estimated_value,
                "maximum_value": lot.maximum_value,
                "call_off_method": lot.call_off_method,
                "conditions": lot.conditions,
            }
            for place, lot in enumerate(lots, start=1)
        },
        lambda **values: Lot(agreement=agreement, **values),
    )
    places = LotSupplier.objects.filter(lot__agreement=agreement)
    by_lot: dict[int, list[LotSupplier]] = {}
    for place in places:
        by_lot.setdefault(place.lot_id, []).append(place)
    for row, lot in zip(stored, lots, strict=True):
        _sync(
            by_lot.get(row.pk, []),
            lambda place: place.supplier_id,
            {
                supplier.supplier_id: {
                    "supplier_id": supplier.supplier_id,
                    "rank": supplier.rank,
                    "share": supplier.share,
                }
                for supplier in lot.suppliers
            },
            lambda lot_id=row.pk, **values: LotSupplier(lot_id=lot_id, **values),
        )
