"""Cost keys: proposed, decided, in force; and the amounts that are divided by them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.economy.facts import SOURCES
from portal.governance.economy.keys import key_told
from portal.governance.economy.rates import key_for
from portal.governance.forms.cost_keys import ApportionForm, KeyForm
from portal.governance.forms.economy import SettleForm
from portal.governance.models import Apportionment, CostKey
from portal.governance.rules import economy as rules
from portal.governance.services import cost_keys as services
from portal.governance.services.cost_keys import KEY_FIELDS
from portal.governance.views.economy import asked_year, chosen_decision, crumbs, kept_economy, read_economy, row_of
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from portal.web.form_page import form_page
from portal.workflow.errors import Refused


@require_safe
@login_required
def cost_key_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every key: proposed, in force, coming and former."""
    found = read_economy(request, pk)
    keys = CostKey.objects.filter(cooperation=found).select_related("decision__meeting")
    page = {
        "cooperation": found,
        "breadcrumbs": crumbs(found),
        "keys": [(key, key_told(key, found.currency)) for key in keys],
        "today": timezone.localdate(),
        "decision": chosen_decision(request).get("decision"),
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.pk)),
    }
    return render(request, "governance/economy/keys.html", page)


@require_safe
@login_required
def cost_key(request: HttpRequest, pk: int) -> HttpResponse:
    """A key: its weights and limits, its decision, and what has been divided by it."""
    key = row_of(request, CostKey, pk, "decision__meeting", "withdrawn_by")
    actor = actor_of(request.user)
    page = {
        "key": key,
        "told": key_told(key, key.cooperation.currency),
        "cooperation": key.cooperation,
        "breadcrumbs": crumbs(key.cooperation, (_("Cost keys"), reverse("cost-key-list", args=[key.cooperation_id]))),
        "today": timezone.localdate(),
        "apportionments": key.apportionments.all()[:20],
        "may_change": bool(rules.may_change_key(actor, key)),
        "history": history.entries(key),
    }
    return render(request, "governance/economy/key.html", page)


def _key_page(request: HttpRequest, cooperation: Cooperation, form: KeyForm, save: Any, **texts: Any) -> HttpResponse:
    for name in ("floor", "cap"):
        form.fields[name].currency = ""
    return form_page(
        request,
        form,
        save=save,
        **{
            "submit": _("Save the proposal"),
            "message": _("The proposal is saved. It divides nothing until it has been decided."),
            "lead": _("The weights add up to 100 per cent. Shares always add up to the amount, to the öre."),
            "breadcrumbs": crumbs(cooperation),
            "cancel": reverse("cost-key-list", args=[cooperation.pk]),
            **texts,
        },
    )


@login_required
def cost_key_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a key; the simulator hands its weights over in the address."""
    found = kept_economy(request, pk)
    initial = {name: request.GET[name] for name in KEY_FIELDS if request.GET.get(name)}
    form = KeyForm(request.POST or None, user=request.user, initial=initial)
    return _key_page(
        request,
        found,
        form,
        lambda _data: services.propose_key(by=request.user, cooperation_id=pk, data=form.key()),
        title=_("Propose a cost key"),
    )


@login_required
def cost_key_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal."""
    key = row_of(request, CostKey, pk)
    require(rules.may_change_key(actor_of(request.user), key))
    initial = {name: getattr(key, name) for name in (*KEY_FIELDS, "version")}
    form = KeyForm(request.POST or None, user=request.user, initial=initial)
    return _key_page(
        request,
        key.cooperation,
        form,
        lambda data: services.edit_key(by=request.user, key_id=pk, version=data["version"] or 0, data=form.key()),
        title=_("Edit %(name)s") % {"name": key},
        obj=key,
        cancel=key.get_absolute_url(),
    )


@login_required
def cost_key_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a proposal in force by a decision."""
    key = row_of(request, CostKey, pk)
    require(rules.may_change_key(actor_of(request.user), key))
    form = SettleForm(
        request.POST or None,
        user=request.user,
        cooperation_id=key.cooperation_id,
        initial={"valid_from": timezone.localdate(), "version": key.version, **chosen_decision(request)},
    )
    return form_page(
        request,
        form,
        save=lambda data: services.decide_key(
            by=request.user,
            key_id=pk,
            decision_id=data["decision"].pk,
            valid_from=data["valid_from"],
            version=data["version"],
        ),
        obj=key,
        title=_("Put %(name)s in force") % {"name": key},
        lead=_("The key before ends the day before. A key that has been decided is never changed again."),
        submit=_("Put it in force"),
        message=_("The key is decided."),
        breadcrumbs=crumbs(key.cooperation, (str(key), key.get_absolute_url())),
        cancel=key.get_absolute_url(),
    )


@require_POST
@login_required
def cost_key_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a proposal away."""
    key = row_of(request, CostKey, pk)
    require(rules.may_change_key(actor_of(request.user), key))
    try:
        services.discard_key(by=request.user, key_id=pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(key)
    messages.success(request, _("The proposal is thrown away."))
    return redirect("cost-key-list", key.cooperation_id)


@login_required
def apportionment_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Divide an amount of a year by the key in force."""
    found = kept_economy(request, pk)
    year = asked_year(request)
    key = key_for(pk, year)
    initial: dict[str, Any] = {"year": year}
    again = request.GET.get("again", "")
    if again.isascii() and again.isdecimal() and len(again) < 18:
        former = Apportionment.objects.filter(cooperation=found, pk=again).first()
        if former is not None:
            initial = {"year": former.year, "purpose": former.purpose, "amount": former.amount}
    form = ApportionForm(request.POST or None, user=request.user, initial=initial)
    form.fields["amount"].currency = found.currency
    lead = (
        _("By the key in force on the first day of the year: %(name)s (%(told)s).")
        % {"name": key, "told": key_told(key, found.currency)}
        if key
        else _("No cost key is in force in %(year)s: have one decided first.") % {"year": year}
    )
    return form_page(
        request,
        form,
        save=lambda data: services.apportion(
            by=request.user,
            cooperation_id=pk,
            year=data["year"],
            purpose=data["purpose"],
            amount=data["amount"],
            members_on=data["members_on"],
        ),
        title=_("Divide an amount"),
        lead=lead,
        submit=_("Divide it"),
        message=_("The shares are worked out and kept."),
        breadcrumbs=crumbs(found),
        cancel=reverse("economy", args=[pk]),
    )


@require_safe
@login_required
def apportionment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What each member pays of an amount, with the facts it came from; also as a file."""
    found = row_of(request, Apportionment, pk, "key")
    shares = list(found.shares.select_related("organisation"))
    columns = _share_columns(found.cooperation)
    if request.GET.get("export") in ("csv", "xlsx"):
        answer = csv_response if request.GET["export"] == "csv" else xlsx_response
        return answer(columns, shares, _("shares-%(year)s") % {"year": found.year})
    versions = Apportionment.objects.filter(
        cooperation=found.cooperation_id, year=found.year, purpose=found.purpose
    ).order_by("-number")
    page = {
        "apportionment": found,
        "cooperation": found.cooperation,
        "breadcrumbs": crumbs(found.cooperation),
        "told": key_told(found.key, found.cooperation.currency),
        "columns": columns,
        "shares": shares,
        "versions": versions.exclude(pk=pk),
        "is_latest": versions.first().pk == pk,
        "source": SOURCES[found.cooperation.jurisdiction],
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.cooperation_id)),
        "history": history.entries(found),
    }
    return render(request, "governance/economy/apportionment.html", page)


def _share_columns(cooperation: Cooperation) -> list[Column]:
    def currency(_row: Any) -> str:
        return cooperation.currency

    return [
        Column("member", _("Member"), lambda row: row.organisation.name),
        Column("amount", _("Share"), lambda row: row.amount, kind="money", currency=currency),
        Column("population", _("Inhabitants"), lambda row: row.population, kind="number"),
        Column("population_year", _("Population of"), lambda row: str(row.population_year or "")),
        Column("turnover", _("Turnover"), lambda row: row.turnover, kind="money", currency=currency),
        Column("turnover_year", _("Turnover of"), lambda row: str(row.turnover_year or "")),
    ]
