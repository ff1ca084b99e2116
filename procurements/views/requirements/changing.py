"""Contributing requirements, wording them anew, judging them and putting them in order."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from portal.web.presses import pressed
from procurements.forms.requirements import SECTIONS, PlaceForm, ReasonForm, RequirementForm
from procurements.models import Procurement, Requirement
from procurements.models.requirements import FACTS
from procurements.rules import requirements as rules
from procurements.services import requirements as services
from procurements.views.requirements.common import (
    address_of,
    drafting,
    requirement_of,
    title_of,
    trail,
    writing,
)

DONE = {
    "accepted": gettext_lazy("The requirement is accepted."),
    "proposed_again": gettext_lazy("The requirement is a proposal again."),
}


def _sections(procurement: Procurement) -> dict[str, Any]:
    """The headings that are there, to choose from while typing."""
    headings = procurement.requirements.order_by("heading").values_list("heading", flat=True).distinct()
    return {"sections": [heading for heading in headings if heading], "sections_id": SECTIONS}


@login_required
def requirement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Contribute a requirement."""
    procurement = writing(request, pk)
    form = RequirementForm(
        request.POST or None, user=request.user, initial={"heading": request.GET.get("section", "")[:120]}
    )
    return form_page(
        request,
        form,
        save=lambda said: services.contribute(by=request.user, procurement_id=pk, data=form.said()),
        title=_("Contribute a requirement"),
        lead=_("It is a proposal until the office or the chair accepts it. The group and the office see it at once."),
        submit=_("Contribute"),
        message=_("The requirement is proposed."),
        breadcrumbs=trail(procurement),
        cancel=address_of(procurement),
        template="procurements/specification/edit.html",
        context=_sections(procurement),
        done=Requirement.get_absolute_url,
    )


@login_required
def requirement_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Word a requirement anew. What others changed meanwhile is shown, and nothing typed is lost."""
    procurement = drafting(request, pk)
    found = requirement_of(request, procurement, number)
    actor = actor_of(request.user)
    require(rules.may_edit(actor, found))
    first = {name: getattr(found, name) for name in (*FACTS, "version")}
    form = RequirementForm(request.POST or None, user=request.user, with_reason=True, initial=first)
    again = found.state == "accepted" and not rules.keeps_acceptance(actor, found)
    return form_page(
        request,
        form,
        save=lambda said: services.edit(
            by=request.user,
            requirement_id=found.pk,
            version=said["version"],
            data=form.said(),
            why=said["why"],
        ),
        title=_("Edit requirement %(number)s") % {"number": number},
        lead=_("It has been accepted. What you change is a proposal again.") if again else "",
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail(procurement, (title_of(found), found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        template="procurements/specification/edit.html",
        context=_sections(procurement),
        done=Requirement.get_absolute_url,
    )


@login_required
@require_POST
def requirement_step(request: HttpRequest, pk: int, number: int, step: str) -> HttpResponse:
    """Accept a requirement, or call it a proposal again, by one press."""
    if step not in DONE:
        raise Http404
    procurement = drafting(request, pk)
    found = requirement_of(request, procurement, number)
    require(rules.may_judge(actor_of(request.user), procurement))
    version = whole_number(request.POST.get("version", ""))
    pressed(
        request,
        lambda: services.step(by=request.user, name=step, requirement_id=found.pk, version=version),
        DONE[step],
    )
    return redirect(_back(request, found))


def _back(request: HttpRequest, found: Requirement) -> str:
    """The list, where the press was made there; the requirement's own page otherwise."""
    if request.POST.get("from") == "list":
        return f"{address_of(found.procurement)}#requirement-{found.number}"
    return found.get_absolute_url()


@login_required
def requirement_decline(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Decline a requirement, with the reason that its contributor reads."""
    procurement = drafting(request, pk)
    found = requirement_of(request, procurement, number)
    require(rules.may_step(actor_of(request.user), "declined", found))
    return form_page(
        request,
        ReasonForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.step(
            by=request.user,
            name="declined",
            requirement_id=found.pk,
            version=said["version"],
            reason=said["reason"],
        ),
        title=_("Decline requirement %(number)s") % {"number": number},
        lead=found.text,
        submit=_("Decline it"),
        message=_("The requirement is declined. It stays readable for the group, with your reason."),
        obj=found,
        breadcrumbs=trail(procurement, (title_of(found), found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        done=Requirement.get_absolute_url,
    )


@login_required
@require_POST
def requirement_place(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put a requirement at a typed place in its section, or one step up or down."""
    procurement = writing(request, pk)
    found = requirement_of(request, procurement, number)
    section = [row for row in procurement.requirements.in_order() if row.heading == found.heading]
    if (place := _place(request, section.index(found) + 1)) is not None:
        pressed(request, lambda: services.place(by=request.user, requirement_id=found.pk, place=place))
    return redirect(f"{address_of(procurement)}#requirement-{number}")


@login_required
@require_POST
def section_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a section one step up or down."""
    procurement = writing(request, pk)
    headings = list(dict.fromkeys(row.heading for row in procurement.requirements.in_order()))
    heading = request.POST.get("section", "")
    if heading in headings and (place := _place(request, headings.index(heading) + 1)) is not None:
        pressed(
            request,
            lambda: services.place_section(by=request.user, procurement_id=pk, heading=heading, place=place),
        )
    return redirect(address_of(procurement))


def _place(request: HttpRequest, present: int) -> int | None:
    """The place that a form asks for; None where it says none."""
    form = PlaceForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Write the place as a number, such as 3."))
        return None
    if form.cleaned_data["step"]:
        return max(present - 1, 1) if form.cleaned_data["step"] == "up" else present + 1
    return form.cleaned_data["place"]
