"""What invoices say of their sender, and where each member wants its own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms.invoices import BillingForm, InvoicingForm
from portal.governance.models import BillingDetails, InvoicingDetails
from portal.governance.rules import invoices as rules
from portal.governance.services import invoicing as services
from portal.governance.services.invoicing import BILLING_FIELDS, INVOICING_FIELDS, BillingData, InvoicingData
from portal.governance.views.common import crumbs, own_cooperation
from portal.organisations.models import Organisation
from portal.web.form_page import form_page


def _initial(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: getattr(row, field) for field in (*fields, "version")}


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where the reader came from within the site, such as a run in which something was missing."""
    asked = request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else otherwise


@login_required
def invoicing_details(request: HttpRequest, pk: int) -> HttpResponse:
    """What a cooperation's invoices say of their sender, its host."""
    cooperation = own_cooperation(request, pk)
    require(rules.may_invoice(actor_of(request.user), cooperation.pk))
    details = InvoicingDetails.objects.filter(cooperation=cooperation).first()
    row = details or InvoicingDetails(version=0, contact_email=cooperation.email, contact_phone=cooperation.phone)
    back = _back(request, cooperation.get_absolute_url())
    return form_page(
        request,
        InvoicingForm(request.POST or None, user=request.user, initial=_initial(row, INVOICING_FIELDS)),
        save=lambda said: services.describe_sender(
            by=request.user,
            cooperation_id=cooperation.pk,
            version=said["version"] or 0,
            data=InvoicingData(**{field: said[field] for field in INVOICING_FIELDS}),
        ),
        title=_("Sender of the invoices"),
        lead=_("%(host)s sends the invoices of %(cooperation)s. Its name and number come from the register.")
        % {"host": cooperation.host, "cooperation": cooperation},
        submit=_("Save"),
        message=_("Saved."),
        obj=details,
        breadcrumbs=crumbs(cooperation),
        cancel=back,
        done=back,
    )


@login_required
def billing_details(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a member gets its invoices, and the reference it wants on them."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(rules.may_say_where_to_bill(actor_of(request.user), organisation))
    details = BillingDetails.objects.filter(organisation=organisation).first()
    back = _back(request, organisation.get_absolute_url())
    return form_page(
        request,
        BillingForm(
            request.POST or None,
            user=request.user,
            initial=_initial(details or BillingDetails(version=0), BILLING_FIELDS),
        ),
        save=lambda said: services.describe_payer(
            by=request.user,
            organisation_id=organisation.pk,
            version=said["version"] or 0,
            data=BillingData(**{field: said[field] for field in BILLING_FIELDS}),
        ),
        title=_("Invoices to %(name)s") % {"name": organisation},
        lead=_("Where invoices for the membership and for shared costs are sent, and what they must say."),
        submit=_("Save"),
        message=_("Saved."),
        obj=details,
        breadcrumbs=crumbs(organisation),
        cancel=back,
        done=back,
    )
