"""The officer's follow-ups: which agreements are to be looked at, when, and that it was done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.columns import categories
from agreements.follow_up.filters import FollowUpFilter
from agreements.forms import follow_up as forms
from agreements.models import FollowUpPlan
from agreements.rules import follow_up as rules
from agreements.services import follow_up_plans as services
from agreements.states.follow_up import TIER_TONES, Tier
from agreements.views.follow_up import page
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.law.follow_up import GUIDANCE
from portal.reference.collation import alphabet_for
from portal.web import formats
from portal.web.columns import Column
from portal.web.lists import Facet, facet, list_page

#: The columns that the page has room for.
ON_PAGE = ("title", "next_on", "due", "tier", "officer", "category")


@require_safe
@login_required
def follow_up_list(request: HttpRequest) -> HttpResponseBase:
    """Follow-ups by day, overdue first: those of the agreements that the reader follows up, or may read of."""
    today = timezone.localdate()
    labels = categories()
    columns = _columns(labels)
    found = (
        FollowUpPlan.objects.visible_to(request.user)
        .in_force(today)
        .select_related("agreement__owner", "agreement__responsible", "agreement__summary")
        .order_by("next_on", "tier", "pk")
    )
    return list_page(
        request,
        queryset=found,
        filterset_class=FollowUpFilter,
        columns=columns,
        facets=lambda request, filterset, found: _facets(request, filterset, labels),
        template="agreements/follow_up/list.html",
        results_template="agreements/follow_up/results.html",
        title=_("Follow-ups"),
        filename=_("follow-ups"),
        own_order=_("First due first"),
        noun=lambda n: ngettext("%(n)s follow-up", "%(n)s follow-ups", n) % {"n": formats.number(n)},
        search_label=_("Search by number or title"),
        empty=_(
            "No follow-up is planned. Agreements in force that you follow up are planned within a day of their"
            " publication."
        ),
        context={
            "guidance": str(GUIDANCE),
            "overdue": found.filter(next_on__lt=today).count(),
            "on_page": [column for column in columns if column.key in ON_PAGE],
        },
    )


def _columns(labels: dict[str, str]) -> list[Column]:
    alphabet = alphabet_for(get_language() or "")
    today = timezone.localdate()

    def due(row: FollowUpPlan) -> str:
        days = (row.next_on - today).days
        if days < 0:
            return _("overdue")
        return _("within a month") if days <= 30 else _("later")

    tones = {_("overdue"): "danger", _("within a month"): "warning"}
    return [
        Column(
            "title",
            _("Agreement"),
            lambda row: row.agreement.title,
            sort=f"agreement__sort_{alphabet}",
            link=FollowUpPlan.get_absolute_url,
        ),
        Column("next_on", _("Next follow-up"), lambda row: row.next_on, "date", sort="next_on"),
        Column("due", _("Due"), due, "tag", tone=lambda row: tones.get(due(row), "neutral")),
        Column("number", _("Number"), lambda row: row.agreement.number, sort="agreement__number"),
        Column(
            "tier",
            _("Tier"),
            lambda row: row.tier.upper(),
            "tag",
            sort="tier",
            tone=lambda row: TIER_TONES[Tier(row.tier)],
        ),
        Column("by_hand", _("Set by hand"), lambda row: bool(row.own_tier or row.day_is_own) or None),
        Column(
            "weight",
            _("Largest known value"),
            lambda row: row.weight,
            "money",
            sort="weight",
            currency=lambda row: row.agreement.currency,
        ),
        Column(
            "officer",
            _("Responsible officer"),
            lambda row: row.agreement.responsible.name if row.agreement.responsible else None,
            sort="agreement__responsible__name",
        ),
        Column("owner", _("Owner"), lambda row: row.agreement.owner.name if row.agreement.owner else None),
        Column("category", _("Category"), lambda row: next(map(labels.get, row.agreement.summary.divisions), None)),
    ]


def _facets(request: HttpRequest, filterset: FollowUpFilter, labels: dict[str, str]) -> list[Facet]:
    """The facets with their counts; each leaves its own choice out."""

    def counted(param: str, value: Any) -> dict[Any, int]:
        rows: QuerySet = filterset.narrowed(param).order_by()
        return dict(rows.values_list(value).annotate(n=Count("pk", distinct=True)))

    def group(param: str, choices: Any) -> Facet:
        return facet(request, param, filterset.filters[param].label, list(choices))

    tiers, officers = counted("tier", "tier"), counted("officer", "agreement__responsible")
    divisions = counted("category", "agreement__cpvs__division")
    people = User.objects.filter(pk__in=[pk for pk in [*officers, *filterset.chosen.get("officer", ())] if pk])
    groups = [
        group("tier", ((tier, tier.label, tiers.get(tier, 0)) for tier in Tier)),
        group("officer", ((row.pk, row.name, officers.get(row.pk, 0)) for row in people.order_by("name", "pk"))),
        group("category", ((code, label, divisions.get(code, 0)) for code, label in labels.items())),
        group("due", (("overdue", _("overdue"), filterset.narrowed("due").filter(**filterset.overdue).count()),)),
    ]
    return [one for one in groups if one.options]


def _plan(request: HttpRequest, pk: int) -> FollowUpPlan:
    plans = FollowUpPlan.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "agreement__partnership"
    )
    plan = get_object_or_404(plans, agreement=pk)
    require(rules.may_plan(actor_of(request.user), plan.agreement))
    return plan


@login_required
def follow_up_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the tier or the next day by hand, or give them back to the system."""
    plan = _plan(request, pk)
    first = {name: getattr(plan, name) for name in ("version", "own_tier", "next_on", "reason")}
    return page(
        request,
        plan.agreement,
        forms.PlanForm(request.POST or None, plan=plan, initial=first),
        lambda said: services.adjust_plan(by=request.user, agreement_id=pk, **said),
        title=_("Plan the follow-up of %(title)s") % {"title": plan.agreement.title},
        lead=_("What you set by hand stays when the system plans anew, until you give it back."),
        obj=plan,
    )


@login_required
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the agreement was followed up."""
    plan = _plan(request, pk)
    return page(
        request,
        plan.agreement,
        forms.VisitForm(request.POST or None, initial={"version": plan.version, "done_on": timezone.localdate()}),
        lambda said: services.record_visit(by=request.user, agreement_id=pk, **said),
        title=_("Followed up: %(title)s") % {"title": plan.agreement.title},
        lead=_("The next follow-up is planned by the agreement's tier."),
        submit=_("Record it"),
        obj=plan,
    )
