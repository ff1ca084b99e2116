"""Who links needs and requirements to goals, and to which."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.models import Goal
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.models import Membership
from procurements.models import Need, Requirement
from procurements.rules import needs as need_rules
from procurements.rules import requirements as requirement_rules

OFFICE_ONLY = denied(_("What has been typed is linked to goals by the cooperation's office."))
OTHER_GOAL = denied(_("Choose goals of its own cooperation that a decision has set."), "goals")


def may_sort_out(actor: Actor) -> Answer:
    """Whether the list of what is not linked yet concerns the actor: an office's people."""
    return Allowed() if actor.office else OFFICE_ONLY


def may_link_requirement(actor: Actor, requirement: Requirement) -> Answer:
    """The office at any time: a link changes nothing of what is asked. The agreement group while it writes."""
    if requirement.procurement.cooperation_id in actor.office:
        return Allowed()
    return requirement_rules.may_write(actor, requirement.procurement)


def may_link_need(actor: Actor, need: Need) -> Answer:
    """Whoever reported it, the organisation's purchasing contact and the office."""
    own = actor.signed_in and need.reported_by_id == actor.user.pk
    return Allowed() if own or need_rules.answers_for(actor, need.organisation_id) else need_rules.NOT_TO_EDIT


def goals_of_requirement(requirement: Requirement) -> Any:
    """The goals that a requirement can serve: those that decisions have set in its cooperation."""
    return _set(Goal.objects.of_cooperation(requirement.procurement.cooperation_id))


def goals_of_need(need: Need) -> Any:
    """The goals that a need can serve: those of the cooperations to which its organisation belongs."""
    homes = Membership.objects.filter(organisation=need.organisation_id).values("cooperation")
    return _set(Goal.objects.filter(strategy__cooperation__in=homes))


def _set(goals: Any) -> Any:
    return goals.exclude(decision=None).select_related("strategy").order_by("strategy", "pk")
