"""The basis of a run as a table: one line for each member and charge, the same on page and in the spreadsheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.governance.invoices.basis import RATES, Basis, Charge, basis_of
from portal.governance.models import (
    ApportionmentShare,
    BillingDetails,
    Invoice,
    InvoiceRun,
    MembershipFeeShare,
)
from portal.governance.states.invoices import RunState
from portal.law.numbers import format_number
from portal.organisations.models import Organisation
from portal.web.columns import Column


@dataclass(frozen=True)
class Line:
    """A charge of a member, ex VAT; what a credit note takes back is negative. The host's own share has no invoice,
    nor has a draft."""

    member: Organisation
    text: str
    amount: Decimal
    reference: str = ""
    invoice: Invoice | None = None
    is_own: bool = False


def lines_of(run: InvoiceRun) -> list[Line]:
    """Every charge of a run: as it would be issued now, or as it was."""
    basis = basis_of(run) if run.state == RunState.DRAFT else None
    return [*(_planned(basis) if basis else _issued(run)), *_own(run)]


def own_charges(run: InvoiceRun) -> list[Charge]:
    """The host's own shares of what a run charges, where the host gets no invoice."""
    if run.includes_host:
        return []
    host = run.cooperation.host_id
    fees = MembershipFeeShare.objects.filter(fee__in=run.fees.all(), organisation=host, amount__gt=0)
    costs = ApportionmentShare.objects.filter(
        apportionment__in=run.apportionments.all(), organisation=host, amount__gt=0
    )
    return [
        *(Charge(str(share.fee), share.amount, fee_share=share.pk) for share in fees.select_related("fee")),
        *(
            Charge(str(share.apportionment), share.amount, apportionment_share=share.pk)
            for share in costs.select_related("apportionment")
        ),
    ]


def columns(run: InvoiceRun) -> list[Column]:
    """What the spreadsheet says of each line."""
    currency = run.cooperation.currency
    rate = RATES[run.vat] / 100
    return [
        Column("member", _("Member"), lambda line: line.member.name),
        Column("number", _("Registration number"), lambda line: _number_of(line.member)),
        Column("reference", _("Its reference"), lambda line: line.reference),
        Column("text", _("Charge"), lambda line: line.text),
        Column("amount", _("Amount ex VAT"), lambda line: line.amount, "money", currency=lambda line: currency),
        Column("vat", _("VAT rate"), lambda line: None if line.is_own else rate, "percent"),
        Column("invoice", _("Invoice"), _invoice_told),
        Column("issued_on", _("Date"), lambda line: _of(line, "issued_on", run.issued_on), "date"),
        Column("due_on", _("Due on"), lambda line: _of(line, "due_on", run.due_on), "date"),
        Column("paid_by", _("Reference of the payment"), lambda line: _of(line, "payment_reference", "")),
    ]


def _planned(basis: Basis) -> Iterator[Line]:
    references = _references(bill.organisation for bill in basis.bills)
    for bill in basis.bills:
        for charge in bill.charges:
            reference = references.get(bill.organisation.pk, "")
            yield Line(bill.organisation, charge.text, charge.amount, reference)


def _issued(run: InvoiceRun) -> Iterator[Line]:
    invoices = list(run.invoices.select_related("organisation").prefetch_related("lines").order_by("serial"))
    references = _references(invoice.organisation for invoice in invoices)
    for invoice in invoices:
        sign = -1 if invoice.is_credit_note else 1
        for row in invoice.lines.all():
            reference = references.get(invoice.organisation_id, "")
            yield Line(invoice.organisation, row.text, sign * row.amount, reference, invoice)


def _own(run: InvoiceRun) -> Iterator[Line]:
    for charge in own_charges(run):
        yield Line(run.cooperation.host, charge.text, charge.amount, is_own=True)


def _references(members: Iterable[Organisation]) -> dict[int, str]:
    rows = BillingDetails.objects.filter(organisation__in=list(members))
    return dict(rows.values_list("organisation", "reference"))


def _number_of(member: Organisation) -> str:
    return format_number(member.country, member.registration_number)


def _invoice_told(line: Line) -> str:
    if line.is_own:
        return _("own share, no invoice")
    return line.invoice.number if line.invoice else _("not issued yet")


def _of(line: Line, field: str, planned: date | str) -> date | str | None:
    """A fact of the line's invoice; what is planned for it, while there is none."""
    if line.is_own:
        return None
    return getattr(line.invoice, field) if line.invoice else planned
