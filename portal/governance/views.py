"""Meetings, decisions, and memberships with the decision that each stands on."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance import services
from portal.governance.forms import AdmissionForm, CompaniesForm, CorrectionForm, DecisionForm, MeetingForm
from portal.governance.models import Decision, Meeting
from portal.governance.services import DECISION_FIELDS, MEETING_FIELDS, DecisionData, MeetingData
from portal.organisations import rules
from portal.organisations.forms import DayForm
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.organisations.periods import valid_on
from portal.organisations.services import cooperations
from portal.web import history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.formats import number
from portal.web.lists import list_page
from portal.web.panels import panels_for


def _crumbs(cooperation: Cooperation, *more: Any) -> list[tuple[Any, str]]:
    return [(str(o), o.get_absolute_url()) for o in (cooperation, *more)]


def _own_cooperation(request: HttpRequest, pk: int) -> Cooperation:
    """A cooperation that the reader belongs to, or any for the administrator; 404 for all others."""
    actor = actor_of(request.user)
    found = Cooperation.objects.visible_to(request.user)
    return get_object_or_404(found if actor.is_administrator else found.filter(pk__in=actor.cooperations), pk=pk)


@require_safe
@login_required
def meeting_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A cooperation's meetings."""
    found = _own_cooperation(request, pk)
    return list_page(
        request,
        queryset=Meeting.objects.visible_to(request.user).filter(cooperation=found).select_related("group"),
        columns=[
            Column("title", _("Title"), lambda m: m.title, sort="title", link=lambda m: m.get_absolute_url()),
            Column("held_on", _("Held on"), lambda m: m.held_on, kind="date", sort="held_on"),
            Column("group", _("Group"), lambda m: m.group.name if m.group else _("all members"), sort="group__name"),
            Column("place", _("Place"), lambda m: m.place),
        ],
        template="governance/meetings.html",
        title=_("Meetings of %(name)s") % {"name": found},
        default_sort="-held_on",
        filename=_("meetings"),
        noun=lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n) % {"n": number(n)},
        search_param=None,
        empty=_("No meeting has been registered yet."),
        context={"cooperation": found, "may_coordinate": rules.may_coordinate(actor_of(request.user), found.pk)},
    )


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("cooperation", "group"), pk=pk)


@require_safe
@login_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: its minutes and decisions."""
    found = _meeting(request, pk)
    may_coordinate = rules.may_coordinate(actor_of(request.user), found.cooperation_id)
    return render(
        request,
        "governance/meeting.html",
        {
            "meeting": found,
            "breadcrumbs": _crumbs(found.cooperation, *([found.group] if found.group else [])),
            "decisions": found.decisions.prefetch_related("memberships__membership__organisation"),
            "may_coordinate": may_coordinate,
            "panels": panels_for("meeting", request, found),
            "history": history.entries(found) if may_coordinate else None,
        },
    )


def _meeting_data(data: dict[str, Any]) -> MeetingData:
    return MeetingData(**{field: data[field] for field in MEETING_FIELDS})


@login_required
def meeting_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a meeting."""
    found = _own_cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    initial = {"held_on": timezone.localdate(), "group": request.GET.get("group")}
    return form_page(
        request,
        MeetingForm(request.POST or None, user=request.user, initial=initial, cooperation_id=found.pk),
        save=lambda data: services.register_meeting(by=request.user, cooperation_id=found.pk, data=_meeting_data(data)),
        title=_("Register a meeting"),
        submit=_("Register the meeting"),
        message=_("The meeting is registered. Record its decisions."),
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
    )


@login_required
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of a meeting."""
    found = _meeting(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    initial = {field: getattr(found, field) for field in (*MEETING_FIELDS, "version")}
    return form_page(
        request,
        MeetingForm(request.POST or None, user=request.user, initial=initial, cooperation_id=found.cooperation_id),
        save=lambda data: services.update_meeting(
            by=request.user, meeting_id=found.pk, version=data["version"] or 0, data=_meeting_data(data)
        ),
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )


def _decision_data(data: dict[str, Any]) -> DecisionData:
    return DecisionData(**{field: data[field] for field in DECISION_FIELDS})


@login_required
def decision_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a meeting decided."""
    found = _meeting(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    initial = {"takes_effect_on": found.held_on, "is_unanimous": True}
    return form_page(
        request,
        DecisionForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: services.record_decision(by=request.user, meeting_id=found.pk, data=_decision_data(data)),
        title=_("Record a decision"),
        submit=_("Record the decision"),
        message=_("The decision is recorded."),
        breadcrumbs=_crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )


@login_required
def decision_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how a decision was recorded."""
    seen = Decision.objects.visible_to(request.user).select_related("meeting__cooperation")
    found = get_object_or_404(seen, pk=pk)
    require(rules.may_coordinate(actor_of(request.user), found.meeting.cooperation_id))
    initial = {field: getattr(found, field) for field in DECISION_FIELDS}
    return form_page(
        request,
        CorrectionForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: services.correct_decision(
            by=request.user, decision_id=found.pk, data=_decision_data(data), reason=data["reason"]
        ),
        title=_("Correct a decision"),
        lead=_("What stood there before is kept in the meeting's history."),
        submit=_("Save the correction"),
        message=_("Saved."),
        breadcrumbs=_crumbs(found.meeting.cooperation, found.meeting),
        cancel=found.get_absolute_url(),
    )


@login_required
def membership_admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit a member by a decision. A municipality's companies are asked about next."""
    found = _own_cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    form = AdmissionForm(
        request.POST or None, user=request.user, initial={"valid_from": timezone.localdate()}, cooperation_id=found.pk
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
        breadcrumbs=_crumbs(found),
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
    """Say which is the last day of a membership."""
    found = _membership(request, pk)
    cooperation = found.cooperation
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": found.valid_to or timezone.localdate()}),
        save=lambda data: cooperations.end_member(
            by=request.user, membership_id=found.pk, on=data["on"], reason=data["reason"]
        ),
        title=_("%(member)s leaves %(cooperation)s") % {"member": found.organisation, "cooperation": cooperation},
        lead=_("Its companies are members in their own right: end their memberships, too, if they leave."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=_crumbs(cooperation),
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
        breadcrumbs=_crumbs(cooperation),
        cancel=cooperation.get_absolute_url(),
        done=cooperation.get_absolute_url(),
    )
