"""The specification: its sections and requirements, how far it has come, and as a file."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import Actor, actor_of
from portal.jobs.papers import Waiting, hand_out
from portal.law.jurisdictions import JurisdictionCode
from portal.law.preparing import LEAST_CLIMATE_WEIGHT
from portal.law.secrecy import Part
from portal.web import history
from portal.web.columns import Column
from portal.web.exports import xlsx_response
from procurements.circles import circle_of
from procurements.forms.requirements import FilterForm
from procurements.models import Procurement, Requirement, Specification
from procurements.papers import specification as papers
from procurements.rules import requirements as rules
from procurements.specification.wording import (
    REQUIREMENT_TONES,
    SPECIFICATION_TONES,
    per_cent,
    section_name,
    written,
)
from procurements.states.requirements import RequirementState, Strength
from procurements.views.requirements.common import begun, seen_by, sources_seen, trail


@require_safe
def specification(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked of tenders, section by section; for those who write it also how far it has come."""
    procurement = seen_by(request, pk, Part.REQUIREMENTS)
    actor, found = actor_of(request.user), begun(procurement)
    writes = circle_of(request.user, procurement).sees(Part.DRAFTING)
    form = FilterForm(request.GET or None, user=request.user, drafting=writes)
    rows = list(_chosen(request, procurement, form, writes))
    weights = Weights(procurement)
    page = {
        "procurement": procurement,
        "specification": found,
        "breadcrumbs": trail(procurement)[:-1],
        "sections": [
            (heading, section_name(heading), list(group)) for heading, group in groupby(rows, lambda row: row.heading)
        ],
        "shown": len(rows),
        "form": form,
        "chosen": any(form.cleaned_data.values()) if form.is_bound and form.is_valid() else form.is_bound,
        "weights": weights,
        "writes": writes,
        "requirement_tones": REQUIREMENT_TONES,
        "tone": SPECIFICATION_TONES[found.state],
        "per_cent": per_cent,
    }
    if writes:
        page |= _drafting(actor, procurement, found) | {"sources": sources_seen(request, procurement)}
    return render(request, "procurements/specification/page.html", page)


def _drafting(actor: Actor, procurement: Procurement, found: Specification) -> dict[str, Any]:
    """What those who write it see and may do."""
    unfinished = list(rules.unfinished(procurement))
    judges = rules.judges(actor, procurement)
    latest = found.revisions.filter(number=found.revision).select_related("by").first() if found.pk else None
    return {
        "may_write": bool(rules.may_write(actor, procurement)),
        "is_open": rules.is_open(procurement),
        "unfinished": unfinished,
        "put_forward": rules.may_put_forward(actor, procurement) if judges and not unfinished else None,
        "answer": bool(rules.may_answer(actor, found)),
        "decide": rules.may_decide(actor, found),
        "open_again": bool(rules.may_open_again(actor, found)),
        "judges": judges,
        "is_chair": rules.is_chair(actor, procurement),
        "latest": latest,
        "standing": rules.standing_of(found) if found.pk else rules.Standing(()),
        "seats": rules.seats_of(procurement),
        "stated_climate": procurement.climate_weight,
        "least_climate": LEAST_CLIMATE_WEIGHT if procurement.cooperation.jurisdiction == JurisdictionCode.NO else None,
        "history": history.entries(found) if found.pk else [],
    }


class Weights:
    """What is weighed: all that is accepted, each section of it, and what concerns climate and environment."""

    def __init__(self, procurement: Procurement) -> None:
        accepted = procurement.requirements.accepted()
        self.whole = accepted.weight()
        self.climate = rules.climate_weight_of(procurement)
        rows = accepted.filter(strength=Strength.WEIGHTED).order_by().values_list("heading", "weight")
        self.sections: dict[str, Any] = {}
        for heading, weight in rows:
            self.sections[heading] = self.sections.get(heading, 0) + weight

    @property
    def is_right(self) -> bool:
        return self.whole in (0, rules.WHOLE)

    @property
    def lacks(self) -> Any:
        """What is missing to 100; negative when there is too much."""
        return rules.WHOLE - self.whole


def _chosen(request: HttpRequest, procurement: Procurement, form: FilterForm, writes: bool) -> Iterable[Requirement]:
    rows = (
        Requirement.objects.visible_to(request.user).filter(procurement=procurement).in_order().with_goals(request.user)
    )
    if writes:
        rows = rows.with_comments().select_related("contributed_by", "copied_from__procurement")
    if not form.is_bound or not form.is_valid():
        return rows
    said = form.cleaned_data
    for name in ("state", "kind", "strength"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    if said.get("mine"):
        rows = rows.filter(contributed_by=request.user)
    return rows.filter(open_threads__gt=0) if said.get("talked") else rows


@require_safe
def specification_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """What is accepted, as a paper."""
    procurement = seen_by(request, pk, Part.REQUIREMENTS)
    waiting = Waiting(
        title=_("Specification"),
        lead=_("The paper is made now. It takes a few seconds."),
        making=_("The specification is being made"),
        download=_("Download the specification"),
        back=_("Back to the specification"),
        breadcrumbs=trail(procurement),
    )
    name = _("specification") + f"-{procurement.pk}"
    return hand_out(request, papers.paper(procurement, get_language() or "sv"), name=name, waiting=waiting)


@require_safe
def specification_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The requirements that the reader sees, as a workbook that can be brought in elsewhere."""
    procurement = seen_by(request, pk, Part.REQUIREMENTS)
    writes = circle_of(request.user, procurement).sees(Part.DRAFTING)
    rows = Requirement.objects.visible_to(request.user).filter(procurement=procurement)
    rows = rows.in_order().with_goals(request.user).select_related("contributed_by", "copied_from__procurement")
    name = _("specification") + f"-{procurement.pk}"
    seen = sources_seen(request, procurement) if writes else frozenset()
    return xlsx_response(_columns(writes, seen), rows, name, title=_("Requirements"))


def _goals(row: Requirement) -> str:
    """The goals that it is linked to; as long as there are none, those that were typed."""
    return ", ".join(str(link.goal) for link in row.served) or row.goals


def _columns(writes: bool, seen: frozenset[int]) -> list[Column]:
    """``seen`` are the sources whose procurements may be named to the reader."""

    def source(row: Requirement) -> str:
        named = row.copied_from_id in seen
        return f"{row.copied_from.procurement}, {row.copied_from.number}" if named else ""

    columns = [
        Column("number", _("Number"), lambda row: row.number, "number"),
        Column("heading", _("Section"), lambda row: row.heading),
        Column("text", _("Requirement"), lambda row: row.text),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), "tag"),
        Column("strength", _("Strength"), lambda row: row.get_strength_display(), "tag"),
        Column("weight", _("Weight, per cent"), lambda row: row.weight, "number"),
        Column("verification", _("How it is verified"), lambda row: row.verification),
        Column("goals", _("Goals it serves"), _goals),
        Column("is_climate", _("Climate and environment"), lambda row: written(row, "is_climate"), "tag"),
    ]
    if writes:
        columns += [
            Column("state", _("State"), lambda row: row.get_state_display(), "tag"),
            Column("reason", _("Reason"), lambda row: row.reason if row.state == RequirementState.DECLINED else ""),
            Column("contributed_by", _("Contributed by"), lambda row: row.contributed_by.name),
            Column("contributed_at", _("Contributed at"), lambda row: row.contributed_at, "datetime"),
            Column("source", _("Taken over from"), source),
        ]
    return columns
