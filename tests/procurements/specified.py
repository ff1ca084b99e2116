"""A procurement with its agreement group and requirements, for tests of what becomes of them."""

from decimal import Decimal
from typing import Any

from portal.organisations.models import Seat
from procurements.models import Procurement, Requirement, Specification
from procurements.services import requirements, specifications
from procurements.services.requirements import RequirementData
from procurements.states.requirements import Strength
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast


def procurement_of(cast: Cast, stage: str = Stage.SPECIFICATION, **fields: Any) -> Procurement:
    """A procurement whose agreement group is the one in which the cast's expert sits."""
    group = Seat.objects.get(user=cast.expert).group
    return factories.make_procurement(cast.cooperation, stage=stage, group=group, **fields)


def seat(cast: Cast, name: str, *, is_chair: bool = False) -> Any:
    """Another expert in the group, for the neighbour."""
    person = factories.make_user(name)
    row = factories.seat(person, cast.cooperation, "agreement", cast.neighbour)
    if is_chair:
        Seat.objects.filter(pk=row.pk).update(office="chair")
    return person


def contribute(by: Any, procurement: Procurement, text: str = "The van is electric.", **facts: Any) -> Requirement:
    """A proposed requirement; with a ``weight`` a weighted one."""
    if "weight" in facts:
        facts |= {"weight": Decimal(facts["weight"]), "strength": Strength.WEIGHTED}
    data = RequirementData(text=text, **facts)
    return requirements.contribute(by=by, procurement_id=procurement.pk, data=data)


def accept(by: Any, requirement: Requirement) -> Requirement:
    return requirements.step(by=by, name="accepted", requirement_id=requirement.pk, version=requirement.version)


def put_forward(by: Any, procurement: Procurement) -> Specification:
    """The specification as it waits for the group's answers."""
    found = Specification.objects.filter(procurement=procurement).first()
    revision = specifications.put_forward(by=by, procurement_id=procurement.pk, version=found.version if found else 0)
    return revision.specification


def answer(by: Any, specification: Specification, *, approves: bool = True, reason: str = "") -> Specification:
    specifications.answer(
        by=by, specification_id=specification.pk, revision=specification.revision, approves=approves, reason=reason
    )
    specification.refresh_from_db()
    return specification


def approved(cast: Cast, procurement: Procurement) -> Specification:
    """A specification of one requirement that the cast's expert has approved as the only seat."""
    accept(cast.officer, contribute(cast.officer, procurement))
    return answer(cast.expert, put_forward(cast.officer, procurement))
