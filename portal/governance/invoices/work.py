"""The work of a run: every invoice written and checked before any is issued; and that of a credit note."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.invoices import checking
from portal.governance.invoices.basis import LANGUAGES, Basis, Charge, basis_of, overtaken
from portal.governance.invoices.checking import Finding
from portal.governance.invoices.documents import Document, xml_of
from portal.governance.invoices.references import number_of, payment_reference
from portal.governance.models import Invoice, InvoiceRun, InvoicingDetails
from portal.governance.rules import invoices as rules
from portal.governance.services import invoices as services
from portal.governance.services.invoices import CREDIT, ISSUE, Made
from portal.jobs import registry
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.law.answers import Answer
from portal.workflow.errors import Refused


def register_kinds() -> None:
    """Make both kinds of work known; called when the app is ready."""
    registry.register(ISSUE, issue, gettext_lazy("Invoices"), may_see=_may_see_run, result_url=_page_of_run)
    registry.register(
        CREDIT, credit, gettext_lazy("Credit note"), may_see=_may_see_invoice, result_url=_page_of_credit_note
    )


def readiness(run: InvoiceRun, basis: Basis) -> Answer:
    """Whether everything is known that the invoices of a run must say; the reasons name member by member what is
    missing."""
    details = InvoicingDetails.objects.filter(cooperation=run.cooperation).first()
    given = services.payers(bill.organisation for bill in basis.bills)
    return rules.completeness(
        rules.missing_of_sender(run.cooperation, details, run.vat),
        [
            (bill.organisation, rules.missing_of_payer(bill.organisation, given.get(bill.organisation.pk)))
            for bill in basis.bills
        ],
        len(basis.bills),
        overtaken(run.fees.all(), run.apportionments.all()),
    )


def issue(job: Job, progress: Progress) -> Result:
    """Write and check each invoice of a run; when all are right, issue them together with the job's end."""
    run = InvoiceRun.objects.select_related("cooperation__host").get(pk=job.params["run"])
    basis = basis_of(run)
    if not (ready := readiness(run, basis)):
        raise JobFailed(_("The invoices cannot be made yet."), [str(reason) for reason in ready.reasons])
    details = InvoicingDetails.objects.get(cooperation=run.cooperation)
    billing = services.payers(bill.organisation for bill in basis.bills)
    documents = [
        Document(
            number=number_of(details, serial),
            payment_reference=payment_reference(details, serial),
            issued_on=run.issued_on,
            due_on=run.due_on,
            currency=run.cooperation.currency,
            lines=tuple((charge.text, charge.amount) for charge in bill.charges),
            net=bill.net,
            vat=bill.vat,
            vat_category=run.vat,
            vat_reason=run.vat_reason,
            note=run.text,
            details=details,
            seller=run.cooperation.host,
            buyer=bill.organisation,
            billing=billing[bill.organisation.pk],
        )
        for serial, bill in enumerate(basis.bills, start=details.last_number + 1)
    ]
    progress.report(0, len(documents), _("Writing and checking invoices"))
    made = _made(documents, details.last_number + 1, [bill.charges for bill in basis.bills])
    version = job.params["version"]

    def write() -> Result:
        _or_failed(lambda: services.issue(by=job.owner, run_id=run.pk, version=version, made=made))
        return Result({"run": run.pk})

    return Result(write=write)


def credit(job: Job, progress: Progress) -> Result:
    """Write and check the credit note of an invoice, and issue it together with the job's end."""
    invoice = Invoice.objects.select_related("run", "cooperation__host", "organisation").get(pk=job.params["invoice"])
    reason, run = job.params["reason"], invoice.run
    details = InvoicingDetails.objects.get(cooperation=invoice.cooperation)
    serial = details.last_number + 1
    charges = tuple(
        Charge(line.text, line.amount, line.fee_share_id, line.apportionment_share_id) for line in invoice.lines.all()
    )
    with translation.override(LANGUAGES[invoice.cooperation.jurisdiction]):
        note = _("Undoes invoice %(number)s: %(reason)s") % {"number": invoice.number, "reason": reason}
    document = Document(
        number=number_of(details, serial),
        payment_reference=invoice.payment_reference,
        issued_on=max(timezone.localdate(), invoice.issued_on),  # never before what it undoes
        due_on=None,
        currency=invoice.cooperation.currency,
        lines=tuple((charge.text, charge.amount) for charge in charges),
        net=invoice.net,
        vat=invoice.vat,
        vat_category=run.vat,
        vat_reason=run.vat_reason,
        note=note,
        details=details,
        seller=invoice.cooperation.host,
        buyer=invoice.organisation,
        billing=services.payers([invoice.organisation])[invoice.organisation_id],
        undoes=(invoice.number, invoice.issued_on),
    )
    progress.report(0, 1, _("Writing and checking the credit note"))
    (made,) = _made([document], serial, [charges])

    def write() -> Result:
        kept = _or_failed(lambda: services.undo(by=job.owner, invoice_id=invoice.pk, reason=reason, made=made))
        return Result({"invoice": kept.pk})

    return Result(write=write)


def _made(documents: Sequence[Document], first: int, charges: Sequence[tuple[Charge, ...]]) -> list[Made]:
    """The documents written and found right, numbered from ``first`` on. Raises ``JobFailed`` with all that the rules
    have against any of them."""
    written = [xml_of(document) for document in documents]
    findings = checking.check_all(written)
    errors = [
        f"{document.buyer.name}: {line}"
        for document, found in zip(documents, findings, strict=True)
        for line in _told(finding for finding in found if finding.is_error)
    ]
    if errors:
        raise JobFailed(_("The invoices do not meet the rules of Peppol. Nothing was issued."), errors)
    rules_used = checking.versions()
    return [
        Made(document, xml, {"rules": rules_used, "warnings": _told(found)}, serial, charged)
        for serial, (document, xml, found, charged) in enumerate(
            zip(documents, written, findings, charges, strict=True), start=first
        )
    ]


def _told(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.rule}: {finding.text}" for finding in findings]


def _or_failed(work: Any) -> Any:
    try:
        return work()
    except Refused as refused:
        raise JobFailed(str(refused)) from refused


def _may_see_run(user: Any, job: Job) -> bool:
    return InvoiceRun.objects.visible_to(user).filter(pk=job.params["run"]).exists()


def _page_of_run(job: Job) -> str:
    return reverse("invoice-run", args=[job.params["run"]])


def _may_see_invoice(user: Any, job: Job) -> bool:
    invoice = Invoice.objects.filter(pk=job.params["invoice"]).first()
    return invoice is not None and InvoiceRun.objects.visible_to(user).filter(pk=invoice.run_id).exists()


def _page_of_credit_note(job: Job) -> str:
    return reverse("invoice", args=[(job.result or {})["invoice"]])
