"""What invoices tell the rest of the portal: their work, files, words and panels."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files import access
from portal.files.models import StoredFile
from portal.governance.invoices import work
from portal.governance.models import BillingDetails, Invoice
from portal.governance.rules import invoices as rules
from portal.organisations.models import Organisation
from portal.web import history, panels
from portal.web.panels import Panel


def billing_panel(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """Where a member gets its invoices, for those who may say it."""
    if not rules.may_say_where_to_bill(actor_of(request.user), organisation):
        return None
    return {
        "organisation": organisation,
        "billing": BillingDetails.objects.filter(organisation=organisation).first(),
        "has_invoices": Invoice.objects.visible_to(request.user).filter(organisation=organisation).exists(),
    }


def _may_see(user: Any, file: StoredFile) -> bool:
    return Invoice.objects.visible_to(user).filter(file=file).exists()


def register_all() -> None:
    """Called when the app is ready."""
    work.register_kinds()
    access.register("invoices", _may_see)
    panels.register("organisation", Panel("billing", 60, "governance/invoices/billing_panel.html", billing_panel))
    history.name_actions(
        {
            "invoice_run.prepared": _("Invoices prepared"),
            "invoice_run.changed": _("Details changed"),
            "invoice_run.issue": _("Invoices issued"),
            "invoice_run.drop": _("Draft dropped"),
            "invoice.issued": _("Invoice issued"),
            "invoice.credited": _("Credit note issued"),
            "invoice.undone": _("Undone by a credit note"),
            "invoicing_details.saved": _("Details changed"),
            "billing_details.saved": _("Details changed"),
        }
    )
    history.name_facts(
        {"charged": _("what is charged"), "with_vat": _("amount with VAT"), "credit_note": _("credit note")}
    )
