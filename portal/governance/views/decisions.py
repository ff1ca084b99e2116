"""The register of decisions, a decision's page, recording, correcting and publishing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance import effects
from portal.governance.agenda.reading import agenda_of
from portal.governance.filters.decisions import EVERY_COOPERATION, DecisionFilter
from portal.governance.forms.decisions import CorrectionForm, DecisionForm, PublishForm
from portal.governance.models import AgendaItem, Decision, DecisionCondition, Meeting
from portal.governance.rules import decisions as rules
from portal.governance.services import decisions as services
from portal.governance.services.decisions import DECISION_FIELDS
from portal.governance.states.decisions import PROGRESS_TONES, Progress
from portal.governance.views.common import crumbs
from portal.governance.views.meetings import meeting_of
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import address, list_page
from portal.web.lookups import whole_number


def _progress(decision: Decision) -> Progress | None:
    """How far the conditions of a decision have come; None where it has none."""
    found = {condition.progress for condition in decision.conditions.all()}
    return next((name for name in Progress if name in found), None)


def _columns(member: bool) -> list[Column]:
    group = Column("group", _("Group"), lambda d: d.meeting.group.name if d.meeting.group else _("all members"))
    columns = [
        Column("title", _("Decision"), lambda d: d.title, sort="title", link=Decision.get_absolute_url),
        Column("held_on", _("Decided on"), lambda d: d.meeting.held_on, "date", sort="meeting__held_on"),
        Column("case_number", _("Case number"), lambda d: d.case_number, sort="case_number"),
        group,
        Column("cooperation", _("Cooperation"), lambda d: d.meeting.cooperation.name, only="file"),
        Column("takes_effect_on", _("Takes effect on"), lambda d: d.takes_effect_on, "date", sort="takes_effect_on"),
        Column("votes", _("Votes"), lambda d: d.votes, only="file"),
        Column("wording", _("Wording"), lambda d: d.wording, only="file"),
    ]
    if member:
        columns += [
            Column(
                "conditions",
                _("Conditions"),
                lambda d: (found := _progress(d)) and found.label,
                "tag",
                tone=lambda d: (found := _progress(d)) and PROGRESS_TONES[found],
            ),
            Column("is_public", _("Public"), lambda d: d.is_public, sort="is_public"),
        ]
    return columns


@require_safe
def decision_list(request: HttpRequest) -> HttpResponseBase:
    """The register: everything decided in the reader's cooperations, and what is public in the others."""
    actor = actor_of(request.user)
    own = actor.cooperations
    if own and request.GET.keys() <= {"q"}:
        return redirect(address(request, cooperation=[str(pk) for pk in sorted(own)]))
    seen = Decision.objects.visible_to(request.user).select_related("meeting__group", "meeting__cooperation")
    return list_page(
        request,
        queryset=seen.prefetch_related(Prefetch("conditions", DecisionCondition.objects.visible_to(request.user))),
        filterset_class=DecisionFilter,
        columns=_columns(bool(own) or actor.is_administrator),
        facets=lambda request, filterset, found: filterset.facets(request),
        template="governance/decisions/list.html",
        title=_("Decisions"),
        default_sort="-held_on",
        cleared={"cooperation": EVERY_COOPERATION} if own else None,
        filename=_("decisions"),
        noun=lambda n: ngettext("%(n)s decision", "%(n)s decisions", n) % {"n": formats.number(n)},
        search_label=_("Search words or case number"),
        empty=_("Nothing matches. Decisions are listed here when they have been recorded at their meeting.")
        if own or actor.is_administrator
        else _("Nothing matches. Decisions are listed here when the cooperation makes them public."),
    )


def _seen(request: HttpRequest, pk: int) -> Decision:
    seen = Decision.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("meeting__cooperation", "meeting__group", "item", "replaces__meeting"), pk=pk
    )


@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision: its wording and votes for everybody, what it demands and has set for those who belong."""
    found = _seen(request, pk)
    actor, meeting = actor_of(request.user), found.meeting
    member = Decision.objects.within(request.user).filter(pk=pk).exists()
    sees_meeting = member and Meeting.objects.visible_to(request.user).filter(pk=meeting.pk).exists()
    seen = Decision.objects.visible_to(request.user)
    conditions = DecisionCondition.objects.visible_to(request.user).filter(decision=found).select_related("responsible")
    for condition in conditions:
        condition.decision = found
    may_record = rules.may_record(actor, meeting)
    return render(
        request,
        "governance/decisions/decision.html",
        {
            "decision": found,
            "meeting": meeting,
            "member": member,
            "sees_meeting": sees_meeting,
            "breadcrumbs": crumbs(meeting.cooperation, *([meeting] if sees_meeting else [])),
            "conditions": [
                (row, bool(rules.may_meet(actor, row)), bool(rules.may_arrange(actor, row))) for row in conditions
            ],
            "reservations": found.reservations.select_related("user") if member or found.reservations_public else (),
            "replaces": seen.filter(pk=found.replaces_id).first() if found.replaces_id else None,
            "replaced_by": seen.filter(replaces=found).first(),
            "settled": effects.settled_by(request.user, [found])[found.pk],
            "to_settle": _to_settle(request.user, found) if member else (),
            "correct": rules.is_open(meeting, timezone.localdate()) if may_record else None,
            "may_publish": bool(rules.may_publish(actor, found)),
            "history": history.entries_of(_rows_of(found)) if may_record else None,
        },
    )


def _to_settle(user: Any, found: Decision) -> list[tuple[Any, str]]:
    """What the reader can have a decision set, each with the address of its form."""
    offered = ((effect.label, effect.begin(user, found)) for effect in effects.effects())
    return [(label, url) for label, url in offered if url]


def _rows_of(found: Decision) -> tuple[QuerySet, QuerySet]:
    """What the history of a decision is about: itself and its conditions."""
    return Decision.objects.filter(pk=found.pk), DecisionCondition.objects.filter(decision=found)


def _of_item(item: AgendaItem | None) -> dict[str, Any]:
    """What a decision begins with that is taken on an item: what was proposed there."""
    return {"item": item, "title": item.title, "wording": item.proposal} if item else {}


@login_required
def decision_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a meeting decided; on an item of its agenda, from what was proposed."""
    found = meeting_of(request, pk)
    require(rules.may_record(actor_of(request.user), found))
    require(rules.is_open(found, timezone.localdate()))
    asked = whole_number(request.GET.get("item", ""))
    item = next(
        (line.item for line in agenda_of(request.user, found) if line.item.pk == asked and not line.hidden), None
    )
    initial = {"takes_effect_on": found.held_on, "is_unanimous": True, **_of_item(item)}
    form = DecisionForm(request.POST or None, user=request.user, meeting=found, initial=initial)
    return form_page(
        request,
        form,
        save=lambda _said: services.record_decision(by=request.user, meeting_id=found.pk, data=form.decision_data()),
        title=_("Record a decision"),
        submit=_("Record the decision"),
        message=_("The decision is recorded."),
        breadcrumbs=crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
        done=Decision.get_absolute_url,
        template="governance/decisions/record.html",
    )


@login_required
def decision_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how a decision was recorded, until the minutes are approved."""
    found = _seen(request, pk)
    meeting: Meeting = found.meeting
    require(rules.may_record(actor_of(request.user), meeting))
    require(rules.is_open(meeting, timezone.localdate()))
    rows = {
        "conditions": list(found.conditions.select_related("responsible")),
        "reservations": list(found.reservations.select_related("user")),
    }
    initial = {
        **{field: getattr(found, field) for field in (*DECISION_FIELDS, "version")},
        "conditions": [
            {"id": row.pk, "text": row.text, "responsible": row.responsible, "due_on": row.due_on}
            for row in rows["conditions"]
        ],
        "reservations": [{"user": row.user, "text": row.text} for row in rows["reservations"]],
    }
    form = CorrectionForm(request.POST or None, user=request.user, meeting=meeting, decision=found, initial=initial)
    return form_page(
        request,
        form,
        save=lambda said: services.correct_decision(
            by=request.user,
            decision_id=found.pk,
            version=said["version"] or 0,
            data=form.decision_data(),
            reason=said["reason"],
        ),
        title=_("Correct a decision"),
        lead=_("What stood there before is kept in its history."),
        submit=_("Save the correction"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(meeting.cooperation, meeting, found),
        cancel=found.get_absolute_url(),
        done=Decision.get_absolute_url,
        template="governance/decisions/record.html",
    )


@login_required
def decision_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether the public reads a decision."""
    found = _seen(request, pk)
    require(rules.may_publish(actor_of(request.user), found))
    fields = ("is_public", "reservations_public", "version")
    return form_page(
        request,
        PublishForm(
            request.POST or None, user=request.user, initial={field: getattr(found, field) for field in fields}
        ),
        save=lambda said: services.publish_decision(
            by=request.user,
            decision_id=found.pk,
            version=said["version"] or 0,
            is_public=said["is_public"],
            reservations_public=said["reservations_public"],
        ),
        title=_("Who reads the decision"),
        lead=found.title,
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(found.meeting.cooperation, found.meeting, found),
        cancel=found.get_absolute_url(),
        done=Decision.get_absolute_url,
    )
