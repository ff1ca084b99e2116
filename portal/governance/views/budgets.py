"""Budgets of a year: drafted, adopted by a decision, revised; each against its outcome."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.forms import economy as forms
from portal.governance.models import Budget
from portal.governance.rules import economy as rules
from portal.governance.services import budgets as services
from portal.governance.views.economy import asked_year, chosen_decision, crumbs, kept_economy, read_economy, row_of
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from portal.web.form_page import form_page


def _line_columns(cooperation: Cooperation) -> list[Column]:
    def currency(_row: Any) -> str:
        return cooperation.currency

    return [
        Column("code", _("Number"), lambda row: row.line.code),
        Column("title", _("Title"), lambda row: row.line.title),
        Column("kind", _("Kind"), lambda row: row.line.get_kind_display()),
        Column("budget", _("Budget"), lambda row: row.budget, kind="money", currency=currency),
        Column("outcome", pgettext("economy", "Outcome"), lambda row: row.outcome, kind="money", currency=currency),
        Column("difference", _("Difference"), lambda row: row.difference, kind="money", currency=currency),
    ]


@require_safe
@login_required
def budget(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A budget against the outcome of its year, line by line; also as a file."""
    found = row_of(request, Budget, pk, "decision__meeting")
    against = budget_against_outcome(found.cooperation, found.year, found)
    if request.GET.get("export") in ("csv", "xlsx"):
        name = _("budget-%(year)s") % {"year": found.year}
        answer = csv_response if request.GET["export"] == "csv" else xlsx_response
        return answer(_line_columns(found.cooperation), against.lines, name)
    actor = actor_of(request.user)
    page = {
        "budget": found,
        "cooperation": found.cooperation,
        "breadcrumbs": crumbs(found.cooperation),
        "against": against,
        "others": Budget.objects.filter(cooperation=found.cooperation_id, year=found.year).exclude(pk=pk),
        "may_keep": bool(rules.may_keep(actor, found.cooperation_id)),
        "may_change": bool(rules.may_change_budget(actor, found)),
        "history": history.entries(found),
    }
    return render(request, "governance/economy/budget.html", page)


@require_safe
@login_required
def budget_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every budget with its versions. A decision in the address goes on to the draft that it adopts."""
    found = read_economy(request, pk)
    page = {
        "cooperation": found,
        "breadcrumbs": crumbs(found),
        "budgets": Budget.objects.filter(cooperation=found).select_related("decision__meeting"),
        "decision": chosen_decision(request).get("decision"),
        "year": timezone.localdate().year,
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.pk)),
    }
    return render(request, "governance/economy/budgets.html", page)


def _budget_page(request: HttpRequest, cooperation: Cooperation, form: Any, save: Any, **texts: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        save=save,
        **{
            "submit": _("Save the draft"),
            "message": _("The draft is saved. A decision adopts it."),
            "breadcrumbs": crumbs(cooperation),
            "cancel": reverse("economy", args=[cooperation.pk]),
            **texts,
        },
    )


def _lines_of(found: Budget | None) -> list[dict[str, Any]]:
    names = ("kind", "code", "title", "amount", "note")
    return [{name: getattr(line, name) for name in names} for line in found.lines.all()] if found else []


@login_required
def budget_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a year's budget. It begins with the lines of the latest one: of the same year, where it is revised."""
    found = kept_economy(request, pk)
    year = asked_year(request)
    latest = Budget.objects.adopted().filter(cooperation=found, year__lte=year).first()
    form = forms.BudgetForm(request.POST or None, user=request.user, initial={"year": year, "lines": _lines_of(latest)})
    revises = latest is not None and latest.year == year
    return _budget_page(
        request,
        found,
        form,
        lambda data: services.draft_budget(
            by=request.user, cooperation_id=pk, year=data["year"], lines=form.lines(), note=data["note"]
        ),
        title=_("Revise the budget of %(year)s") % {"year": year} if revises else _("Draft a budget"),
        lead=_("The version before stays as it is. The new one holds once a decision adopts it.")
        if revises
        else _("Lines of costs and of income for a calendar year, excluding VAT."),
    )


@login_required
def budget_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    found = row_of(request, Budget, pk)
    require(rules.may_change_budget(actor_of(request.user), found))
    initial = {"year": found.year, "note": found.note, "version": found.version, "lines": _lines_of(found)}
    form = forms.BudgetForm(request.POST or None, user=request.user, initial=initial)
    form.fields["year"].disabled = True
    return _budget_page(
        request,
        found.cooperation,
        form,
        lambda data: services.edit_budget(
            by=request.user, budget_id=pk, version=data["version"] or 0, lines=form.lines(), note=data["note"]
        ),
        title=_("Edit %(name)s") % {"name": found},
        obj=found,
        cancel=found.get_absolute_url(),
    )


@login_required
def budget_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a draft adopted by a decision."""
    found = row_of(request, Budget, pk)
    require(rules.may_change_budget(actor_of(request.user), found))
    first = max(timezone.localdate(), timezone.localdate().replace(year=found.year, month=1, day=1))
    form = forms.SettleForm(
        request.POST or None,
        user=request.user,
        cooperation_id=found.cooperation_id,
        initial={"valid_from": first, "version": found.version, **chosen_decision(request)},
    )
    return _budget_page(
        request,
        found.cooperation,
        form,
        lambda data: services.adopt_budget(
            by=request.user,
            budget_id=pk,
            decision_id=data["decision"].pk,
            valid_from=data["valid_from"],
            version=data["version"],
        ),
        obj=found,
        title=_("Adopt %(name)s") % {"name": found},
        lead=_("From then on this version stays as it is. What changes later is a revision by a new decision."),
        submit=_("Adopt the budget"),
        message=_("The budget is adopted."),
        cancel=found.get_absolute_url(),
    )


@require_POST
@login_required
def budget_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = row_of(request, Budget, pk)
    require(rules.may_change_budget(actor_of(request.user), found))
    services.discard_budget(by=request.user, budget_id=pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("economy", found.cooperation_id)
