"""Scenarios: ways to run the office, side by side."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.economy.comparing import compare
from portal.governance.economy.facts import SOURCES
from portal.governance.economy.keys import key_told
from portal.governance.economy.rates import key_for
from portal.governance.forms.cost_keys import ScenarioForm
from portal.governance.models import Scenario
from portal.governance.rules import economy as rules
from portal.governance.services import scenarios as services
from portal.governance.services.scenarios import SCENARIO_FIELDS
from portal.governance.views.economy import crumbs, kept_economy, row_of
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.form_page import form_page

#: What Kongsbergregionen weighed in 2007, in kroner ex VAT; the hours and the fee are for whoever compares.
FIRST: dict[str, Any] = {
    "coordinator_amount": Decimal(700_000),
    "manager_rate": Decimal(650),
    "manager_hours": 200,
    "adviser_rate": Decimal(450),
    "adviser_hours": 800,
    "network_fee": Decimal(10),
}


@require_safe
@login_required
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """A scenario worked out, ready to print."""
    found = row_of(request, Scenario, pk, "key")
    page = {
        "scenario": found,
        "cooperation": found.cooperation,
        "breadcrumbs": crumbs(found.cooperation),
        "comparison": compare(found),
        "told": key_told(found.key, found.cooperation.currency) if found.key else _("equal parts"),
        "source": SOURCES[found.cooperation.jurisdiction],
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.cooperation_id)),
        "history": history.entries(found),
    }
    return render(request, "governance/economy/scenario.html", page)


def _scenario_page(
    request: HttpRequest, cooperation: Cooperation, form: ScenarioForm, save: Any, **texts: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=save,
        **{
            "submit": _("Compare"),
            "message": _("The scenario is saved."),
            "lead": _("An own coordinator, hours bought, or a network: what the office costs in a year, ex VAT."),
            "breadcrumbs": crumbs(cooperation),
            "cancel": reverse("economy", args=[cooperation.pk]),
            "template": "governance/economy/scenario_edit.html",
            **texts,
        },
    )


@login_required
def scenario_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare ways to run the office."""
    found = kept_economy(request, pk)
    year = timezone.localdate().year
    form = ScenarioForm(
        request.POST or None,
        user=request.user,
        cooperation=found,
        initial={"year": year, "key": key_for(pk, year), **FIRST},
    )
    return _scenario_page(
        request,
        found,
        form,
        lambda _data: services.keep_scenario(by=request.user, cooperation_id=pk, data=form.scenario()),
        title=_("Compare ways to run the office"),
    )


@login_required
def scenario_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is compared."""
    found = row_of(request, Scenario, pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    initial = {name: getattr(found, name) for name in (*SCENARIO_FIELDS, "version")}
    form = ScenarioForm(request.POST or None, user=request.user, cooperation=found.cooperation, initial=initial)
    return _scenario_page(
        request,
        found.cooperation,
        form,
        lambda data: services.edit_scenario(
            by=request.user, scenario_id=pk, version=data["version"] or 0, data=form.scenario()
        ),
        title=_("Edit %(name)s") % {"name": found},
        obj=found,
        cancel=found.get_absolute_url(),
    )


@require_POST
@login_required
def scenario_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a scenario away."""
    found = row_of(request, Scenario, pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    services.discard_scenario(by=request.user, scenario_id=pk)
    messages.success(request, _("The scenario is thrown away."))
    return redirect("economy", found.cooperation_id)
