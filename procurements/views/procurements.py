"""The plan: what is going to be bought, open to everybody, and its keeping by the office."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.db.models.functions import Substr, TruncQuarter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.columns import categories
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.models import Decision
from portal.organisations.models import Cooperation, Organisation
from portal.reference.collation import alphabet_for
from portal.reference.models import County
from portal.web import formats
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import Facet, facet, list_page
from portal.web.lookups import whole_number
from procurements.filters.procurements import ProcurementFilter
from procurements.forms.procurements import ProcurementForm, initial_of
from procurements.models import Procurement
from procurements.rules import procurements as rules
from procurements.services import procurements as services
from procurements.states.stages import Stage
from procurements.views.inside import crumbs, inside, to_plan
from procurements.wording import TONES, quarter_label


@require_safe
def procurement_list(request: HttpRequest) -> HttpResponse:
    """The plan. A supplier sees first what lies in the branches and areas that it calls its own."""
    actor = actor_of(request.user)
    found = (
        Procurement.objects.visible_to(request.user)
        .fitting(actor.suppliers)
        .select_related("organisation", "cooperation")
        .prefetch_related("cpvs", "areas")
    )
    labels = categories()
    return list_page(
        request,
        queryset=found.by_date("-fits"),
        filterset_class=ProcurementFilter,
        columns=_columns(labels),
        facets=lambda request, filterset, found: facets_of(request, filterset, labels),
        template="procurements/list.html",
        results_template="procurements/list_results.html",
        title=_("Planned procurements"),
        filename=_("procurements"),
        own_order=_("Your field first") if actor.suppliers else _("Next to be announced"),
        noun=lambda n: ngettext("%(n)s procurement", "%(n)s procurements", n) % {"n": formats.number(n)},
        search_label=_("Search by title, organisation or what is bought"),
        empty=_("Nothing is planned at the moment. What the cooperation is going to buy is announced here first."),
        context={"may_plan": bool(rules.may_plan(actor)), "is_supplier": bool(actor.suppliers)},
    )


def _columns(labels: dict[str, str]) -> list[Column]:
    alphabet = alphabet_for(get_language() or "")

    def category(row: Procurement) -> str:
        return "; ".join(labels.get(code, code) for code in dict.fromkeys(cpv.division for cpv in row.cpvs.all()))

    return [
        Column("title", _("Title"), lambda p: p.title, sort=f"sort_{alphabet}", link=Procurement.get_absolute_url),
        Column(
            "stage", _("Stage"), lambda p: p.get_stage_display(), "tag", sort="stage", tone=lambda p: TONES[p.stage]
        ),
        Column(
            "organisation",
            _("Contracting authority"),
            lambda p: p.organisation.name if p.organisation else None,
            sort=f"organisation__sort_{alphabet}",
        ),
        Column("category", _("Category"), category),
        Column("cpvs", _("CPV codes"), lambda p: "; ".join(cpv.full_code for cpv in p.cpvs.all())),
        Column("areas", _("Areas"), lambda p: ", ".join(area.name for area in p.areas.all()) or _("everywhere")),
        Column("dialogue_on", _("Market dialogue planned"), lambda p: p.dialogue_on, "date", sort="dialogue_on"),
        Column("notice_on", _("Contract notice planned"), lambda p: p.notice_on, "date", sort="notice_on"),
        Column("tenders_due_on", _("Tenders due"), lambda p: p.tenders_due_on, "date"),
        Column("award_on", _("Award decision planned"), lambda p: p.award_on, "date"),
        Column("starts_on", _("Agreement starts"), lambda p: p.starts_on, "date", sort="starts_on"),
        Column("estimated_min", _("Estimated value, from"), lambda p: p.estimated_min, "money", sort="estimated_min"),
        Column(
            "estimated_max",
            _("Estimated value, to"),
            lambda p: p.estimated_max,
            "money",
            sort="estimated_max",
            currency=lambda p: p.currency,
        ),
        Column("cooperation", _("Cooperation"), lambda p: p.cooperation.name),
        Column("sample", _("Sample"), lambda p: p.is_sample or None),
    ]


def facets_of(request: HttpRequest, filterset: ProcurementFilter, labels: dict[str, str]) -> list[Facet]:
    """The facets with their counts; each leaves its own choice out."""
    chosen = filterset.chosen

    def counted(param: str, value: Any) -> dict[Any, int]:
        rows = filterset.narrowed(param).order_by().values_list(value).annotate(n=Count("pk", distinct=True))
        return dict(rows)

    def group(param: str, choices: Iterable[tuple[Any, Any, int | None]]) -> Facet:
        return facet(request, param, filterset.filters[param].label, list(choices))

    stages = counted("stage", "stage")
    divisions = counted("category", Substr("cpvs", 1, 2))
    areas = counted("county", "areas")
    everywhere = areas.pop(None, 0)
    quarters = counted("quarter", TruncQuarter("notice_on"))
    buyers = counted("organisation", "organisation")
    alphabet = alphabet_for(get_language() or "")
    named = Organisation.objects.filter(pk__in=[pk for pk in [*buyers, *chosen.get("organisation", ())] if pk])
    counties = County.objects.filter(pk__in=[*areas, *chosen.get("county", ())]).in_order()
    facets = [
        group("stage", ((stage, stage.label, stages.get(stage, 0)) for stage in Stage)),
        group("category", ((code, label, divisions.get(code, 0)) for code, label in labels.items())),
        group("county", ((county.pk, county.name, areas.get(county.pk, 0) + everywhere) for county in counties)),
        group(
            "quarter",
            (
                (f"{day.year}-{(day.month + 2) // 3}", quarter_label(day), n)
                for day, n in sorted((day, n) for day, n in quarters.items() if day)
            ),
        ),
        group("organisation", ((row.pk, row.name, buyers.get(row.pk, 0)) for row in named.alphabetical(alphabet))),
    ]
    cooperations = list(Cooperation.objects.visible_to(request.user))
    if len(cooperations) > 1:
        tally = counted("cooperation", "cooperation")
        facets.append(group("cooperation", ((row.pk, row.name, tally.get(row.pk, 0)) for row in cooperations)))
    for param in ("notice_from", "notice_to"):
        facets.append(group(param, ((day.isoformat(), formats.date(day), None) for day in chosen.get(param, ()))))
    facets.append(group("undated", ((value, _("yes"), None) for value in chosen.get("undated", ()))))
    return [one for one in facets if one.options]


@login_required
def procurement_new(request: HttpRequest) -> HttpResponse:
    """Begin a procurement as a draft."""
    require(rules.may_plan(actor_of(request.user)))
    asked = whole_number(request.GET.get("decision", ""))
    decision = Decision.objects.visible_to(request.user).select_related("meeting").filter(pk=asked).first()
    initial = {
        "officer": request.user,
        "decision": decision,
        "cooperation": decision.meeting.cooperation_id if decision else None,
        "title": decision.title if decision else "",
    }
    form = ProcurementForm(request.POST or None, user=request.user, initial=initial)
    return form_page(
        request,
        form,
        save=lambda data: services.register(
            by=request.user, cooperation_id=form.chosen_cooperation.pk, data=form.data_said()
        ),
        title=_("Plan a procurement"),
        lead=_("It is a draft that the office alone sees, until you publish it in the plan."),
        submit=_("Save the draft"),
        message=_("The draft is saved."),
        breadcrumbs=to_plan(),
        cancel=reverse("procurement-list"),
        template="procurements/edit.html",
        done=Procurement.get_absolute_url,
    )


@login_required
def procurement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a procurement. What others changed meanwhile is shown, and nothing typed is lost."""
    found = inside(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    form = ProcurementForm(request.POST or None, user=request.user, procurement=found, initial=initial_of(found))
    return form_page(
        request,
        form,
        save=lambda data: services.update(
            by=request.user, procurement_id=found.pk, version=data["version"], data=form.data_said()
        ),
        title=_("Edit %(title)s") % {"title": found.title},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        template="procurements/edit.html",
        done=Procurement.get_absolute_url,
    )
