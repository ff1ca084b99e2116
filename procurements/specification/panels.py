"""What other pages show of requirements: the procurement's page, and the start page of an expert."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest

from portal.accounts.actor import Place, Role, actor_of
from portal.law.secrecy import Part
from procurements.circles import circle_of
from procurements.models import Procurement, RequirementComment, Specification, SpecificationApproval
from procurements.rules import requirements as rules
from procurements.specification.wording import SPECIFICATION_TONES, per_cent
from procurements.states.requirements import RequirementKind, RequirementState, SpecificationState, Strength
from procurements.states.stages import ENDED, Stage


def of_specification(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """How many requirements of each kind there are, who has approved, and what waits for the reader."""
    circle, actor = circle_of(request.user, procurement), actor_of(request.user)
    if not circle.sees(Part.REQUIREMENTS):
        return None
    accepted = Q(state=RequirementState.ACCEPTED)
    kinds = {kind.value: Count("pk", filter=accepted & Q(kind=kind)) for kind in RequirementKind}
    strengths = {strength.value: Count("pk", filter=accepted & Q(strength=strength)) for strength in Strength}
    counted = procurement.requirements.aggregate(
        all=Count("pk", filter=accepted),
        proposed=Count("pk", filter=Q(state=RequirementState.PROPOSED)),
        weight=Sum("weight", filter=accepted & Q(strength=Strength.WEIGHTED)),
        **kinds,
        **strengths,
    )
    writes = circle.sees(Part.DRAFTING)
    if not counted["all"] and not writes:
        return None
    found = getattr(procurement, "specification", None)
    page: dict[str, Any] = {
        "procurement": procurement,
        "counted": counted,
        "kinds": [(kind.label, counted[kind.value]) for kind in RequirementKind],
        "strengths": [(strength.label, counted[strength.value]) for strength in Strength],
        "weight": per_cent(counted["weight"]),
        "writes": writes,
    }
    if writes:
        page |= {
            "specification": found,
            "tone": SPECIFICATION_TONES[found.state if found else SpecificationState.OPEN],
            "standing": rules.standing_of(found) if found and found.state != SpecificationState.OPEN else None,
            "proposed": counted["proposed"],
            "threads": rules.open_threads(procurement),
            "seats": len(rules.seats_of(procurement)),
            "may_write": bool(rules.may_write(actor, procurement)),
            "may_answer": found is not None
            and bool(rules.may_answer(actor, found))
            and not _answered(actor.user, found),
            "may_appoint": bool(rules.may_appoint(actor, procurement)),
        }
    return page


def _answered(person: Any, specification: Specification) -> bool:
    answers = SpecificationApproval.objects.filter(revision__specification=specification, person=person)
    return answers.filter(revision__number=specification.revision).exists()


def of_expert(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The procurements in whose agreement group the reader sits: how far they are, and what waits for the reader."""
    groups = reader.actor.places(Place.GROUP, Role.EXPERT)
    if not groups:
        return None
    found = (
        Procurement.objects.visible_to(reader.user).filter(group__in=groups).exclude(stage__in=(Stage.DRAFT, *ENDED))
    )
    rows = found.select_related("cooperation", "specification").order_by("notice_on", "pk")
    entries = [_awaiting(reader, procurement) for procurement in rows]
    return {"entries": entries, "tones": SPECIFICATION_TONES} if entries else None


def _awaiting(reader: Any, procurement: Procurement) -> dict[str, Any]:
    """One procurement, with what the reader can do there now."""
    specification = getattr(procurement, "specification", None)
    own = RequirementComment.objects.filter(
        requirement__procurement=procurement, requirement__contributed_by=reader.user, thread=None, resolved_at=None
    )
    counted = procurement.requirements.aggregate(
        accepted=Count("pk", filter=Q(state=RequirementState.ACCEPTED)),
        proposed=Count("pk", filter=Q(state=RequirementState.PROPOSED)),
        declined_own=Count("pk", filter=Q(state=RequirementState.DECLINED, contributed_by=reader.user)),
    )
    return {
        "procurement": procurement,
        "specification": specification,
        "counted": counted,
        "threads": own.count(),
        "may_write": bool(rules.may_write(reader.actor, procurement)),
        "is_chair": rules.is_chair(reader.actor, procurement),
        "answer": specification is not None
        and bool(rules.may_answer(reader.actor, specification))
        and not _answered(reader.user, specification),
        "due_on": specification.revisions.get(number=specification.revision).due_on
        if specification is not None and specification.state == SpecificationState.PUT_FORWARD
        else None,
    }
