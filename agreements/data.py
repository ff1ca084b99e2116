"""An agreement as it is handed to the services: by the form, an import or the sample."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from agreements.states import AgreementKind, AgreementLevel


@dataclass(frozen=True)
class LotSupplierData:
    """A supplier in a lot; ``share`` in per cent."""

    supplier_id: int
    rank: int | None = None
    share: Decimal | None = None


@dataclass(frozen=True)
class LotData:
    """A lot; ``id`` names the stored row that it changes. Amounts in the agreement's currency, ex VAT.

    ``cpvs`` are codes and ``areas`` the keys of municipalities; empty means all that the agreement covers, everywhere.
    """

    number: str = ""
    title: str = ""
    estimated_value: Decimal | None = None
    maximum_value: Decimal | None = None
    call_off_method: str = ""
    conditions: str = ""
    suppliers: tuple[LotSupplierData, ...] = ()
    cpvs: tuple[str, ...] = ()
    areas: tuple[int, ...] = ()
    id: int | None = None


@dataclass(frozen=True)
class OptionData:
    """An extension option; ``id`` names the stored row that it changes."""

    months: int
    notice_by: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class BuyerData:
    organisation_id: int
    is_binding: bool = False


@dataclass(frozen=True)
class AgreementData:
    """What can be said of an agreement. Only the cooperation and the title must be; the first CPV code is the main one.

    Amounts are in the cooperation's currency, ex VAT; ``None`` is unknown.
    """

    cooperation_id: int
    title: str
    owner_id: int | None = None
    responsible_id: int | None = None
    kind: str = AgreementKind.FRAMEWORK
    level: str = AgreementLevel.REGIONAL
    number: str = ""
    description: str = ""
    call_off_text: str = ""
    announced_on: date | None = None
    notice_url: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    latest_contract_end_on: date | None = None
    until_further_notice: bool = False
    duration_reason: str = ""
    estimated_value: Decimal | None = None
    maximum_value: Decimal | None = None
    maximum_unknown_because: str = ""
    source: str = ""
    source_layout: str = ""
    source_key: str = ""
    assumed: tuple[str, ...] = ()
    assumption: str = ""
    is_sample: bool = False
    cpvs: tuple[str, ...] = ()
    lots: tuple[LotData, ...] = ()
    buyers: tuple[BuyerData, ...] = ()
    options: tuple[OptionData, ...] = field(default=())


#: The columns of ``Agreement`` that ``AgreementData`` sets under the same name.
COLUMNS = tuple(
    name
    for name in AgreementData.__dataclass_fields__
    if name not in {"cooperation_id", "cpvs", "lots", "buyers", "options", "assumed"}
)


@dataclass(frozen=True)
class TurnoverRow:
    """What one buyer bought in a lot, ex VAT in the agreement's currency; under a call-off when that is known.

    ``day`` is the day on which it counts (the last of the batch's period when it is None). Where the agreement has one
    lot, or the call-off tells the lot, it need not be named.
    """

    buyer_id: int
    amount: Decimal
    lot_id: int | None = None
    call_off_id: int | None = None
    day: date | None = None
    reference: str = ""


@dataclass(frozen=True)
class TurnoverData:
    """Turnover that is entered together: where the figures come from, for which period, and what was bought.

    ``digest`` is the same for the same rows of a file, so that they are not entered twice.
    """

    source: str
    period_from: date
    period_to: date
    rows: tuple[TurnoverRow, ...]
    digest: str = ""


@dataclass(frozen=True)
class ChangeData:
    """A change to a published agreement as it is proposed; only what its ``kind`` speaks of is filled in.

    Amounts in the agreement's currency, ex VAT. Without a lot it is the whole agreement's, or every lot's in which the
    supplier is.
    """

    kind: str
    effective_on: date
    justification: str
    legal_basis: str = ""
    description: str = ""
    lot_id: int | None = None
    supplier_id: int | None = None
    successor_id: int | None = None
    new_name: str = ""
    new_owner_id: int | None = None
    new_maximum: Decimal | None = None
    new_last_day: date | None = None
    percent: Decimal | None = None
    index_name: str = ""
