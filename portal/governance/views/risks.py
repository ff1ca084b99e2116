"""The register of risks, a risk's page, and its steps."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.filters.risks import EVERY_STATE, RiskFilter
from portal.governance.forms.risks import ReopenForm, ReviewForm, RiskForm, StepForm
from portal.governance.models import Risk
from portal.governance.risks.matrix import matrix_of
from portal.governance.rules import risks as rules
from portal.governance.services import risks as services
from portal.governance.services.risks import FIELDS, REVIEWED, RiskData
from portal.governance.states.risks import LEVEL_TONES, RISK, RISK_TONES, STANDING, Consequence
from portal.governance.views.common import crumbs, own_cooperation
from portal.law.periods import add_months
from portal.web import formats, history
from portal.web.columns import Column, tag
from portal.web.form_page import form_page
from portal.web.lists import address, list_page

#: So many months lie between reviews, unless somebody says otherwise.
BETWEEN = 6


def _columns() -> list[Column]:
    return [
        Column("title", _("Risk"), lambda r: r.title, sort="title", link=Risk.get_absolute_url),
        Column(
            "level",
            _("Level"),
            lambda r: f"{r.score} – {r.level.label}",
            "tag",
            sort="score",
            tone=lambda r: r.level_tone,
        ),
        Column("probability", _("Probability"), lambda r: r.get_probability_display(), sort="probability"),
        Column("consequence", _("Consequence"), lambda r: r.get_consequence_display(), sort="consequence"),
        Column("owner", _("Owner"), lambda r: r.owner.name if r.owner else "", sort="owner__name"),
        Column("review_on", _("Review day"), lambda r: r.review_on, "date", sort="review_on"),
        tag("state", _("State"), RISK_TONES),
        Column("measure", _("Measure"), lambda r: r.measure, only="file"),
        Column("description", _("What may happen, and why"), lambda r: r.description, only="file"),
        Column("cooperation", _("Cooperation"), lambda r: r.cooperation.name, only="file"),
    ]


@require_safe
@login_required
def risk_list(request: HttpRequest) -> HttpResponseBase:
    """The risks of the reader's cooperations, those that stand first of all, with their matrix."""
    if request.GET.keys() <= {"q"}:
        return redirect(address(request, state=[state.value for state in STANDING]))
    seen = Risk.objects.visible_to(request.user).select_related("owner", "cooperation")
    office = actor_of(request.user).office
    shown = RiskFilter(request.GET, queryset=seen, request=request)
    return list_page(
        request,
        queryset=seen,
        filterset_class=RiskFilter,
        columns=_columns(),
        facets=lambda request, filterset, found: filterset.facets(request),
        template="governance/risks/list.html",
        title=_("Risks"),
        default_sort="-level",
        cleared={"state": EVERY_STATE},
        filename=_("risks"),
        noun=lambda n: ngettext("%(n)s risk", "%(n)s risks", n) % {"n": formats.number(n)},
        search_label=_("Search risks and measures"),
        empty=_("Nothing matches. Register what could keep the cooperation from its goals, and who follows it."),
        context={
            "registers_in": sorted(office)[0] if len(office) == 1 else None,
            "matrix": matrix_of(shown.qs.standing()),
            "consequences": list(Consequence),
            "level_tones": LEVEL_TONES,
            "address": lambda cell: address(
                request, probability=str(cell.probability.value), consequence=str(cell.consequence.value)
            ),
        },
    )


def _seen(request: HttpRequest, pk: int) -> Risk:
    seen = Risk.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("cooperation", "owner"), pk=pk)


def _crumbs(found: Risk) -> list[tuple[Any, str]]:
    return [*crumbs(found.cooperation), (_("Risks"), reverse("risk-list")), *crumbs(found)]


@require_safe
@login_required
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """A risk: how it is judged, who owns it, what is done, and its history."""
    found = _seen(request, pk)
    actor = actor_of(request.user)
    may_keep = bool(rules.may_keep(actor, found.cooperation_id))
    labels = {"watch": _("Watch only"), "close": _("Close"), "reopen": _("Open again")}
    return render(
        request,
        "governance/risks/risk.html",
        {
            "risk": found,
            "breadcrumbs": _crumbs(found)[:-1],
            "may_keep": may_keep,
            "may_review": bool(rules.may_review(actor, found)),
            "may_edit": may_keep and found.state in STANDING,
            "steps": [
                (label, reverse(f"risk-{name}", args=[pk]))
                for name, label in labels.items()
                if may_keep and RISK.possible(name, found.state)
            ],
            "overdue": found.review_on is not None and found.review_on < timezone.localdate(),
            "history": history.entries(found),
        },
    )


@login_required
def risk_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a risk into the register."""
    found = own_cooperation(request, pk)
    require(rules.may_keep(actor_of(request.user), found.pk))
    initial = {"review_on": add_months(timezone.localdate(), BETWEEN)}
    return form_page(
        request,
        RiskForm(request.POST or None, user=request.user, initial=initial),
        save=lambda said: services.register_risk(by=request.user, cooperation_id=found.pk, data=_data(said)),
        title=_("Register a risk"),
        submit=_("Register the risk"),
        message=_("The risk is registered."),
        breadcrumbs=[*crumbs(found), (_("Risks"), reverse("risk-list"))],
        cancel=reverse("risk-list"),
        done=Risk.get_absolute_url,
    )


@login_required
def risk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of a risk."""
    found = _seen(request, pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    initial = {name: getattr(found, name) for name in (*FIELDS, "version")}
    return form_page(
        request,
        RiskForm(request.POST or None, user=request.user, initial=initial),
        save=lambda said: services.edit_risk(
            by=request.user, risk_id=found.pk, version=said["version"] or 0, data=_data(said)
        ),
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Risk.get_absolute_url,
    )


@login_required
def risk_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge a risk anew."""
    found = _seen(request, pk)
    require(rules.may_review(actor_of(request.user), found))
    initial = {name: getattr(found, name) for name in (*REVIEWED, "version")}
    initial["review_on"] = add_months(timezone.localdate(), BETWEEN)
    return form_page(
        request,
        ReviewForm(request.POST or None, user=request.user, initial=initial),
        save=lambda said: services.review_risk(
            by=request.user, risk_id=found.pk, **{**said, "version": said["version"] or 0}
        ),
        title=_("Review %(name)s") % {"name": found},
        submit=_("Save the review"),
        message=_("The review is kept in the risk's history."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Risk.get_absolute_url,
    )


@login_required
def risk_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Only watch a risk: nothing more is done about it now."""
    return _step(request, pk, "watch", _("Watch %(name)s"), _("Watch it"))


@login_required
def risk_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a risk that cannot happen any more, or is borne."""
    return _step(request, pk, "close", _("Close %(name)s"), _("Close the risk"))


@login_required
def risk_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a risk again."""
    return _step(request, pk, "reopen", _("Open %(name)s again"), _("Open it again"))


def _step(request: HttpRequest, pk: int, name: str, title: str, submit: str) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    initial = {
        "version": found.version,
        "review_on": found.review_on or add_months(timezone.localdate(), BETWEEN),
    }
    form_class = ReopenForm if name == "reopen" else StepForm
    return form_page(
        request,
        form_class(request.POST or None, user=request.user, initial=initial),
        save=lambda said: services.step_risk(
            by=request.user, risk_id=found.pk, name=name, **{**said, "version": said["version"] or 0}
        ),
        title=title % {"name": found},
        submit=submit,
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Risk.get_absolute_url,
    )


def _data(said: dict[str, Any]) -> RiskData:
    return RiskData(**{name: said[name] for name in FIELDS})
