"""Purchases outside agreements that bind the buyer: noticed, listed, counted per member, category and reason."""

from typing import Any

import django_filters
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.columns import categories
from agreements.filters import Day, Values, division, identity, one_of
from agreements.forms.off_contract import OffContractForm, WithdrawForm
from agreements.lists import FacetFilter, sections, with_options
from agreements.models import OffContractPurchase
from agreements.rules import off_contract as rules
from agreements.services import off_contract as services
from agreements.states.call_offs import OFF_CONTRACT_TONES, OffContractReason, OffContractStatus
from agreements.views import buyers
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web import exports, formats, history
from portal.web.columns import Column, tag
from portal.web.form_page import form_page
from portal.web.lists import Facet, list_page
from portal.web.lookups import whole_number

REASONS = dict(OffContractReason.choices)


class OffContractFilter(FacetFilter):
    """What of the off-contract purchases is asked for."""

    q = django_filters.CharFilter(label=lazy("Search"), method="with_words", max_length=100)
    buyer = Values(lazy("Member"), identity, "among")
    category = Values(lazy("Category"), division, "among")
    reason = Values(lazy("Reason"), one_of(*OffContractReason), "among")
    status = Values(lazy("Status"), one_of(*OffContractStatus), "among")
    cooperation = Values(lazy("Cooperation"), identity, "among")
    bought_from = Day(lazy("Bought from day"), "gte", "bought_on")
    bought_to = Day(lazy("Bought to day"), "lte", "bought_on")
    narrows = {
        "buyer": "buyer",
        "category": "category",
        "reason": "reason",
        "status": "status",
        "cooperation": "agreement__cooperation",
    }

    class Meta:
        model = OffContractPurchase
        fields: list[str] = []

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(Q(title__icontains=value) | Q(supplier_name__icontains=value))


def _columns(names: dict[str, str]) -> list[Column]:
    return [
        Column(
            "title", _("What is bought"), lambda p: p.title, sort="title", link=OffContractPurchase.get_absolute_url
        ),
        Column("buyer", _("Member"), lambda p: p.buyer.name, sort="buyer__name"),
        Column("supplier_name", _("Bought from"), lambda p: p.supplier_name, sort="supplier_name"),
        Column(
            "amount", _("Amount"), lambda p: p.amount, "money", sort="amount", currency=lambda p: p.agreement.currency
        ),
        Column("bought_on", _("Bought on"), lambda p: p.bought_on, "date", sort="bought_on"),
        Column("reason", _("Reason"), lambda p: p.get_reason_display(), sort="reason"),
        Column("category", _("Category"), lambda p: names.get(p.category, p.category), sort="category"),
        Column("agreement", _("Agreement"), lambda p: p.agreement.title, sort="agreement__title"),
        tag("status", _("Status"), OFF_CONTRACT_TONES),
    ]


@require_safe
@login_required
def off_contract_list(request: HttpRequest) -> HttpResponseBase:
    """The notices that concern the reader: the own, the organisation's, or the cooperation's."""
    actor = actor_of(request.user)
    if not rules.may_list(actor):
        raise PermissionDenied(_("Off-contract purchases are seen by buyers and the cooperation's office."))
    names = categories()

    def facets(request: HttpRequest, filterset: OffContractFilter, found: QuerySet) -> list[Facet]:
        groups = [
            filterset.named_facet(request, "buyer", "buyer__name"),
            filterset.facet(request, "category", names),
            filterset.facet(request, "reason", REASONS),
            filterset.facet(request, "status", dict(OffContractStatus.choices)),
            filterset.named_facet(request, "cooperation", "agreement__cooperation__name"),
        ]
        return [*with_options(groups), *filterset.days(request)]

    return list_page(
        request,
        queryset=OffContractPurchase.objects.visible_to(request.user)
        .with_category()
        .select_related("agreement", "buyer"),
        filterset_class=OffContractFilter,
        columns=_columns(names),
        facets=facets,
        template="agreements/off_contract/list.html",
        title=_("Off-contract purchases"),
        default_sort="-bought_on",
        filename=_("off-contract purchases"),
        noun=lambda n: ngettext("%(n)s purchase", "%(n)s purchases", n) % {"n": formats.number(n)},
        search_label=_("Search what is bought, or from whom"),
        empty=_("No purchase outside a binding agreement has been noticed. Notice one when you had to buy elsewhere."),
        context={
            "sections": sections(actor, "off-contract-list"),
            "may_begin": bool(rules.may_begin(actor)),
            "may_sum_up": rules.may_sum_up(actor),
        },
    )


@require_safe
@login_required
def off_contract_summary(request: HttpRequest) -> HttpResponseBase:
    """How many and how much per member, category and reason, on the page and as a workbook of the same rows."""
    if not rules.may_sum_up(actor_of(request.user)):
        raise PermissionDenied(_("The summary is for purchasing contacts and the cooperation's office."))
    names = categories()
    rows = list(OffContractPurchase.objects.visible_to(request.user).summed_up())
    columns = [
        Column("buyer", _("Member"), lambda row: row["buyer__name"], link=_rows_behind),
        Column("category", _("Category"), lambda row: names.get(row["category"], row["category"] or "")),
        Column("reason", _("Reason"), lambda row: str(REASONS.get(row["reason"], row["reason"]))),
        Column("number", _("Purchases"), lambda row: row["number"], "number"),
        Column("total", _("Sum"), lambda row: row["total"], "money", currency=lambda row: row["agreement__currency"]),
    ]
    if request.GET.get("export") == "xlsx":
        return exports.xlsx_response(columns, rows, _("off-contract summary"), _("Off-contract purchases"))
    page = {"columns": columns, "rows": rows, "today": timezone.localdate()}
    return render(request, "agreements/off_contract/summary.html", page)


def _rows_behind(row: dict[str, Any]) -> str:
    """The list of the purchases that a line of the summary adds up."""
    query = f"buyer={row['buyer_id']}&reason={row['reason']}&status={OffContractStatus.NOTED}"
    category = f"&category={row['category']}" if row["category"] else ""
    return f"{reverse('off-contract-list')}?{query}{category}"


@login_required
def off_contract_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request.user)
    require(rules.may_begin(actor))
    offered = buyers.own(actor)
    buyer = buyers.chosen(request, offered)
    asked = request.GET.get("agreement", "")
    form = OffContractForm(
        request.POST or None,
        user=request.user,
        buyer=buyer,
        initial={
            "agreement": whole_number(asked) or None,
            "title": request.GET.get("title", "")[:250],
            "bought_on": timezone.localdate(),
        },
    )
    return form_page(
        request,
        form,
        save=lambda said: services.notice(by=request.user, data=form.off_contract_data()),
        title=_("Notice a purchase outside an agreement"),
        submit=_("Notice it"),
        cancel=reverse("off-contract-list"),
        message=_("The purchase is noticed, and your purchasing contact is told."),
        lead=_("When an agreement that binds you could not be used: say what you bought, and why."),
        breadcrumbs=[(_("Off-contract purchases"), reverse("off-contract-list"))],
        template="agreements/off_contract/new.html",
        context={"buyer": buyer, "buyers": offered},
    )


def _seen(request: HttpRequest, pk: int) -> OffContractPurchase:
    seen = OffContractPurchase.objects.visible_to(request.user).with_category()
    return get_object_or_404(seen.select_related("agreement", "buyer", "unit", "created_by"), pk=pk)


@require_safe
@login_required
def off_contract(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    page = {
        "purchase": found,
        "tone": OFF_CONTRACT_TONES[found.status],
        "category": categories().get(found.category, ""),
        "may_withdraw": rules.may_withdraw(actor_of(request.user), found),
        "history": history.entries(found),
    }
    return render(request, "agreements/off_contract/purchase.html", page)


@login_required
def off_contract_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_withdraw(actor_of(request.user), found))
    return form_page(
        request,
        WithdrawForm(request.POST or None, user=request.user),
        save=lambda said: services.withdraw(by=request.user, purchase_id=pk, reason=said["reason"]),
        title=_("Withdraw %(title)s") % {"title": found.title},
        submit=_("Withdraw"),
        cancel=found.get_absolute_url(),
        message=_("The notice is withdrawn."),
        lead=_("A notice that was wrong is withdrawn, not deleted: it stays in the list and counts for nothing."),
        breadcrumbs=[
            (_("Off-contract purchases"), reverse("off-contract-list")),
            (found.title, found.get_absolute_url()),
        ],
        obj=found,
    )
