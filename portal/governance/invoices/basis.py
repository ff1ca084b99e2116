"""What a run charges: each member's shares that no invoice stands for yet, with their sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from portal.governance.models import (
    Apportionment,
    ApportionmentShare,
    InvoiceLine,
    InvoiceRun,
    MembershipFee,
    MembershipFeeShare,
    Vat,
)
from portal.organisations.models import Organisation

ORE = Decimal("0.01")
ZERO = Decimal("0.00")
#: Per cent, by category. The office chooses the category; that of the standard rate has one rate in both countries.
RATES: dict[str, Decimal] = {Vat.STANDARD: Decimal(25), Vat.EXEMPT: Decimal(0), Vat.OUTSIDE: Decimal(0)}
#: An invoice is written in the language of the country, whoever issues it.
LANGUAGES = {"SE": "sv", "NO": "nb"}


@dataclass(frozen=True)
class Charge:
    """One line of an invoice: a member's share of a fee or of a divided cost, ex VAT."""

    text: str
    amount: Decimal
    fee_share: int | None = None
    apportionment_share: int | None = None


@dataclass(frozen=True)
class Bill:
    """All that a run charges one member."""

    organisation: Organisation
    charges: tuple[Charge, ...]
    vat_category: str

    @property
    def net(self) -> Decimal:
        """The sum ex VAT."""
        return sum((charge.amount for charge in self.charges), ZERO)

    @property
    def vat(self) -> Decimal:
        """Value added tax on the sum, rounded once (EN 16931, BR-CO-17)."""
        return (self.net * RATES[self.vat_category] / 100).quantize(ORE, ROUND_HALF_UP)

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class Basis:
    """A run as it would be issued now: the invoices, and the host's own share, for which none is sent."""

    bills: tuple[Bill, ...]
    own: tuple[Charge, ...]

    @property
    def net(self) -> Decimal:
        return sum((bill.net for bill in self.bills), ZERO)

    @property
    def vat(self) -> Decimal:
        return sum((bill.vat for bill in self.bills), ZERO)

    @property
    def total(self) -> Decimal:
        return self.net + self.vat

    @property
    def own_share(self) -> Decimal:
        return sum((charge.amount for charge in self.own), ZERO)

    @property
    def charged(self) -> Decimal:
        """What the fees and divided costs come to ex VAT, with the host's own share."""
        return self.net + self.own_share


def uncharged(shares: QuerySet, name: str) -> QuerySet:
    """The shares above nothing that no standing invoice charges; ``name`` is what a line calls such a share."""
    standing = InvoiceLine.objects.filter(**{name: OuterRef("pk")}, invoice__credits=None, invoice__credit_note=None)
    return shares.filter(~Exists(standing), amount__gt=0)


def overtaken(fees: QuerySet[MembershipFee], costs: QuerySet[Apportionment]) -> list[MembershipFee | Apportionment]:
    """The fees and divided costs of which there is a later version: that one is charged, and never both."""
    later = {"cooperation": OuterRef("cooperation"), "year": OuterRef("year"), "number__gt": OuterRef("number")}
    newer_fees = MembershipFee.objects.filter(**later)
    newer_costs = Apportionment.objects.filter(**later, purpose=OuterRef("purpose"))
    return [*fees.filter(Exists(newer_fees)), *costs.filter(Exists(newer_costs))]


def basis_of(run: InvoiceRun) -> Basis:
    """What a run charges, members in the order of their alphabet, fees before divided costs."""
    language = LANGUAGES[run.cooperation.jurisdiction]
    found: dict[Organisation, list[Charge]] = {}
    with translation.override(language):
        for share in _shares(MembershipFeeShare, "fee", run.fees.all()):
            found.setdefault(share.organisation, []).append(Charge(str(share.fee), share.amount, fee_share=share.pk))
        for share in _shares(ApportionmentShare, "apportionment", run.apportionments.all()):
            found.setdefault(share.organisation, []).append(
                Charge(str(share.apportionment), share.amount, apportionment_share=share.pk)
            )
    own = () if run.includes_host else tuple(found.pop(run.cooperation.host, ()))
    alphabet = f"sort_{language}"
    members = sorted(found, key=lambda member: (getattr(member, alphabet), member.pk))
    return Basis(tuple(Bill(member, tuple(found[member]), run.vat) for member in members), own)


def _shares(model: Any, whole: str, wholes: Iterable[Any]) -> QuerySet:
    shares = model.objects.filter(**{f"{whole}__in": wholes}).select_related(whole, "organisation")
    return uncharged(shares, f"{whole}_share").order_by(whole, "pk")
