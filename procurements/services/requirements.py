"""Requirements: contributed, worded anew, judged, put in order, taken over from another procurement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked
from procurements.models import Procurement, Requirement, RequirementVersion
from procurements.models.requirements import FACTS
from procurements.rules import requirements as rules
from procurements.services.goals import carry_over
from procurements.services.holding import held
from procurements.states.requirements import REQUIREMENT, RequirementKind, RequirementState, Strength


@dataclass(frozen=True)
class RequirementData:
    """What a requirement says. ``weight`` is per cent of all that is weighted, None for a mandatory one."""

    text: str
    heading: str = ""
    kind: str = RequirementKind.FUNCTIONAL
    strength: str = Strength.MANDATORY
    weight: Decimal | None = None
    verification: str = ""
    goals: str = ""
    is_climate: bool = False


def data_of(wording: Any) -> RequirementData:
    """What a requirement or a version of it says."""
    return RequirementData(**{name: getattr(wording, name) for name in FACTS})


@transaction.atomic
def contribute(*, by: Any, procurement_id: int, data: RequirementData) -> Requirement:
    """Propose a requirement; it stands last in its section. Raises ``Refused``."""
    return add(by=by, procurement_id=procurement_id, rows=[data])[0]


@transaction.atomic
def add(*, by: Any, procurement_id: int, rows: Iterable[RequirementData]) -> list[Requirement]:
    """Propose several requirements, all or none. Raises ``Refused``."""
    procurement = held(procurement_id)
    ask(rules.may_write(actor_of(by), procurement))
    return [_propose(by, procurement, data) for data in rows]


@transaction.atomic
def edit(*, by: Any, requirement_id: int, version: int, data: RequirementData, why: str = "") -> Requirement:
    """Word a requirement anew. An accepted one is proposed again, unless the office or the chair words it.

    Raises ``Conflict`` when somebody else did meanwhile, ``Refused`` when a rule says no.
    """
    requirement = _held(requirement_id, version)
    actor = actor_of(by)
    ask(rules.may_edit(actor, requirement))
    before = _facts(requirement)
    _write(requirement, data)
    if not (changes := audit.differences(before, _facts(requirement))):
        return requirement
    requirement.version += 1
    requirement.edition += 1
    requirement.save()
    _keep_version(by, requirement, why)
    audit.record("requirement.edited", requirement, by=by, changes=changes, reason=why.strip())
    if requirement.state == RequirementState.ACCEPTED and not rules.keeps_acceptance(actor, requirement):
        transitions.apply(REQUIREMENT, "proposed_again", requirement, by=by, field="state")
    return requirement


@transaction.atomic
def step(*, by: Any, name: str, requirement_id: int, version: int, reason: str = "") -> Requirement:
    """Accept or decline a requirement, or call it a proposal again. To decline wants a reason, which is kept with it.

    Raises ``Conflict`` and ``Refused``.
    """
    requirement = _held(requirement_id, version)
    ask(rules.may_step(actor_of(by), name, requirement))
    requirement.reason = reason.strip()
    if name == "declined" and not requirement.reason:
        raise refused(_("Say why the requirement is declined."), "reason")
    requirement.version += 1
    transitions.apply(
        REQUIREMENT,
        name,
        requirement,
        by=by,
        field="state",
        reason=requirement.reason,
        saving=("reason", "version"),
    )
    return requirement


@transaction.atomic
def place(*, by: Any, requirement_id: int, place: int) -> Requirement:
    """Put a requirement at a place in its section; 1 is first, and one beyond the last means last."""
    requirement = _held(requirement_id)
    ask(rules.may_write(actor_of(by), requirement.procurement))
    rows = list(requirement.procurement.requirements.in_order())
    section = [row for row in rows if row.heading == requirement.heading]
    before = section.index(requirement)
    section.insert(max(place, 1) - 1, section.pop(before))
    if (after := section.index(requirement)) != before:
        turn = iter(section)
        _number([next(turn) if row.heading == requirement.heading else row for row in rows])
        audit.record("requirement.moved", requirement, by=by, changes={"position": (before + 1, after + 1)})
    return requirement


@transaction.atomic
def place_section(*, by: Any, procurement_id: int, heading: str, place: int) -> None:
    """Put a whole section at a place among the sections; 1 is first."""
    procurement = held(procurement_id)
    ask(rules.may_write(actor_of(by), procurement))
    rows = list(procurement.requirements.in_order())
    headings = list(dict.fromkeys(row.heading for row in rows))
    if heading not in headings:
        raise refused(_("There is no section with this name any more."))
    before = headings.index(heading)
    headings.insert(max(place, 1) - 1, headings.pop(before))
    if (after := headings.index(heading)) != before:
        _number([row for name in headings for row in rows if row.heading == name])
        changes = {"section": (None, heading), "section_place": (before + 1, after + 1)}
        audit.record("procurement.section_moved", procurement, by=by, changes=changes)


@transaction.atomic
def reuse(*, by: Any, procurement_id: int, requirement_ids: Iterable[int]) -> list[Requirement]:
    """Propose accepted requirements of another procurement here, each with where it came from. What was taken over
    before is left out. Raises ``Refused``; what the person may not see is not there."""
    procurement = held(procurement_id)
    ask(rules.may_write(actor_of(by), procurement))
    here = procurement.requirements.exclude(copied_from=None).values("copied_from")
    sources = Requirement.objects.visible_to(by).accepted().filter(pk__in=list(requirement_ids))
    chosen = sources.exclude(procurement=procurement).exclude(pk__in=here).in_order()
    copied = [_propose(by, procurement, data_of(source), source) for source in chosen]
    if not copied:
        raise refused(_("Tick at least one requirement that has not been taken over yet."), "requirements")
    return copied


def _held(requirement_id: int, version: int | None = None) -> Requirement:
    """A requirement with its procurement, both locked. Raises ``Conflict`` when it has moved on from ``version``."""
    procurement = held(Requirement.objects.values_list("procurement_id", flat=True).get(pk=requirement_id))
    if version is None:
        requirement = Requirement.objects.get(pk=requirement_id)
    else:
        requirement = locked(Requirement, requirement_id, version)
    requirement.procurement = procurement
    return requirement


def _propose(
    by: Any, procurement: Procurement, data: RequirementData, source: Requirement | None = None
) -> Requirement:
    last = procurement.requirements.aggregate(number=Max("number"), position=Max("position"))
    requirement = Requirement(
        procurement=procurement,
        number=(last["number"] or 0) + 1,
        position=(last["position"] or 0) + 1,
        contributed_by=by,
        copied_from=source,
        copied_edition=source.edition if source else None,
        is_sample=procurement.is_sample,
    )
    _write(requirement, data)
    requirement.save(force_insert=True)
    _keep_version(by, requirement)
    if source is not None:
        carry_over(by=by, source=source, copy=requirement)
    said = {name: (None, value) for name, value in _facts(requirement).items() if value not in (None, "", False)}
    # Where it was taken over from is not for every reader of its history, and stands with the requirement itself.
    action = "requirement.contributed" if source is None else "requirement.taken_over"
    audit.record(action, requirement, by=by, changes=said)
    return requirement


def _write(requirement: Requirement, data: RequirementData) -> None:
    for name in FACTS:
        value = getattr(data, name)
        setattr(requirement, name, value.strip() if isinstance(value, str) else value)
    requirement.heading = " ".join(requirement.heading.split())
    ask(rules.well_formed(requirement))


def _facts(requirement: Requirement) -> dict[str, Any]:
    return {name: audit.plain(getattr(requirement, name)) for name in FACTS}


def _keep_version(by: Any, requirement: Requirement, why: str = "") -> None:
    facts = {name: getattr(requirement, name) for name in FACTS}
    RequirementVersion.objects.create(
        requirement=requirement, edition=requirement.edition, by=by, why=why.strip()[:500], **facts
    )


def _number(rows: list[Requirement]) -> None:
    """Give the rows the places that they have in the list."""
    moved = []
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            moved.append(row)
    Requirement.objects.bulk_update(moved, ["position"])
