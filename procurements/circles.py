"""What a person is to a procurement, and so which parts of it that person sees."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.law import secrecy
from portal.law.secrecy import Part, Relation
from procurements.models import Participation, Procurement
from procurements.querysets.parts import MEMBER_ROLES


@dataclass(frozen=True)
class Circle:
    """A reader's relations to one procurement."""

    procurement: Procurement
    relations: frozenset[Relation]

    def sees(self, part: Part) -> bool:
        """Whether the reader sees a part of it in its present stage."""
        return secrecy.may_see(
            part, self.procurement.stage, self.relations, was_announced=self.procurement.was_announced
        )


def circle_of(user: Any, procurement: Procurement) -> Circle:
    """The reader's relations to a procurement, resolved from today's grants. A supplier is the public."""
    return Circle(procurement, relations_of(actor_of(user), procurement))


def relations_of(actor: Actor, procurement: Procurement) -> frozenset[Relation]:
    """What the actor is to the procurement. An administrator keeps the installation and reads as the office does."""
    found = {Relation.PUBLIC}
    if procurement.cooperation_id in actor.office or actor.is_administrator:
        found.add(Relation.OFFICE)
    if actor.has(*MEMBER_ROLES, cooperation=procurement.cooperation_id):
        found.add(Relation.MEMBER)
    if procurement.group_id and procurement.group_id in actor.places(Place.GROUP, Role.EXPERT):
        found.add(Relation.GROUP)
    answers_for = actor.places(Place.ORGANISATION, Role.CONTACT)
    if (
        answers_for
        and Participation.objects.standing().filter(procurement=procurement, organisation__in=answers_for).exists()
    ):
        found.add(Relation.PARTICIPANT)
    return frozenset(found)
