"""The plan as one timeline: for the office with what happened and what follows, for everybody else what is public."""

from collections.abc import Callable, Collection
from itertools import groupby

from allauth.decorators import rate_limit
from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Left, TruncQuarter
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agreements.columns import categories
from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.law.periods import add_months
from portal.law.workloads import Quarter
from portal.web import formats
from portal.web.lists import Facet, address, facet, list_page
from procurements.filters.plan import PlanFilter
from procurements.filters.procurements import ProcurementFilter, quarter
from procurements.models import Procurement
from procurements.plan import drawing
from procurements.plan.calendar import calendar_of
from procurements.plan.clashes import clashing_among
from procurements.plan.columns import columns
from procurements.plan.readers import cooperations_read_by
from procurements.states.stages import ENDED
from procurements.views.procurements import facets_of
from procurements.wording import TONES, money_range, quarter_label

PAST_MONTHS = 1
_GROUPINGS = ("quarter", "category", "officer")  # who leads what is read by the office alone
CALENDAR_AGE = 3600  # seconds
MOST_QUARTERS = 80  # twenty years to either side: further away nothing is planned


@require_safe
def procurement_plan(request: HttpRequest) -> HttpResponseBase:
    """All that is planned and running, drawn in time. The office sees its own procurements whole, and moves them."""
    actor, today = actor_of(request.user), timezone.localdate()
    read, labels = cooperations_read_by(actor), categories()
    by = _chosen(request, "by", _GROUPINGS if read else _GROUPINGS[:-1], "quarter")
    zoom = _chosen(request, "zoom", tuple(drawing.ZOOMS), "18")
    first = _first_quarter(request, Quarter.of(today))
    window = drawing.Window.of(first, drawing.ZOOMS[zoom])
    found, label = _grouped(_shown(request, read), by, read, labels)

    def rows(found: QuerySet, start: int, stop: int) -> list[drawing.Row]:
        shown = list(found[start:stop])
        clashes = clashing_among([row for row in shown if row.cooperation_id in read], today)
        return [
            drawing.draw(
                row,
                window,
                today,
                is_own=row.cooperation_id in read,
                may_move=row.cooperation_id in actor.office,
                clashes=row.pk in clashes,
            )
            for row in shown
        ]

    def facets(request: HttpRequest, filterset: PlanFilter, found: QuerySet) -> list[Facet]:
        groups = facets_of(request, filterset, labels)
        return [*groups, *_officers(request, filterset, read)]

    return list_page(
        request,
        queryset=found,
        filterset_class=PlanFilter,
        columns=columns(labels, read),
        facets=facets,
        fetch=rows,
        template="procurements/plan/plan.html",
        results_template="procurements/plan/timeline.html",
        title=_("The plan over time"),
        filename=_("plan"),
        own_order=_("In groups, by contract notice"),
        noun=lambda n: ngettext("%(n)s procurement", "%(n)s procurements", n) % {"n": formats.number(n)},
        search_label=_("Search by title, organisation or what is bought"),
        empty=_("Nothing is planned at the moment. What the cooperation is going to buy is announced here first."),
        context={
            "is_office": bool(actor.office),
            "reads_whole": bool(read),
            "window": window,
            "ticks": drawing.ticks(window),
            "today": f"{window.place(today):.2f}%" if window.holds(today) else "",
            "grouped": lambda rows: [(name, list(row)) for name, row in groupby(rows, key=label)],
            "value_of": money_range,
            "tones": TONES,
            "groupings": _tabs(request, "by", by, _groupings(read)),
            "zooms": _tabs(request, "zoom", zoom, {"year": _("1 year"), "18": _("18 months"), "3": _("3 years")}),
            "earlier": address(request, **{"from": str(first.on(-_leap(zoom)))}),
            "later": address(request, **{"from": str(first.on(_leap(zoom)))}),
            "now": address(request, **{"from": None}),
            "calendar": f"{reverse('procurement-plan-calendar')}?{request.GET.urlencode()}",
        },
    )


def _chosen(request: HttpRequest, param: str, known: tuple[str, ...], usual: str) -> str:
    wanted = request.GET.get(param, "")
    return wanted if wanted in known else usual


def _groupings(read: Collection[int]) -> dict[str, str]:
    known = {"quarter": _("Quarter"), "category": _("Category")}
    return known | {"officer": _("Officer")} if read else known


def _leap(zoom: str) -> int:
    """Half of what is drawn, in quarters."""
    return drawing.ZOOMS[zoom] // 6


def _first_quarter(request: HttpRequest, now: Quarter) -> Quarter:
    """The quarter that the drawing begins with; the one before today's unless another is asked for."""
    try:
        wanted = Quarter(*quarter(request.GET.get("from", "")))
    except ValueError:
        return now.on(-1)
    return min(max(wanted, now.on(-MOST_QUARTERS)), now.on(MOST_QUARTERS))


def _tabs(request: HttpRequest, param: str, chosen: str, labels: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(label, address(request, **{param: value}), value == chosen) for value, label in labels.items()]


def _shown(request: HttpRequest, read: Collection[int]) -> QuerySet:
    found = (
        Procurement.objects.visible_to(request.user)
        .exclude(stage__in=ENDED)
        .select_related("organisation", "cooperation")
        .prefetch_related("cpvs")
    )
    if not read:
        return found
    return found.select_related("officer", "after").prefetch_related("entries")


def _grouped(
    found: QuerySet, by: str, read: Collection[int], labels: dict[str, str]
) -> tuple[QuerySet, Callable[[drawing.Row], str]]:
    """The procurements in the order of their groups, and what a group is called."""
    if by == "officer":
        led = Case(When(cooperation__in=read, then=F("officer__name")))
        grouped, nobody = found.annotate(group_key=led), _("Nobody named")
        return _in_order(grouped), lambda row: row.procurement.group_key or nobody
    if by == "category":
        codes = Procurement.cpvs.through.objects.filter(procurement=OuterRef("pk")).order_by("cpvcode_id")
        grouped = found.annotate(group_key=Subquery(codes.values(division=Left("cpvcode_id", 2))[:1]))
        return _in_order(grouped), lambda row: labels.get(row.procurement.group_key, _("No category"))
    grouped = found.annotate(group_key=TruncQuarter("notice_on"))
    undated = _("No notice planned")
    return _in_order(
        grouped
    ), lambda row: quarter_label(row.procurement.group_key) if row.procurement.group_key else undated


def _in_order(found: QuerySet) -> QuerySet:
    return found.order_by(F("group_key").asc(nulls_last=True), F("notice_on").asc(nulls_last=True), "pk")


def _officers(request: HttpRequest, filterset: PlanFilter, read: Collection[int]) -> list[Facet]:
    if not read:
        return []
    own = filterset.narrowed("officer").filter(cooperation__in=read).order_by()
    counted = dict(own.values_list("officer").annotate(n=Count("pk", distinct=True)))
    # Whoever leads nothing there is not named, although an address may ask for anybody.
    leading = Procurement.objects.filter(cooperation__in=read).values("officer")
    asked = [pk for pk in [*counted, *filterset.chosen.get("officer", ())] if pk]
    people = User.objects.filter(pk__in=asked).filter(pk__in=leading)
    choices = [(row.pk, row.name, counted.get(row.pk, 0)) for row in people.order_by("name", "pk")]
    group = facet(request, "officer", filterset.filters["officer"].label, choices)
    return [group] if group.options else []


@require_safe
@cache_control(public=True, max_age=CALENDAR_AGE)
@rate_limit(action="plan_calendar")
def procurement_plan_calendar(request: HttpRequest) -> HttpResponse:
    """Planned notices and dialogues for the programs that subscribe to them, narrowed as the list is. It shows what is
    public, whoever asks."""
    today = timezone.localdate()
    found = Procurement.objects.visible_to(None).exclude(stage__in=ENDED).select_related("organisation")
    asked = ProcurementFilter(request.GET, queryset=found, request=request)
    content = calendar_of(asked.qs, timezone.now(), add_months(today, -PAST_MONTHS))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="plan.ics"'
    return response
