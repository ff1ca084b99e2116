"""Memberships, with the decision that each stands on."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms.memberships import AdmissionForm, ChooseLeaverForm, CompaniesForm, LeaveForm
from portal.governance.services import memberships as services
from portal.governance.views.common import crumbs, own_cooperation
from portal.organisations import rules
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.organisations.periods import valid_on
from portal.web.form_page import form_page


@login_required
def membership_admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit a member by a decision. A municipality's companies are asked about next."""
    found = own_cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    form = AdmissionForm(
        request.POST or None,
        user=request.user,
        initial={"valid_from": timezone.localdate(), "decision": request.GET.get("decision")},
        cooperation_id=found.pk,
    )
    return form_page(
        request,
        form,
        save=lambda data: services.admit(
            by=request.user,
            cooperation_id=found.pk,
            organisation_id=data["organisation"].pk,
            valid_from=data["valid_from"],
            decision_id=data["decision"].pk,
            note=data["note"],
        ),
        title=_("Admit a member"),
        lead=_("Record the decision at its meeting first: every membership stands on one."),
        submit=_("Admit the member"),
        message=_("The member is admitted."),
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=lambda row: (
            reverse("membership-companies", args=[row.pk])
            if row.organisation.companies.exists()
            else found.get_absolute_url()
        ),
    )


def _membership(request: HttpRequest, pk: int) -> Membership:
    seen = Membership.objects.visible_to(request.user).select_related("cooperation", "organisation")
    found = get_object_or_404(seen, pk=pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    return found


@login_required
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by a decision which is the last day of a membership."""
    found = _membership(request, pk)
    cooperation = found.cooperation
    initial = {"on": found.valid_to or timezone.localdate(), "decision": request.GET.get("decision")}
    if hasattr(found, "ended_by"):
        initial["decision"] = found.ended_by.decision_id
    return _leaving(
        request,
        cooperation,
        LeaveForm(request.POST or None, user=request.user, initial=initial, cooperation_id=cooperation.pk),
        lambda said: found.pk,
        title=_("%(member)s leaves %(cooperation)s") % {"member": found.organisation, "cooperation": cooperation},
    )


@login_required
def membership_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by a decision which member leaves, and when."""
    found = own_cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    initial = {"on": timezone.localdate(), "decision": request.GET.get("decision")}
    return _leaving(
        request,
        found,
        ChooseLeaverForm(request.POST or None, user=request.user, initial=initial, cooperation_id=found.pk),
        lambda said: said["membership"].pk,
        title=_("A member leaves %(cooperation)s") % {"cooperation": found},
    )


def _leaving(
    request: HttpRequest,
    cooperation: Cooperation,
    form: LeaveForm,
    membership: Callable[[dict[str, Any]], int],
    *,
    title: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda said: services.leave(
            by=request.user,
            membership_id=membership(said),
            on=said["on"],
            decision_id=said["decision"].pk,
            reason=said["reason"],
        ),
        title=title,
        lead=_("Its companies are members in their own right: end their memberships, too, if they leave."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=crumbs(cooperation),
        cancel=cooperation.get_absolute_url(),
        done=cooperation.get_absolute_url(),
    )


@login_required
def membership_companies(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of each company of a member whether it takes part."""
    found = _membership(request, pk)
    cooperation, today = found.cooperation, timezone.localdate()
    companies = list(
        Organisation.objects.filter(valid_on(today, "owners__"), owners__owner=found.organisation).distinct()
    )
    if not companies:
        return redirect(cooperation)
    inside = set(
        Membership.objects.on(today)
        .filter(cooperation=cooperation, organisation__in=companies)
        .values_list("organisation", flat=True)
    )
    initial: dict[str, Any] = {f"company-{pk}": "in" for pk in inside} | {"on": max(today, found.valid_from)}
    if hasattr(found, "decided_by"):
        initial["decision"] = found.decided_by.decision_id
    form = CompaniesForm(
        request.POST or None,
        user=request.user,
        initial=initial,
        cooperation_id=cooperation.pk,
        companies=companies,
    )
    return form_page(
        request,
        form,
        save=lambda data: services.settle_companies(
            by=request.user,
            membership_id=found.pk,
            choices=form.choices(),
            on=data["on"],
            decision_id=data["decision"].pk,
        ),
        title=_("Companies of %(name)s") % {"name": found.organisation},
        lead=_("A company takes part only when that has been decided. Choose for each of them."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=crumbs(cooperation),
        cancel=cooperation.get_absolute_url(),
        done=cooperation.get_absolute_url(),
    )
