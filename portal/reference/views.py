"""The table of thresholds, as an administrator keeps it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.reference import thresholds
from portal.reference.forms import ThresholdEndForm, ThresholdForm
from portal.reference.models import Threshold
from portal.web.form_page import form_page


def _allowed(request: HttpRequest) -> None:
    answer = thresholds.may_keep(request.user)
    if not answer:
        raise PermissionDenied(str(answer))


def _crumbs() -> list[tuple[Any, str]]:
    return [(_("Thresholds"), reverse("threshold-list"))]


@require_safe
def threshold_list(request: HttpRequest) -> HttpResponse:
    """The table: what the portal knows, for which days, from where, and whether it has been checked."""
    page = {
        "thresholds": Threshold.objects.visible_to(request.user),
        "today": timezone.localdate(),
        "may_keep": bool(thresholds.may_keep(request.user)),
    }
    return render(request, "reference/thresholds.html", page)


@login_required
def threshold_new(request: HttpRequest) -> HttpResponse:
    _allowed(request)
    return form_page(
        request,
        ThresholdForm(request.POST or None, user=request.user),
        save=lambda said: thresholds.add(by=request.user, **said),
        title=_("Add a threshold"),
        submit=_("Add"),
        message=_("The threshold is added."),
        cancel=reverse("threshold-list"),
        done=reverse("threshold-list"),
        breadcrumbs=_crumbs(),
    )


@login_required
def threshold_end(request: HttpRequest, pk: int) -> HttpResponse:
    _allowed(request)
    found = get_object_or_404(Threshold.objects.visible_to(request.user), pk=pk)
    return form_page(
        request,
        ThresholdEndForm(request.POST or None, user=request.user, initial={"valid_to": found.valid_to}),
        save=lambda said: thresholds.end(by=request.user, threshold_id=pk, valid_to=said["valid_to"]),
        title=_("End %(threshold)s") % {"threshold": found},
        submit=_("Save"),
        message=_("Saved."),
        cancel=reverse("threshold-list"),
        done=reverse("threshold-list"),
        breadcrumbs=_crumbs(),
    )
