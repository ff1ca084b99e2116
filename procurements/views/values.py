"""The values of a procurement: the calculation, the thresholds, the procedures that are open, and confirming."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import Place, Role, actor_of
from portal.law import opening, sources
from portal.law import values as law
from portal.law.secrecy import Part
from portal.organisations.models import Organisation
from portal.web.form_page import form_page
from procurements.circles import circle_of
from procurements.forms.values import ConfirmForm
from procurements.models import Procurement
from procurements.rules import values as rules
from procurements.services import values as services
from procurements.views.inside import crumbs, inside


@require_safe
def procurement_value(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmed values with what they rest on. What each organisation pledges the office sees, and itself."""
    procurement = inside(request, pk)
    circle, actor = circle_of(request.user, procurement), actor_of(request.user)
    if not circle.sees(Part.VALUE):
        raise Http404
    estimate = rules.confirmed(procurement)
    sees_all = circle.sees(Part.ANSWERS)
    own = actor.places(Place.ORGANISATION, Role.CONTACT)
    lines = list(estimate.lines.all()) if estimate else []
    facts = rules.facts_of(procurement)
    return render(
        request,
        "procurements/values/value.html",
        {
            "procurement": procurement,
            "breadcrumbs": crumbs(procurement),
            "estimate": estimate,
            "lines": lines if sees_all else [line for line in lines if line.organisation_id in own],
            # Where one organisation alone takes an option, this is what it pledges.
            "options": sum(line.value for line in lines if line.is_option) if sees_all else 0,
            "sees_all": sees_all,
            "is_current": estimate is not None and rules.is_current(estimate, procurement),
            "may_confirm": rules.may_confirm(actor, procurement) if sees_all else None,
            "earlier": procurement.estimates.select_related("confirmed_by")[1:] if sees_all else [],
            "sources": [law.ESTIMATE, sources.MAXIMUM.within(facts.jurisdiction)],
            "facts": facts,
            "thresholds": list(opening.thresholds(facts)),
            "openings": list(opening.procedures(facts)),
        },
    )


@login_required
def procurement_value_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the values as they follow from the answers."""
    procurement = inside(request, pk)
    require(rules.may_confirm(actor_of(request.user), procurement))
    pledged = rules.pledges(procurement)
    last = rules.confirmed(procurement)
    first = {
        "agreement_months": procurement.agreement_months,
        "headroom": f"{last.headroom.normalize():f}" if last and last.headroom else "",
        "headroom_reason": last.headroom_reason if last else "",
        "seen": rules.mark_of(pledged),
        "version": procurement.version,
    }
    form = ConfirmForm(request.POST or None, user=request.user, initial=first)

    def save(said: dict[str, Any]) -> str:
        services.confirm(
            by=request.user,
            procurement_id=pk,
            version=said["version"],
            months=said["agreement_months"],
            headroom=said["headroom"],
            headroom_reason=said["headroom_reason"],
            seen=said["seen"],
        )
        return reverse("procurement-value", args=[pk])

    return form_page(
        request,
        form,
        save=save,
        title=_("Confirm the values"),
        lead=_("They are reckoned from what those who take part pledge, and stand in the notice."),
        submit=_("Confirm the values"),
        message=_("The values are confirmed."),
        obj=procurement,
        breadcrumbs=crumbs(procurement, (_("Value"), reverse("procurement-value", args=[pk]))),
        cancel=reverse("procurement-value", args=[pk]),
        template="procurements/values/confirm.html",
        context=lambda: _calculation(procurement, pledged, form),
    )


def _calculation(procurement: Procurement, pledged: list[law.Pledge], form: ConfirmForm) -> dict[str, Any]:
    """The calculation for the duration and headroom in the form, or for those of before."""
    said = getattr(form, "cleaned_data", {})
    months = said.get("agreement_months") or procurement.agreement_months
    names = Organisation.objects.in_bulk([pledge.key for pledge in pledged])
    found = law.estimate(pledged, months or 0)
    return {
        "procurement": procurement,
        "months": months,
        "calculation": found,
        "names": names,
        "maximum": law.maximum(found.total, said.get("headroom") or 0),
    }
