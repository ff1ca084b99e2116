"""Who may invoice, and what must be known before an electronic invoice can be made."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.invoices.documents import REGISTERS
from portal.governance.models import BillingDetails, Invoice, InvoiceRun, InvoicingDetails, Vat
from portal.governance.states.invoices import RunState
from portal.law.answers import Allowed, Answer, Reason, answer, denied
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.rules import may_coordinate, may_edit

NOT_A_DRAFT = denied(_("The run is no draft any more."))
NOTHING_TO_CHARGE = Reason(_("Nothing is left to charge: every share of what was chosen has been invoiced."))
SENDER_INCOMPLETE = Reason(_("What invoices say of their sender is not complete: %(missing)s."))
MEMBER_INCOMPLETE = _("%(member)s: %(missing)s.")
SET_ANEW = _("%(charged)s has been set anew since: choose its latest version.")
UNDONE = denied(_("A credit note has undone this invoice already."))
A_CREDIT_NOTE = denied(_("A credit note is not undone: make a new run for what is to be charged."))


def may_invoice(actor: Actor, cooperation_id: int) -> Answer:
    """The office makes and undoes invoices."""
    return may_coordinate(actor, cooperation_id)


def may_say_where_to_bill(actor: Actor, organisation: Organisation) -> Answer:
    """Where a member gets its invoices is said by whoever may edit it: its own contact, or the office."""
    return may_edit(actor, organisation)


def may_change(actor: Actor, run: InvoiceRun) -> Answer:
    """A draft is changed and dropped by the office."""
    if not (allowed := may_invoice(actor, run.cooperation_id)):
        return allowed
    return Allowed() if run.state == RunState.DRAFT else NOT_A_DRAFT


def may_undo(actor: Actor, invoice: Invoice) -> Answer:
    """An invoice that stands is undone by the office."""
    if not (allowed := may_invoice(actor, invoice.cooperation_id)):
        return allowed
    if invoice.is_credit_note:
        return A_CREDIT_NOTE
    return UNDONE if Invoice.objects.filter(credits=invoice).exists() else Allowed()


def missing_of_sender(cooperation: Cooperation, details: InvoicingDetails | None, vat: str) -> list[Any]:
    """What an invoice must say of its sender and is not known yet."""
    details = details or InvoicingDetails()
    wanted = [
        (cooperation.host.registration_number, _("the host's registration number")),
        (cooperation.host.country in REGISTERS, _("a host in Sweden or Norway")),
        (details.street or details.postal_code, _("the address")),
        (details.city, _("the town")),
        (details.account, _("the account")),
        (details.contact_email, _("the e-mail address of the contact")),
        (details.vat_number or vat == Vat.OUTSIDE, _("the VAT number")),
    ]
    return [words for known, words in wanted if not known]


def missing_of_payer(organisation: Organisation, billing: BillingDetails | None) -> list[Any]:
    """What an invoice must say of the member that pays it and is not known yet."""
    billing = billing or BillingDetails()
    wanted = [
        (organisation.registration_number, _("the registration number")),
        (organisation.country in REGISTERS, _("an organisation in Sweden or Norway")),
        (billing.reference, _("its reference for invoices")),
        (billing.city, _("its town")),
    ]
    return [words for known, words in wanted if not known]


def charges_the_latest(overtaken: Iterable[Any]) -> Answer:
    """Whether what is charged are latest versions; ``overtaken`` are those that are not."""
    return answer([Reason(SET_ANEW, field="charged", params={"charged": str(whole)}) for whole in overtaken])


def completeness(
    missing_sender: list[Any],
    missing_payers: list[tuple[Organisation, list[Any]]],
    bills: int,
    overtaken: Iterable[Any] = (),
) -> Answer:
    """Whether a run can be issued: something to charge, in its latest version, and everything known of sender and
    payers."""
    reasons = [] if bills else [NOTHING_TO_CHARGE]
    reasons += charges_the_latest(overtaken).reasons
    if missing_sender:
        reasons.append(Reason(SENDER_INCOMPLETE.text, params={"missing": _listed(missing_sender)}))
    reasons += [
        Reason(MEMBER_INCOMPLETE, params={"member": member.name, "missing": _listed(missing)})
        for member, missing in missing_payers
        if missing
    ]
    return answer(reasons)


def _listed(words: list[Any]) -> str:
    return ", ".join(str(word) for word in words)
