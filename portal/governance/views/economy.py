"""A cooperation's economy on one page, and the commission rates and membership fees below it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.economy.facts import SOURCES, members_of
from portal.governance.economy.keys import key_told
from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.economy.rates import apportionments_of, fee_for, key_for, key_on, rate_on, share_of
from portal.governance.forms.economy import CommissionForm, FeeForm
from portal.governance.models import Budget, CommissionRate, CostKey, MembershipFee
from portal.governance.rules import economy as rules
from portal.governance.services.commission import set_commission_rate
from portal.governance.services.fees import set_membership_fee
from portal.governance.views.common import own_cooperation
from portal.organisations.models import Cooperation, Organisation
from portal.web import history
from portal.web.form_page import form_page


def crumbs(cooperation: Cooperation, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of a cooperation's economy."""
    return [
        (str(cooperation), cooperation.get_absolute_url()),
        (_("Economy"), reverse("economy", args=[cooperation.pk])),
        *more,
    ]


def kept_economy(request: HttpRequest, pk: int) -> Cooperation:
    """A cooperation whose economy the reader keeps; 404 for outsiders, 403 for others."""
    found = own_cooperation(request, pk)
    require(rules.may_keep(actor_of(request.user), found.pk))
    return found


def read_economy(request: HttpRequest, pk: int) -> Cooperation:
    """A cooperation whose whole economy the reader sees; 404 for outsiders, 403 for others."""
    found = own_cooperation(request, pk)
    require(rules.may_read(actor_of(request.user), found.pk))
    return found


def row_of(request: HttpRequest, model: type[Model], pk: int, *related: str) -> Any:
    """A row of the economy: 404 for those who do not belong to its cooperation, 403 for those who do and do not read
    it."""
    rows = model._default_manager.select_related("cooperation", *related)
    found: Any = get_object_or_404(rows, pk=pk)
    read_economy(request, found.cooperation_id)
    return found


def asked_year(request: HttpRequest) -> int:
    """The year in the address; this year without one."""
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return year if 1990 <= year <= 2100 else timezone.localdate().year


def chosen_decision(request: HttpRequest) -> dict[str, Any]:
    """The decision that the address names, as the form's first choice."""
    text = request.GET.get("decision", "")
    return {"decision": int(text)} if text.isascii() and text.isdecimal() and len(text) < 18 else {}


@require_safe
@login_required
def economy_index(request: HttpRequest) -> HttpResponse:
    """The economies that somebody reads; the page itself, where there is only one."""
    actor = actor_of(request.user)
    found = Cooperation.objects.order_by("name")
    if not actor.is_administrator:
        found = found.filter(pk__in=rules.readable(actor))
    cooperations = list(found)
    if not cooperations and not actor.is_administrator:
        raise PermissionDenied(str(rules.READERS_ONLY))
    if len(cooperations) == 1:
        return redirect("economy", cooperations[0].pk)
    return render(request, "governance/economy/index.html", {"cooperations": cooperations})


@require_safe
@login_required
def economy(request: HttpRequest, pk: int) -> HttpResponse:
    """Budget against outcome, what is in force, and what each member pays; for a contact, the own member's part."""
    found = own_cooperation(request, pk)
    actor = actor_of(request.user)
    require(rules.may_see_page(actor, found.pk))
    year = asked_year(request)
    page = {
        "cooperation": found,
        "year": year,
        "years": (year - 1, year, year + 1),
        "source": SOURCES[found.jurisdiction],
    }
    page["own"] = _own_shares(actor, found, year)
    if not rules.may_read(actor, found.pk):
        return render(request, "governance/economy/own.html", page)
    today = timezone.localdate()
    budgets = Budget.objects.filter(cooperation=found, year=year).select_related("decision__meeting")
    key, rate = key_on(found.pk, today), rate_on(found.pk, today)
    coming_keys = CostKey.objects.decided().filter(cooperation=found, valid_from__gt=today)
    outcome = budget_against_outcome(found, year)
    adopted = budgets.filter(decision__isnull=False, valid_from__gt=today).order_by("number")
    page |= {
        "outcome": outcome,
        "coming_budgets": adopted.exclude(pk=outcome.budget.pk) if outcome.budget else [],
        "draft": budgets.filter(decision=None).first(),
        "rate": rate,
        "coming_rates": CommissionRate.objects.decided()
        .filter(cooperation=found, valid_from__gt=today)
        .order_by("valid_from"),
        "key": key,
        "can_divide": key_for(found.pk, year) is not None,
        "key_told": key_told(key, found.currency) if key else "",
        "coming_keys": [(one, key_told(one, found.currency)) for one in coming_keys.order_by("valid_from")],
        "proposals": [
            (one, key_told(one, found.currency)) for one in CostKey.objects.proposed().filter(cooperation=found)
        ],
        "fee": fee_for(found.pk, year),
        "apportionments": apportionments_of(found.pk, year),
        "scenarios": found.scenarios.all(),
        "may_keep": bool(rules.may_keep(actor, found.pk)),
        "history": history.entries_of(
            [
                Budget.objects.filter(cooperation=found),
                CommissionRate.objects.filter(cooperation=found),
                CostKey.objects.filter(cooperation=found),
                MembershipFee.objects.filter(cooperation=found),
            ],
            limit=15,
        ),
    }
    return render(request, "governance/economy/economy.html", page)


def _own_shares(actor: Any, cooperation: Cooperation, year: int) -> list[tuple[Organisation, list[Any]]]:
    own = Organisation.objects.filter(pk__in=rules.contact_of(actor, cooperation.pk)).alphabetical()
    return [(one, share_of(one.pk, cooperation.pk, year)) for one in own]


@require_safe
@login_required
def commission_rates(request: HttpRequest, pk: int) -> HttpResponse:
    """Every commission rate that has been decided, with its decision."""
    found = read_economy(request, pk)
    rates = CommissionRate.objects.filter(cooperation=found).select_related("decision__meeting", "withdrawn_by")
    page = {
        "cooperation": found,
        "breadcrumbs": crumbs(found),
        "rates": rates,
        "today": timezone.localdate(),
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.pk)),
        "history": history.entries_of([CommissionRate.objects.filter(cooperation=found)]),
    }
    return render(request, "governance/economy/commission.html", page)


@login_required
def commission_rate_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the commission rate from a day by a decision."""
    found = kept_economy(request, pk)
    back = reverse("commission-rates", args=[pk])
    form = CommissionForm(
        request.POST or None,
        user=request.user,
        cooperation_id=pk,
        initial={"valid_from": timezone.localdate(), **chosen_decision(request)},
    )
    return form_page(
        request,
        form,
        save=lambda data: set_commission_rate(
            by=request.user,
            cooperation_id=pk,
            percent=data["percent"],
            valid_from=data["valid_from"],
            decision_id=data["decision"].pk,
            note=data["note"],
        ),
        title=_("Set the commission rate"),
        lead=_("The rate before ends the day before. Turnover is reckoned by the rate of its period."),
        submit=_("Set the rate"),
        message=_("The rate is set."),
        breadcrumbs=crumbs(found, (_("Commission"), back)),
        cancel=back,
        done=back,
    )


@login_required
def membership_fee_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the membership fee of a year by a decision."""
    found = kept_economy(request, pk)
    year = asked_year(request)
    members = members_of(found, year, companies=True)
    form = FeeForm(
        request.POST or None,
        user=request.user,
        cooperation_id=pk,
        members=members,
        currency=found.currency,
        initial={"year": year, **chosen_decision(request)},
    )
    return form_page(
        request,
        form,
        save=lambda _data: set_membership_fee(
            by=request.user, cooperation_id=pk, decision_id=form.cleaned_data["decision"].pk, data=form.fee()
        ),
        title=_("Set the membership fee"),
        lead=_("What each member pays is reckoned at once and kept with the population that it came from."),
        submit=_("Set the fee"),
        message=_("The fee is set."),
        breadcrumbs=crumbs(found),
        cancel=reverse("economy", args=[pk]),
        template="governance/economy/fee_edit.html",
    )


@require_safe
@login_required
def membership_fee(request: HttpRequest, pk: int) -> HttpResponse:
    """A fee with what each member pays, and its other versions."""
    found = row_of(request, MembershipFee, pk, "decision__meeting")
    others = MembershipFee.objects.filter(cooperation=found.cooperation_id, year=found.year).exclude(pk=pk)
    shares = list(found.shares.select_related("organisation"))
    page = {
        "fee": found,
        "cooperation": found.cooperation,
        "breadcrumbs": crumbs(found.cooperation),
        "shares": shares,
        "total": sum(share.amount for share in shares),
        "others": others,
        "source": SOURCES[found.cooperation.jurisdiction],
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.cooperation_id)),
        "history": history.entries(found),
    }
    return render(request, "governance/economy/fee.html", page)
