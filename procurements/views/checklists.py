"""The checklist of a procurement: read, ticked, adapted. The office's own."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from portal.web import history
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from portal.web.presses import pressed
from procurements.checklists.wording import TONES, by_stage
from procurements.circles import circle_of
from procurements.forms.checklists import CheckForm, NoteForm, PassByForm, TakeForm, check_said
from procurements.models import ChecklistItem, ChecklistTemplate, Procurement
from procurements.models.checklists import CHECK_FACTS
from procurements.rules import checklists as rules
from procurements.services import checklists as services
from procurements.states.checklists import CHECKED
from procurements.views.inside import crumbs, inside

LATEST = 50


def _reading(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, or 404 for those who do not see its checklist."""
    procurement = inside(request, pk)
    if not circle_of(request.user, procurement).sees(Part.CHECKLIST):
        raise Http404
    return procurement


def _keeping(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, for those who may write in its checklist now."""
    procurement = _reading(request, pk)
    require(rules.may_keep(actor_of(request.user), procurement))
    return procurement


def _row(procurement: Procurement, item: int) -> ChecklistItem:
    found = get_object_or_404(ChecklistItem.objects.filter(procurement=procurement), pk=item)
    found.procurement = procurement
    return found


def address_of(procurement: Procurement) -> str:
    return reverse("checklist", args=[procurement.pk])


def _trail(procurement: Procurement) -> list[tuple[Any, str]]:
    return crumbs(procurement, (_("Checklist"), address_of(procurement)))


@require_safe
@login_required
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be done, stage by stage, and who did what when."""
    procurement = _reading(request, pk)
    may_keep = rules.may_keep(actor_of(request.user), procurement)
    rows = procurement.checklist.in_order().select_related("by", "template")
    page = {
        "procurement": procurement,
        "breadcrumbs": _trail(procurement)[:-1],
        "stages": by_stage(rows),
        "tones": TONES,
        "may_keep": bool(may_keep),
        "usual": ChecklistTemplate.objects.fitting(procurement),
        "history": history.entries_of([procurement.checklist.all()], LATEST),
    }
    return render(request, "procurements/checklists/page.html", page)


@login_required
def checklist_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the rows of a template."""
    procurement = _keeping(request, pk)
    usual = ChecklistTemplate.objects.fitting(procurement)
    form = TakeForm(
        request.POST or None,
        user=request.user,
        offered=ChecklistTemplate.objects.offered_to(procurement.cooperation),
        initial={"template": usual.pk if usual else None},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.take(by=request.user, procurement_id=pk, template_id=said["template"]),
        title=_("Take a template"),
        lead=_("Its rows are copied: what you change here changes this procurement alone."),
        submit=_("Take it"),
        message=_("The rows of the template stand in the checklist."),
        breadcrumbs=_trail(procurement),
        cancel=address_of(procurement),
        done=address_of(procurement),
    )


@login_required
def checklist_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a row for this procurement alone."""
    procurement = _keeping(request, pk)
    stage = procurement.stage if procurement.stage in CHECKED else CHECKED[0]
    return form_page(
        request,
        CheckForm(request.POST or None, user=request.user, initial={"stage": stage}),
        save=lambda said: services.add(by=request.user, procurement_id=pk, data=check_said(said)),
        title=_("Add a row"),
        submit=_("Add"),
        message=_("The row is added."),
        breadcrumbs=_trail(procurement),
        cancel=address_of(procurement),
        done=ChecklistItem.get_absolute_url,
    )


@login_required
def checklist_edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Adapt a row."""
    procurement = _keeping(request, pk)
    found = _row(procurement, item)
    first = {name: getattr(found, name) for name in (*CHECK_FACTS, "version")}
    return form_page(
        request,
        CheckForm(request.POST or None, user=request.user, initial=first),
        save=lambda said: services.edit(
            by=request.user, item_id=found.pk, version=said["version"], data=check_said(said)
        ),
        title=_("Edit a row"),
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_trail(procurement),
        cancel=found.get_absolute_url(),
        done=ChecklistItem.get_absolute_url,
    )


@login_required
def checklist_done(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Note that something is done, with a note."""
    procurement = _reading(request, pk)
    found = _row(procurement, item)
    require(rules.may_step(actor_of(request.user), "done", found))
    return form_page(
        request,
        NoteForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.tick(by=request.user, item_id=found.pk, version=said["version"], note=said["note"]),
        title=_("Done, with a note"),
        lead=found.text,
        submit=_("Done"),
        message=_("Noted."),
        obj=found,
        breadcrumbs=_trail(procurement),
        cancel=found.get_absolute_url(),
        done=ChecklistItem.get_absolute_url,
    )


@login_required
def checklist_pass_by(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Note that something does not apply, with the reason."""
    procurement = _reading(request, pk)
    found = _row(procurement, item)
    require(rules.may_step(actor_of(request.user), "not_applicable", found))
    return form_page(
        request,
        PassByForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.pass_by(
            by=request.user, item_id=found.pk, version=said["version"], reason=said["note"]
        ),
        title=_("It does not apply here"),
        lead=found.text,
        submit=_("Note it"),
        message=_("Noted."),
        obj=found,
        breadcrumbs=_trail(procurement),
        cancel=found.get_absolute_url(),
        done=ChecklistItem.get_absolute_url,
    )


@login_required
@require_POST
def checklist_tick(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Tick by one press."""
    found = _row(_keeping(request, pk), item)
    return _settled(request, found, services.tick)


@login_required
@require_POST
def checklist_undo(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a tick back by one press."""
    found = _row(_keeping(request, pk), item)
    return _settled(request, found, services.open_again)


def _settled(request: HttpRequest, found: ChecklistItem, work: Callable[..., ChecklistItem]) -> HttpResponse:
    version = whole_number(request.POST.get("version", ""))
    pressed(request, lambda: work(by=request.user, item_id=found.pk, version=version))
    return redirect(found.get_absolute_url())


@login_required
@require_POST
def checklist_place(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Put a row one step up or down within its stage."""
    found = _row(_keeping(request, pk), item)
    step = -1 if request.POST.get("step") == "up" else 1
    pressed(request, lambda: services.place(by=request.user, item_id=found.pk, step=step))
    return redirect(found.get_absolute_url())
