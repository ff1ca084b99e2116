"""From a supplier's file to a draft that may be approved: upload, columns, check."""

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.forms.imports import ColumnsForm
from agreements.forms.prices import UploadForm
from agreements.models import PriceList
from agreements.prices.reading import ROLE
from agreements.rules import prices as rules
from agreements.services import prices as services
from agreements.views.prices.common import agreement_for, draft_for, trail
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.sheets.reading import Unreadable
from portal.files.sheets.template import write_template
from portal.web.exports import XLSX_TYPE
from portal.web.form_page import form_page
from portal.workflow.errors import Refused, refused


@login_required
@require_safe
def price_list_template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook for a price list, in the reader's language."""
    file = io.BytesIO()
    write_template(file, _("Price list"), ROLE.fields)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("price-list") + ".xlsx", content_type=XLSX_TYPE)


@login_required
def price_list_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that takes a supplier's file."""
    agreement = agreement_for(request, pk)
    require(rules.may_keep_prices(actor_of(request.user), agreement))

    def upload(said: dict[str, Any]) -> PriceList:
        try:
            return services.upload(by=request.user, agreement=agreement, **{"lot": None, **said})
        except Unreadable as unreadable:
            raise refused(unreadable.message, "file") from unreadable

    return form_page(
        request,
        UploadForm(
            request.POST or None,
            request.FILES or None,
            user=request.user,
            agreement=agreement,
            initial={"valid_from": timezone.localdate()},
        ),
        save=upload,
        done=lambda made: reverse("price-list-map", args=[made.pk]),
        title=_("Upload a price list"),
        submit=_("Upload"),
        cancel=reverse("price-list-list", args=[pk]),
        lead=_("Nobody sees the prices before you have looked at what was found and approved it."),
        breadcrumbs=trail(agreement),
        template="agreements/price_upload.html",
    )


@login_required
def price_list_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds what. Setting it starts the check."""
    price_list = draft_for(request, pk)
    if not price_list.header:
        return redirect(price_list)
    form = ColumnsForm(request.POST or None, user=request.user, file=price_list, role=ROLE)

    def save(said: dict[str, Any]) -> str:
        services.match_columns(by=request.user, price_list=price_list, columns=form.columns())
        return _checked(request, price_list)

    return form_page(
        request,
        form,
        save=save,
        title=_("Which column holds what?"),
        submit=_("Check the rows"),
        cancel=price_list.get_absolute_url(),
        lead=_("Guessed from the header, or as you set it the last time. What you do not choose is not imported."),
        breadcrumbs=trail(price_list.agreement, price_list),
    )


def _checked(request: HttpRequest, price_list: PriceList) -> str:
    job = services.start_check(by=request.user, price_list=price_list, language=get_language() or "sv")
    return job.get_absolute_url()


@login_required
@require_POST
def price_list_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file checked anew."""
    price_list = draft_for(request, pk)
    try:
        return redirect(_checked(request, price_list))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(price_list)


@login_required
@require_POST
def price_list_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    price_list = draft_for(request, pk)
    try:
        services.discard(by=request.user, price_list=price_list)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(price_list)
    messages.success(request, _("The draft is thrown away."))
    return redirect("price-list-list", pk=price_list.agreement_id)
