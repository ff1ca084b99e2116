"""The list of goals."""

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.actor import actor_of
from portal.governance.filters.goals import GoalFilter
from portal.governance.filters.narrowing import helpful
from portal.governance.goals.progress import Way, latest_of
from portal.governance.goals.sdgs import SDGS, named
from portal.governance.goals.wording import way, written
from portal.governance.models import Goal, Strategy
from portal.governance.states.goals import PHASE_TONES, STANDING_TONES, Phase, Trend
from portal.organisations.models import Cooperation
from portal.web.columns import Column
from portal.web.formats import number
from portal.web.lists import Facet, facet, list_page
from portal.web.panels import panels_for


def columns() -> list[Column]:
    """The columns of the list; those of figures are worked out from what was measured."""

    def latest(goal: Goal) -> Any:
        return latest_of(goal.figures)  # type: ignore[attr-defined]

    def standing(goal: Goal) -> Any:
        return Way.of(goal).standing(goal.figures)  # type: ignore[attr-defined]

    def trend(goal: Goal) -> Any:
        found = Way.of(goal).trend(goal.figures)  # type: ignore[attr-defined]
        return None if found == Trend.UNKNOWN else found.label

    def told(goal: Goal) -> str | None:
        row = latest(goal)
        return f"{written(row.value, goal.unit)} ({row.year})" if row else None

    return [
        Column("title", _("Goal"), lambda g: g.title, sort="title", link=Goal.get_absolute_url),
        Column("strategy", _("Strategy"), lambda g: g.strategy.title, sort="strategy__title"),
        Column("way", _("The way"), way),
        Column("cooperation", _("Cooperation"), lambda g: g.strategy.cooperation.name, only="file"),
        Column("indicator", _("Indicator"), lambda g: g.indicator, only="file"),
        Column("unit", _("Unit"), lambda g: g.unit, only="file"),
        Column("baseline_value", _("Baseline"), lambda g: g.baseline_value, "number", only="file"),
        Column("baseline_year", _("Year of the baseline"), lambda g: str(g.baseline_year), only="file"),
        Column("target_value", _("Target"), lambda g: g.target_value, "number", only="file"),
        Column("target_year", _("Year of the target"), lambda g: str(g.target_year), only="file"),
        Column("told", _("Latest figure"), told, only="page"),
        Column("latest", _("Latest figure"), lambda g: (row := latest(g)) and row.figure, "number", only="file"),
        Column("of", _("Of the year"), lambda g: (row := latest(g)) and str(row.year), only="file"),
        Column(
            "standing", _("Standing"), lambda g: standing(g).label, "tag", tone=lambda g: STANDING_TONES[standing(g)]
        ),
        Column("trend", _("Trend"), trend, only="file"),
        Column(
            "phase",
            _("Phase"),
            lambda g: Phase(g.phase).label,
            "tag",
            tone=lambda g: PHASE_TONES[Phase(g.phase)],
            sort="phase",
        ),
        Column("valid_from", _("Holds from"), lambda g: g.valid_from, "date", sort="valid_from", only="file"),
        Column("valid_to", _("Holds to"), lambda g: g.valid_to, "date", sort="valid_to", only="file"),
        Column("decision", _("Decision"), lambda g: g.decision and g.decision.title, only="file"),
        Column("responsible", _("Responsible"), lambda g: g.responsible and g.responsible.name, only="file"),
        Column("sdgs", _("Goals of the United Nations"), lambda g: ", ".join(named(g.sdgs)) or None, only="file"),
    ]


@require_safe
def goal_list(request: HttpRequest) -> HttpResponseBase:
    """The goals of the reader's cooperations, and those of others that public decisions set."""
    actor, today = actor_of(request.user), timezone.localdate()
    member = bool(actor.cooperations) or actor.is_administrator
    found = Goal.objects.visible_to(request.user).with_phase(today).with_figures()
    strategies = Strategy.objects.visible_to(request.user).exclude(valid_to__lt=today).with_phase(today)
    shown = [column for column in columns() if member or column.key != "responsible"]
    keeps = Cooperation.objects.filter(pk__in=actor.office) if not actor.is_administrator else Cooperation.objects.all()
    return list_page(
        request,
        queryset=found.select_related("strategy__cooperation", "decision", "responsible"),
        filterset_class=GoalFilter,
        columns=shown,
        facets=lambda request, filterset, rows: _facets(request, filterset, member),
        template="governance/goals/list.html",
        title=_("Goals"),
        default_sort="strategy",
        filename=_("goals"),
        search_label=_("Search by goal, indicator or strategy"),
        noun=lambda n: ngettext("%(n)s goal", "%(n)s goals", n) % {"n": number(n)},
        empty=_("No goal has been set yet. A strategy comes first: what the cooperation wants, in its own words."),
        context={
            "strategies": strategies.select_related("cooperation").order_by("cooperation__name", "-valid_from", "pk"),
            "several": len({row.cooperation_id for row in strategies}) > 1,
            "phase_tones": PHASE_TONES,
            "phases": dict(Phase.choices),
            "keeps": keeps,
            "panels": panels_for("goals", request),
        },
    )


def _facets(request: HttpRequest, filterset: GoalFilter, member: bool) -> list[Facet]:
    phases = dict(filterset.counted("phase", "phase"))
    tags = filterset.narrowed(but="sdg").order_by().values_list("sdgs", flat=True)
    counts = Counter(number for numbers in tags for number in numbers)
    groups = [
        facet(request, "phase", _("Phase"), [(phase.value, phase.label, phases.get(phase, 0)) for phase in Phase]),
        filterset.named(request, "strategy", _("Strategy"), "strategy", "strategy__title"),
        filterset.named(
            request, "cooperation", _("Cooperation"), "strategy__cooperation", "strategy__cooperation__name"
        ),
        facet(
            request,
            "sdg",
            _("Goals of the United Nations"),
            [(n, f"{n}. {name}", counts.get(n, 0)) for n, name in SDGS.items()],
        ),
    ]
    if member:
        groups.insert(2, filterset.named(request, "responsible", _("Responsible"), "responsible", "responsible__name"))
    return helpful(groups)
