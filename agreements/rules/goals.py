"""Who says what is checked of an agreement for a goal, who checks, and whose figure becomes the goal's."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, GoalCheck, GoalFinding
from agreements.rules.follow_up import may_follow_up
from agreements.states.goals import GOAL_CHECK
from portal.accounts.actor import Actor
from portal.governance.models import Goal
from portal.governance.rules import goals as goal_rules
from portal.law.answers import Allowed, Answer, denied
from portal.workflow.transitions import WRONG_STATUS

OTHER_GOAL = denied(_("Choose a goal of the agreement's own cooperation that a decision has set."), "goal")
OTHER_OBLIGATION = denied(_("The obligation belongs to another agreement."), "obligation")
NOTHING_TO_CHECK = denied(_("Say what is checked."), "what")
NOTHING_READ = denied(_("No value was read at that check."))
ENTERED_ALREADY = denied(_("The value has been entered as a figure of the goal already."))


def may_check(actor: Actor, agreement: Agreement) -> Answer:
    """Whoever follows the agreement up says what is checked, and checks it."""
    return may_follow_up(actor, agreement)


def may_record(actor: Actor, check: GoalCheck) -> Answer:
    """What is followed is checked; what was dropped is not any more."""
    allowed = may_check(actor, check.agreement)
    return allowed if not allowed or check.is_followed else WRONG_STATUS


def may_drop(actor: Actor, check: GoalCheck) -> Answer:
    allowed = may_check(actor, check.agreement)
    if allowed and not GOAL_CHECK.possible("dropped", check.state):
        return WRONG_STATUS
    return allowed


def may_enter(actor: Actor, finding: GoalFinding) -> Answer:
    """Whoever measures the goal has the value of a check be one of its figures, once."""
    allowed = goal_rules.may_measure(actor, finding.goal_check.goal)
    if not allowed:
        return allowed
    if finding.value is None:
        return NOTHING_READ
    return ENTERED_ALREADY if finding.measurement_id else Allowed()


def fits(agreement: Agreement, goal: Goal) -> Answer:
    """An agreement is checked for goals of its own cooperation that decisions have set."""
    same = goal.strategy.cooperation_id == agreement.cooperation_id
    return Allowed() if same and not goal.is_proposed else OTHER_GOAL


def has_been(day: date, today: date) -> Answer:
    """A check is recorded when it was done."""
    return Allowed() if day <= today else denied(_("This day is still to come."), "checked_on")
