"""What is handed to the register's services in tests: a whole framework, and as little as a draft needs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from agreements.data import AgreementData, BuyerData, LotData, LotSupplierData, OptionData
from agreements.states import CallOffMethod
from tests import factories
from tests.cast import Cast


def draft(cast: Cast, **said: Any) -> AgreementData:
    return AgreementData(cooperation_id=cast.cooperation.pk, title="Städning", **said)


def framework(cast: Cast, **said: Any) -> AgreementData:
    """A framework of three years with an option of one, that keeps rules 1 to 5."""
    factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")
    whole = AgreementData(
        cooperation_id=cast.cooperation.pk,
        title="Städning av skolor",
        number="EK 2026/1",
        owner_id=cast.municipality.pk,
        responsible_id=cast.officer.pk,
        announced_on=date(2026, 3, 1),
        starts_on=date(2026, 6, 1),
        ends_on=date(2029, 5, 31),
        latest_contract_end_on=date(2031, 5, 31),
        estimated_value=Decimal("9000000"),
        maximum_value=Decimal("12000000"),
        cpvs=("90910000",),
        lots=(
            LotData(
                number="1",
                title="Skolor",
                call_off_method=CallOffMethod.RANKING,
                suppliers=(
                    LotSupplierData(cast.supplier_company.pk, rank=1),
                    LotSupplierData(cast.other_supplier.pk, rank=2),
                ),
            ),
        ),
        buyers=(BuyerData(cast.municipality.pk, True), BuyerData(cast.neighbour.pk)),
        options=(OptionData(12, date(2029, 2, 28)),),
    )
    return replace(whole, **said)


def as_stored(agreement: Any, data: AgreementData) -> AgreementData:
    """The data with the ids of the stored lots and options, as a form hands it back."""
    lots = tuple(
        replace(lot, id=row.pk) for lot, row in zip(data.lots, agreement.lots.order_by("position"), strict=True)
    )
    options = tuple(
        replace(option, id=row.pk)
        for option, row in zip(data.options, agreement.options.order_by("position"), strict=True)
    )
    return replace(data, lots=lots, options=options)
