"""What the tests of the ceiling ledger start from: an agreement with two lots, its buyers and their call-offs."""

from datetime import date
from decimal import Decimal
from typing import Any

from agreements.data import TurnoverData, TurnoverRow
from agreements.models import Agreement, CallOff, CeilingBalance, Lot, LotSupplier
from agreements.services import ceilings
from agreements.states import CallOffMethod
from tests import factories
from tests.cast import Cast


def agreement_with_lots(cast: Cast, maximum: str | None = "1000", lots: tuple[str | None, ...] = ("600", "600")) -> Any:
    """A published framework of the municipality and its neighbour, with a maximum of its own and one for each lot."""
    agreement = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        supplier=cast.supplier_company,
        buyers=(cast.neighbour,),
        maximum_value=None if maximum is None else Decimal(maximum),
        responsible=cast.officer,
    )
    for position, lot_maximum in enumerate(lots, start=1):
        lot, _made = Lot.objects.get_or_create(
            agreement=agreement, position=position, defaults={"call_off_method": CallOffMethod.SINGLE}
        )
        lot.number, lot.title = str(position), f"Part {position}"
        lot.maximum_value = None if lot_maximum is None else Decimal(lot_maximum)
        lot.save()
        LotSupplier.objects.get_or_create(lot=lot, supplier=cast.supplier_company)
    return agreement


def call_off(cast: Cast, agreement: Agreement, amount: str, lot: Lot | None = None, **fields: Any) -> CallOff:
    """A call-off of the municipality with its amount reserved."""
    made = unreserved(cast, agreement, amount, lot, **fields)
    ceilings.reserve(by=cast.purchaser, call_off=made, amount=made.amount, day=made.called_off_on)
    return made


def unreserved(cast: Cast, agreement: Agreement, amount: str, lot: Lot | None = None, **fields: Any) -> CallOff:
    """A call-off of the municipality for which nothing has been reserved yet."""
    return CallOff.objects.create(
        **{
            "agreement": agreement,
            "lot": lot or agreement.lots.first(),
            "supplier": cast.supplier_company,
            "buyer": cast.municipality,
            "title": "Brooms",
            "amount": Decimal(amount),
            "called_off_on": date(2026, 2, 1),
            "ends_on": date(2026, 12, 31),
            "contact": cast.purchaser,
            "created_by": cast.purchaser,
            **fields,
        }
    )


def turnover(*rows: TurnoverRow, month: int = 6, **said: Any) -> TurnoverData:
    """Turnover of a month of 2026."""
    first = date(2026, month, 1)
    return TurnoverData(
        **{"source": "Supplier's statement", "period_from": first, "period_to": first.replace(day=28), "rows": rows}
        | said
    )


def sums(agreement: Agreement) -> tuple[Decimal, Decimal]:
    """What is reserved and used of the whole agreement."""
    balance = CeilingBalance.objects.filter(agreement=agreement, is_whole=True).first()
    return (balance.reserved, balance.used) if balance else (Decimal(0), Decimal(0))
