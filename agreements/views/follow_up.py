"""An agreement's follow-up: what is agreed with the supplier between the calls, on one page, and its forms."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import rules as register_rules
from agreements.forms import follow_up as forms
from agreements.forms.steps import VersionForm
from agreements.models import (
    Activity,
    Agreement,
    Dialogue,
    DialogueMeeting,
    FollowUpPlan,
    FollowUpVisit,
    NonConformity,
    Obligation,
)
from agreements.rules import follow_up as rules
from agreements.services import follow_up as services
from agreements.states.follow_up import ACTIVITY_TONES, CHECK_TONES, NON_CONFORMITY_TONES, DialogueLevel
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page

SHOWN = 10  # of what grows over the years, the latest

PEOPLE = ("supplier", "our_person", "their_user", "their_contact")


def agreement_of(request: HttpRequest, pk: int) -> Agreement:
    """The agreement, or 404 for those who may not know of it."""
    found = Agreement.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("cooperation", "owner", "responsible", "partnership__manager"), pk=pk)


def followed_up(request: HttpRequest, pk: int) -> Agreement:
    """The agreement, for those who follow it up; 403 for others who see it."""
    found = agreement_of(request, pk)
    require(rules.may_follow_up(actor_of(request.user), found))
    return found


def row_of(request: HttpRequest, model: Any, pk: int) -> Any:
    """A row of an agreement, for those who follow it up; 403 for the supplier, who sees it."""
    rows = model.objects.visible_to(request.user).select_related("agreement__cooperation", "agreement__partnership")
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_follow_up(actor_of(request.user), row.agreement))
    return row


def crumbs(agreement: Agreement, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of an agreement's follow-up."""
    return [
        (_("Agreements"), reverse("agreement-list")),
        (agreement.title, agreement.get_absolute_url()),
        *more,
    ]


def address_of(agreement: Agreement) -> str:
    return reverse("agreement-follow-up", args=[agreement.pk])


def page(
    request: HttpRequest, agreement: Agreement, form: Any, save: Callable[[dict[str, Any]], Any], **texts: Any
) -> HttpResponse:
    """A form that leads back to the agreement's follow-up."""
    back = address_of(agreement)
    return form_page(
        request,
        form,
        save=save,
        **{
            "cancel": back,
            "done": back,
            "message": _("Saved."),
            "submit": _("Save"),
            "breadcrumbs": crumbs(agreement, (_("Follow-up"), back)),
            **texts,
        },
    )


def added(request: HttpRequest, agreement: Agreement, form: Any, add: Callable[..., Any], **texts: Any) -> HttpResponse:
    """The page on which something new is agreed under an agreement, as its form says it."""
    return page(
        request,
        agreement,
        form,
        lambda _said: add(by=request.user, agreement_id=agreement.pk, data=form.said()),
        **texts,
    )


def edited(request: HttpRequest, row: Any, form: Any, edit: Callable[..., Any], **texts: Any) -> HttpResponse:
    """The page on which what is agreed is changed; the version is the one that the form was opened with."""
    return page(
        request,
        row.agreement,
        form,
        lambda said: edit(by=request.user, version=said["version"] or 0, data=form.said()),
        obj=row,
        **texts,
    )


@require_safe
@login_required
def agreement_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What is agreed, what is due and what has failed, for those who follow the agreement up."""
    agreement = agreement_of(request, pk)
    actor = actor_of(request.user)
    require(rules.may_read_follow_up(actor, agreement))
    activities = Activity.objects.filter(agreement=agreement).select_related(*PEOPLE)
    settled = activities.exclude(state="open").order_by("-settled_on", "-pk")
    open_ones = list(activities.open())
    meetings = DialogueMeeting.objects.filter(agreement=agreement).select_related("supplier")
    plan = FollowUpPlan.objects.filter(agreement=agreement).select_related("adjusted_by").first()
    return render(
        request,
        "agreements/follow_up/agreement.html",
        {
            "agreement": agreement,
            "breadcrumbs": crumbs(agreement),
            "today": timezone.localdate(),
            "may_change": bool(rules.may_follow_up(actor, agreement)),
            "may_name": bool(rules.may_name_partnership(actor, agreement)),
            "is_partnership": agreement.kind == "partnership",
            "partnership": getattr(agreement, "partnership", None),
            "levels": [(level, [row for row in open_ones if row.level == level]) for level in DialogueLevel],
            "open_count": len(open_ones),
            "settled": settled[:SHOWN],
            "dialogues": agreement.dialogues.select_related(*PEOPLE).order_by("pk"),
            "planned": meetings.filter(held_on=None).order_by("planned_on", "pk"),
            "held": meetings.filter(held_on__isnull=False).order_by("-held_on", "-pk")[:SHOWN],
            "obligations": Obligation.objects.filter(agreement=agreement).select_related("supplier"),
            "failures": NonConformity.objects.visible_to(request.user)
            .filter(agreement=agreement)
            .select_related("supplier", "buyer")[:SHOWN],
            "plan": plan,
            "visits": FollowUpVisit.objects.filter(agreement=agreement).select_related("by")[:SHOWN],
            "may_plan": bool(rules.may_plan(actor, agreement)),
            "may_publish": bool(register_rules.may_publish_in(actor, agreement.cooperation_id)),
            "activity_tones": ACTIVITY_TONES,
            "check_tones": CHECK_TONES,
            "status_tones": NON_CONFORMITY_TONES,
        },
    )


@login_required
def activity_new(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = followed_up(request, pk)
    form = forms.ActivityForm(request.POST or None, agreement=agreement, initial={"our_person": request.user.pk})
    return added(
        request,
        agreement,
        form,
        services.agree_activity,
        title=_("Agree an activity"),
        lead=_("Something to be done until a day, with somebody on each side who answers for it."),
    )


@login_required
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, Activity, pk)
    first = {name: getattr(row, name) for name in ("version", "title", "level", "what", "due_on")}
    form = forms.ActivityForm(request.POST or None, agreement=row.agreement, initial={**first, **forms.people_of(row)})
    return edited(
        request,
        row,
        form,
        partial(services.edit_activity, activity_id=pk),
        title=_("Edit %(title)s") % {"title": row.title},
    )


@login_required
def activity_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticked done by either side."""
    return _settle(request, pk, "done", _("Done: %(title)s"), _("Tick it done"))


@login_required
def activity_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Dropped by either side, with the reason."""
    return _settle(request, pk, "dropped", _("Drop %(title)s"), _("Drop it"))


def _settle(request: HttpRequest, pk: int, step: str, title: str, submit: str) -> HttpResponse:
    rows = Activity.objects.visible_to(request.user).select_related("agreement__cooperation", "agreement__partnership")
    row = get_object_or_404(rows, pk=pk)
    actor = actor_of(request.user)
    require(rules.may_settle(actor, row))
    ours = bool(rules.may_follow_up(actor, row.agreement))
    back = address_of(row.agreement) if ours else reverse("partnership-room", args=[row.agreement_id])
    return page(
        request,
        row.agreement,
        forms.SettleForm(request.POST or None, initial={"version": row.version}),
        lambda said: services.settle_activity(
            by=request.user, activity_id=pk, version=said["version"], step=step, result=said["result"]
        ),
        title=title % {"title": row.title},
        submit=submit,
        lead=_("Both sides read what you write."),
        cancel=back,
        done=back,
        breadcrumbs=crumbs(row.agreement, (_("Follow-up") if ours else _("Shared room"), back)),
        obj=row if ours else None,  # what was changed before may have been another supplier's
    )


@login_required
def dialogue_new(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = followed_up(request, pk)
    form = forms.DialogueForm(request.POST or None, agreement=agreement, initial={"our_person": request.user.pk})
    return added(
        request,
        agreement,
        form,
        services.set_dialogue,
        title=_("Set a cadence"),
        lead=_("How often the two sides meet at a level. The next meeting is planned from the last one."),
    )


@login_required
def dialogue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, Dialogue, pk)
    first = {name: getattr(row, name) for name in ("version", "level", "every_months")}
    form = forms.DialogueForm(request.POST or None, agreement=row.agreement, initial={**first, **forms.people_of(row)})
    return edited(
        request,
        row,
        form,
        partial(services.edit_dialogue, dialogue_id=pk),
        title=_("Change the cadence"),
        lead=_("A meeting that is planned and not held yet moves with it."),
    )


@login_required
def dialogue_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, Dialogue, pk)
    return page(
        request,
        row.agreement,
        VersionForm(request.POST or None, initial={"version": row.version}),
        lambda said: services.end_dialogue(by=request.user, dialogue_id=pk, version=said["version"]),
        title=_("End the %(level)s dialogue") % {"level": row.get_level_display()},
        submit=_("End it"),
        lead=_("The meeting that was planned by it goes; meetings that were held stay."),
        message=_("The cadence is ended."),
        obj=row,
    )


@login_required
def dialogue_meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = followed_up(request, pk)
    form = forms.MeetingForm(request.POST or None, agreement=agreement, initial={"planned_on": timezone.localdate()})
    return page(
        request,
        agreement,
        form,
        lambda _said: services.plan_meeting(
            by=request.user, agreement_id=pk, data=form.said(), activities=form.activities()
        ),
        title=_("Plan or record a meeting"),
        lead=_("The supplier reads what was agreed, but never the internal note."),
    )


@login_required
def dialogue_meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, DialogueMeeting, pk)
    names = (
        "version", "level", "supplier", "planned_on", "held_on", "our_attendees", "their_attendees", "agreed",
        "internal_note",
    )  # fmt: skip
    form = forms.MeetingForm(
        request.POST or None, agreement=row.agreement, initial={name: getattr(row, name) for name in names}
    )
    return page(
        request,
        row.agreement,
        form,
        lambda said: services.record_meeting(
            by=request.user,
            meeting_id=pk,
            version=said["version"] or 0,
            data=form.said(),
            activities=form.activities(),
        ),
        title=_("The meeting on %(level)s level") % {"level": row.get_level_display()},
        lead=_("The supplier reads what was agreed, but never the internal note."),
        obj=row,
    )


@login_required
def obligation_new(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = followed_up(request, pk)
    form = forms.ObligationForm(request.POST or None, agreement=agreement)
    return added(
        request,
        agreement,
        form,
        services.agree_obligation,
        title=_("Add an obligation"),
        lead=_(
            "What the supplier has undertaken beyond the deliveries: to follow coming law, to keep a service level."
        ),
    )


@login_required
def obligation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, Obligation, pk)
    names = ("version", "kind", "wording", "measure", "target", "next_check_on", "supplier")
    form = forms.ObligationForm(
        request.POST or None, agreement=row.agreement, initial={name: getattr(row, name) for name in names}
    )
    return edited(
        request,
        row,
        form,
        partial(services.edit_obligation, obligation_id=pk),
        title=_("Edit the obligation"),
    )


@login_required
def obligation_check(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, Obligation, pk)
    first = {"version": row.version, "checked_on": timezone.localdate(), "next_check_on": None}
    return page(
        request,
        row.agreement,
        forms.CheckForm(request.POST or None, initial=first),
        lambda said: services.check_obligation(by=request.user, obligation_id=pk, **said),
        title=_("Check: %(obligation)s") % {"obligation": row},
        lead=" · ".join(part for part in (row.measure, row.target) if part),
        obj=row,
    )
