"""An agreement in plain values, as the rules ask about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.law.answers import Reason, Source, Words
from portal.law.jurisdictions import JURISDICTIONS
from portal.law.periods import last_day_with_options
from portal.law.wording import Money


class Kind(StrEnum):
    """The kinds of agreement."""

    FRAMEWORK = "framework"
    CONTRACT = "contract"
    PARTNERSHIP = "partnership"
    DPS = "dps"


class CallOffMethod(StrEnum):
    """How a buyer finds its supplier within a lot."""

    SINGLE = "single"
    RANKING = "ranking"
    MINI_COMPETITION = "mini_competition"
    CONDITIONS = "conditions"
    SHARES = "shares"


@dataclass(frozen=True)
class SupplierTerms:
    """A supplier in a lot: ``rank`` 1 is asked first; ``share`` of the volume in per cent."""

    name: str = ""
    rank: int | None = None
    share: Decimal | None = None
    id: int | None = None


@dataclass(frozen=True)
class LotTerms:
    """A lot, known by its ``number`` to people, and by its ``id`` even when that is corrected. ``conditions`` are the
    objective conditions as stated in the documents."""

    number: str
    maximum_value: Decimal | None = None
    call_off_method: str = ""
    conditions: str = ""
    suppliers: tuple[SupplierTerms, ...] = ()
    id: int | None = None


@dataclass(frozen=True)
class BuyerTerms:
    """An eligible buyer. ``binding``: it must use the agreement, otherwise it may."""

    id: int
    binding: bool = False


@dataclass(frozen=True)
class Terms:
    """An agreement in plain values.

    ``ends_on`` is the last day without options, ``option_months`` the length of each option that may still be or has
    been used, and ``used_months`` the sum of those that have. Amounts are ex VAT in ``currency``, by default the
    jurisdiction's; ``None`` is unknown. ``from_public_source``: an import took the entry from a named public source,
    which may not hold every value. ``has_partner_manager`` and ``has_cadence`` (of dialogue meetings) are asked of
    partnerships only.
    """

    kind: str
    jurisdiction: str
    title: str = ""
    number: str = ""
    has_owner: bool = False
    has_partner_manager: bool = False
    has_cadence: bool = False
    cpv_codes: tuple[str, ...] = ()
    announced_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    until_further_notice: bool = False
    option_months: tuple[int, ...] = ()
    used_months: int = 0
    latest_contract_end_on: date | None = None
    duration_reason: str = ""
    estimated_value: Decimal | None = None
    maximum_value: Decimal | None = None
    maximum_unknown_because: str = ""
    from_public_source: bool = False
    currency: str = ""
    lots: tuple[LotTerms, ...] = ()
    buyers: tuple[BuyerTerms, ...] = ()

    @property
    def is_framework(self) -> bool:
        return self.kind == Kind.FRAMEWORK

    @property
    def last_day(self) -> date | None:
        """The last day when every option is used; ``None`` when no last day is agreed."""
        if self.ends_on is None:
            return None
        return last_day_with_options(self.starts_on, self.ends_on, sum(self.option_months))

    @property
    def last_call_off_day(self) -> date | None:
        """The last day to call off as things stand, with the options that have been used."""
        return self.ends_on and last_day_with_options(self.starts_on, self.ends_on, self.used_months)

    def money(self, amount: Decimal) -> Money:
        """An amount of this agreement, to be written with its currency."""
        return Money(amount, self.currency or JURISDICTIONS[self.jurisdiction].currency)

    def reason(self, text: Words, field: str, source: Source | None = None, **params: object) -> Reason:
        """A reason cited as in the agreement's jurisdiction."""
        return Reason(text, source and source.within(self.jurisdiction), field, params)


def in_lot(lot: LotTerms, field: str) -> str:
    """The place of a lot's field in a reason."""
    return f"lots.{lot.number}.{field}"
