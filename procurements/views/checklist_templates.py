"""Templates of checklists: those that came with the portal, and the cooperation's own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web import history
from portal.web.form_page import form_page
from procurements.checklists.wording import by_stage
from procurements.forms.checklists import CopyForm, TemplateForm, check_said
from procurements.models import ChecklistTemplate
from procurements.models.checklists import CHECK_FACTS
from procurements.rules import checklists as rules
from procurements.rules import procurements as procurement_rules
from procurements.services import checklist_templates as services
from procurements.views.inside import to_plan


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return to_plan((_("Templates of checklists"), reverse("checklist-template-list")), *more)


def _seen(request: HttpRequest, pk: int) -> ChecklistTemplate:
    found = ChecklistTemplate.objects.visible_to(request.user).select_related("cooperation", "copied_from")
    return get_object_or_404(found, pk=pk)


@require_safe
@login_required
def checklist_template_list(request: HttpRequest) -> HttpResponse:
    """The templates that the reader's procurements can begin with."""
    actor = actor_of(request.user)
    if not actor.is_administrator:
        require(procurement_rules.may_plan(actor))
    rows = ChecklistTemplate.objects.visible_to(request.user).with_counts().select_related("cooperation")
    return render(
        request,
        "procurements/checklists/templates.html",
        {
            "breadcrumbs": _crumbs()[:-1],
            "own": [row for row in rows if row.cooperation_id is not None],
            "delivered": [row for row in rows if row.cooperation_id is None],
        },
    )


@require_safe
@login_required
def checklist_template(request: HttpRequest, pk: int) -> HttpResponse:
    """One template with its rows."""
    found = _seen(request, pk)
    return render(
        request,
        "procurements/checklists/template.html",
        {
            "template": found,
            "breadcrumbs": _crumbs(),
            "stages": by_stage(found.items.all()),
            "may_adapt": bool(rules.may_adapt(actor_of(request.user), found)),
            "may_copy": bool(rules.may_copy(actor_of(request.user), found)),
            "history": history.entries(found) if found.cooperation_id else [],
        },
    )


@login_required
def checklist_template_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a template for a cooperation of the reader."""
    found = _seen(request, pk)
    actor = actor_of(request.user)
    require(rules.may_copy(actor, found))
    form = CopyForm(
        request.POST or None,
        user=request.user,
        cooperations=rules.offices_of(actor, found),
        initial={"name": found.name, "procedure": found.procedure},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.copy(
            by=request.user,
            template_id=found.pk,
            cooperation_id=said["cooperation"],
            name=said["name"],
            procedure=said["procedure"],
        ),
        title=_("Copy %(name)s") % {"name": found.name},
        lead=_("The copy is the cooperation's own. New procurements take it before the one that came with the portal."),
        submit=_("Copy"),
        message=_("Copied. Adapt the copy as you work."),
        breadcrumbs=_crumbs((found.name, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        done=ChecklistTemplate.get_absolute_url,
    )


@login_required
def checklist_template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Adapt a template of the cooperation."""
    found = _seen(request, pk)
    require(rules.may_adapt(actor_of(request.user), found))
    first: dict[str, Any] = {name: getattr(found, name) for name in ("name", "procedure", "is_active", "version")}
    first["rows"] = [{name: getattr(row, name) for name in CHECK_FACTS} for row in found.items.all()]
    form = TemplateForm(request.POST or None, user=request.user, initial=first)
    return form_page(
        request,
        form,
        save=lambda said: services.adapt(
            by=request.user,
            template_id=found.pk,
            version=said["version"],
            name=said["name"],
            procedure=said["procedure"],
            is_active=said["is_active"],
            rows=[check_said(row) for row in said["rows"]],
        ),
        title=_("Edit %(name)s") % {"name": found.name},
        lead=_("Checklists that procurements have already taken from it stay as they are."),
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs((found.name, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        done=ChecklistTemplate.get_absolute_url,
    )
