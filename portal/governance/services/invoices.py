"""Runs of invoices: preparing them, issuing all of a run at once, and undoing an invoice by a credit note.

Numbers are allotted from the cooperation's own details, whose row is locked until the invoices are there: a series
without gaps, in which a credit note has its number, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.services import store_content
from portal.governance.invoices.basis import Charge, overtaken, uncharged
from portal.governance.invoices.documents import Document
from portal.governance.models import (
    Apportionment,
    ApportionmentShare,
    BillingDetails,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    InvoicingDetails,
    MembershipFee,
    MembershipFeeShare,
    Vat,
)
from portal.governance.rules import invoices as rules
from portal.governance.services.meetings import facts
from portal.governance.states.invoices import RUN
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.organisations.models import Cooperation, Organisation
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked

ISSUE, CREDIT = "invoice_run", "credit_note"  # the kinds of work
XML_TYPE = "application/xml"
MIXED_YEARS = _("Choose fees and divided costs of one year: a run is of one year.")
NOTHING_CHOSEN = _("Choose what is to be charged.")
OVERTAKEN = _("Shares, details or other invoices have changed meanwhile. Nothing was issued: try again.")


@dataclass(frozen=True)
class RunData:
    """A run as it is prepared. ``vat_reason`` is empty where VAT is charged, and says why not otherwise."""

    fees: Sequence[MembershipFee]
    apportionments: Sequence[Apportionment]
    issued_on: date
    due_on: date
    vat: str
    vat_reason: str = ""
    text: str = ""
    includes_host: bool = False


PLAIN_FIELDS = ("issued_on", "due_on", "vat", "vat_reason", "text", "includes_host")


@dataclass(frozen=True)
class Made:
    """An invoice that has been written and found right: what it says, its XML, and the result of the check."""

    document: Document
    xml: bytes
    checked: dict[str, Any]
    serial: int
    charges: tuple[Charge, ...]


@transaction.atomic
def prepare_run(*, by: Any, cooperation_id: int, data: RunData) -> InvoiceRun:
    """Prepare invoices to all members for fees and divided costs of a year; nothing is issued yet."""
    ask(rules.may_invoice(actor_of(by), cooperation_id))
    run = InvoiceRun(cooperation_id=cooperation_id, created_by=by)
    _fill(run, data)
    audit.record("invoice_run.prepared", run, by=by, changes=_changes({}, run))
    return run


@transaction.atomic
def change_run(*, by: Any, run_id: int, version: int, data: RunData) -> InvoiceRun:
    """Change a draft. Raises ``Conflict`` when somebody else did meanwhile."""
    run = locked(InvoiceRun, run_id, version)
    ask(rules.may_change(actor_of(by), run))
    before = facts(run, PLAIN_FIELDS)
    run.version += 1
    _fill(run, data)
    audit.record("invoice_run.changed", run, by=by, changes=_changes(before, run))
    return run


@transaction.atomic
def drop_run(*, by: Any, run_id: int) -> InvoiceRun:
    """Give up a draft."""
    run = InvoiceRun.objects.select_for_update().get(pk=run_id)
    ask(rules.may_change(actor_of(by), run))
    transitions.apply(RUN, "drop", run, by=by, field="state")
    return run


def start_issuing(*, by: Any, run_id: int, version: int, language: str) -> Job:
    """Have a worker make and check every invoice of a draft, and issue them all if each is right."""
    run = InvoiceRun.objects.get(pk=run_id)
    ask(rules.may_change(actor_of(by), run))
    return jobs.start(kind=ISSUE, params={"run": run.pk, "version": version}, by=by, language=language)


def start_undoing(*, by: Any, invoice_id: int, reason: str, language: str) -> Job:
    """Have a worker make and check the credit note that undoes an invoice."""
    invoice = Invoice.objects.get(pk=invoice_id)
    ask(rules.may_undo(actor_of(by), invoice))
    return jobs.start(kind=CREDIT, params={"invoice": invoice.pk, "reason": reason}, by=by, language=language)


@transaction.atomic
def issue(*, by: Any, run_id: int, version: int, made: Sequence[Made]) -> InvoiceRun:
    """Issue the invoices of a run under the numbers that they were made with.

    Raises ``Refused`` when the draft, the series or a share has moved on since they were made: nothing is issued then.
    """
    run = InvoiceRun.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=run_id)
    ask(rules.may_change(actor_of(by), run))
    # Fees are set and costs divided under the same lock: no later version comes between.
    Cooperation.objects.select_for_update(of=("self",)).get(pk=run.cooperation_id)
    ask(rules.charges_the_latest(overtaken(run.fees.all(), run.apportionments.all())))
    _take_numbers(run.cooperation_id, made)
    shares = [charge for one in made for charge in one.charges]
    if run.version != version or not _all_uncharged(run, shares):
        raise refused(OVERTAKEN)
    for one in made:
        _keep(run, one, by=by)
    transitions.apply(RUN, "issue", run, by=by, field="state")
    _mark_invoiced(run, run.issued_on)
    return run


@transaction.atomic
def undo(*, by: Any, invoice_id: int, reason: str, made: Made) -> Invoice:
    """Issue the credit note that undoes an invoice; what it charged may be charged again.

    Raises ``Refused`` when it has been undone meanwhile or the series has moved on.
    """
    invoice = Invoice.objects.select_related("run__cooperation").get(pk=invoice_id)
    _take_numbers(invoice.cooperation_id, [made])
    ask(rules.may_undo(actor_of(by), invoice))
    note = _keep(invoice.run, made, by=by, credits=invoice, reason=reason)
    audit.record("invoice.undone", invoice, by=by, changes={"credit_note": (None, note.number)}, reason=reason)
    _mark_invoiced(invoice.run, None)
    return note


def _fill(run: InvoiceRun, data: RunData) -> None:
    chosen: list[MembershipFee | Apportionment] = [*data.fees, *data.apportionments]
    if not chosen:
        raise refused(NOTHING_CHOSEN, "charged")
    if any(whole.cooperation_id != run.cooperation_id for whole in chosen):
        raise refused(_("That belongs to another cooperation."), "charged")
    if len({whole.year for whole in chosen}) > 1:
        raise refused(MIXED_YEARS, "charged")
    fees = MembershipFee.objects.filter(pk__in=[fee.pk for fee in data.fees])
    costs = Apportionment.objects.filter(pk__in=[cost.pk for cost in data.apportionments])
    ask(rules.charges_the_latest(overtaken(fees, costs)))
    if data.due_on < data.issued_on:
        raise refused(_("An invoice is due on its day or later."), "due_on")
    if (data.vat == Vat.STANDARD) == bool(data.vat_reason):
        raise refused(_("Say why no VAT is charged, and only then."), "vat_reason")
    run.year = chosen[0].year
    for field in PLAIN_FIELDS:
        setattr(run, field, getattr(data, field))
    run.save()
    run.fees.set(data.fees)
    run.apportionments.set(data.apportionments)


def _changes(before: dict[str, Any], run: InvoiceRun) -> dict[str, Any]:
    charged = ", ".join(str(whole) for whole in (*run.fees.all(), *run.apportionments.all()))
    after = facts(run, PLAIN_FIELDS) | ({} if before else {"charged": charged})
    return {name: pair for name, pair in audit.differences(before, after).items() if any(pair)}


def _take_numbers(cooperation_id: int, made: Sequence[Made]) -> None:
    """Move the series on by the numbers of what was made. Raises ``Refused`` when they are not the next ones."""
    details = InvoicingDetails.objects.select_for_update().get(cooperation=cooperation_id)
    first = details.last_number + 1
    if [one.serial for one in made] != list(range(first, first + len(made))):
        raise refused(OVERTAKEN)
    details.last_number += len(made)
    details.save(update_fields=["last_number"])


def _all_uncharged(run: InvoiceRun, charges: Iterable[Charge]) -> bool:
    """Whether the charges are exactly the shares that are to be charged now, with the same amounts."""
    expected = set()
    for name, model, wholes in _sources(run):
        shares = uncharged(model.objects.filter(**{f"{name}__in": wholes}), f"{name}_share")
        if not run.includes_host:
            shares = shares.exclude(organisation=run.cooperation.host_id)
        expected |= {(name, pk, amount) for pk, amount in shares.values_list("pk", "amount")}
    return expected == {
        ("fee", charge.fee_share, charge.amount)
        if charge.fee_share
        else ("apportionment", charge.apportionment_share, charge.amount)
        for charge in charges
    }


def _sources(run: InvoiceRun) -> list[tuple[str, Any, Any]]:
    return [
        ("fee", MembershipFeeShare, run.fees.all()),
        ("apportionment", ApportionmentShare, run.apportionments.all()),
    ]


def _keep(run: InvoiceRun, made: Made, *, by: Any, credits: Invoice | None = None, reason: str = "") -> Invoice:
    document = made.document
    file = store_content(by=by, name=f"{document.number}.xml", content=made.xml, content_type=XML_TYPE)
    invoice = Invoice.objects.create(
        cooperation_id=run.cooperation_id,
        run=run,
        organisation=document.buyer,
        serial=made.serial,
        number=document.number,
        credits=credits,
        reason=reason,
        issued_on=document.issued_on,
        due_on=document.due_on,
        buyer_name=document.buyer.name,
        net=document.net,
        vat=document.vat,
        payment_reference=document.payment_reference,
        file=file,
        checked=made.checked,
        issued_by=by,
        is_sample=run.is_sample,
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            text=charge.text,
            amount=charge.amount,
            fee_share_id=charge.fee_share,
            apportionment_share_id=charge.apportionment_share,
        )
        for position, charge in enumerate(made.charges, start=1)
    )
    action = "invoice.credited" if credits else "invoice.issued"
    changes: dict[str, tuple[Any, Decimal]] = {"with_vat": (None, document.net + document.vat)}
    audit.record(action, invoice, by=by, changes=changes, reason=reason)
    return invoice


def _mark_invoiced(run: InvoiceRun, day: date | None) -> None:
    """Close what has been invoiced to later versions, and open it again when no invoice of it stands."""
    for name, model, wholes in _sources(run):
        standing = InvoiceLine.objects.filter(
            **{f"{name}_share__{name}__in": wholes}, invoice__credits=None, invoice__credit_note=None
        )
        charged = set(standing.values_list(f"{name}_share__{name}", flat=True))
        whole = model._meta.get_field(name).related_model
        if day is not None:
            whole.objects.filter(pk__in=charged, invoiced_on=None).update(invoiced_on=day)
        whole.objects.filter(pk__in=[one.pk for one in wholes if one.pk not in charged]).update(invoiced_on=None)


def payers(organisations: Iterable[Organisation]) -> dict[int, BillingDetails]:
    """The billing details of some members, by the member's id, where they have given them."""
    return {row.organisation_id: row for row in BillingDetails.objects.filter(organisation__in=list(organisations))}
