"""The parts of procurements that a person sees, as a condition: what ``circles`` answers for one, asked of many."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.law import secrecy
from portal.law.secrecy import Part, Relation
from procurements.states.stages import Stage

#: Who acts for a member, or sits in a group of the cooperation.
MEMBER_ROLES = (Role.CONTACT, Role.PURCHASER, Role.WORKING_GROUP, Role.STEERING_GROUP, Role.EXPERT)


def seeing(user: Any, part: Part, prefix: str = "") -> Q:
    """The procurements of which a person sees a part; ``prefix`` leads from the model to the procurement."""
    actor = actor_of(user)
    found = Q(pk__in=[])
    for relation in Relation:
        place, moments = near(actor, relation, prefix), _moments(part, relation, prefix)
        if place is not None and moments is not None:
            found |= place & moments
    return found


def near(actor: Actor, relation: Relation, prefix: str) -> Q | None:
    """Where the actor stands in a relation to a procurement; None where to none."""
    if relation == Relation.PUBLIC or (relation == Relation.OFFICE and actor.is_administrator):
        return Q()
    if relation == Relation.PARTICIPANT:
        answers_for = actor.places(Place.ORGANISATION, Role.CONTACT)
        asked = apps.get_model("procurements", "Participation").objects.standing().filter(organisation__in=answers_for)
        inside = prefix.removesuffix("__") or "pk"
        return Q(**{f"{inside}__in": asked.values("procurement")}) if answers_for else None
    field, places = {
        Relation.OFFICE: ("cooperation", actor.office),
        Relation.MEMBER: ("cooperation", actor.places(Place.COOPERATION, *MEMBER_ROLES)),
        Relation.GROUP: ("group", actor.places(Place.GROUP, Role.EXPERT)),
    }[relation]
    return Q(**{f"{prefix}{field}__in": places}) if places else None


def _moments(part: Part, relation: Relation, prefix: str) -> Q | None:
    """The stages in which a relation sees a part, before its notice and from then on; None where in none."""
    found = None
    for was_announced in (False, True):
        stages = [stage for stage in Stage if relation in secrecy.circles(part, stage, was_announced=was_announced)]
        if stages:
            moment = Q(**{f"{prefix}stage__in": stages, f"{prefix}published_on__isnull": not was_announced})
            found = moment if found is None else found | moment
    return found
