"""What the procurement's page shows of its market dialogue: to those who lead it, and to everybody."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from procurements.circles import circle_of
from procurements.models import Procurement
from procurements.rules import dialogue as rules
from procurements.states.stages import Stage


def of_dialogue(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """How many suppliers take part, what happened last, and whether all were told the same."""
    if procurement.stage == Stage.DRAFT or not circle_of(request.user, procurement).sees(Part.DIALOGUE):
        return None
    log = rules.log_of(procurement)
    return {
        "procurement": procurement,
        "log": log,
        "taking_part": sum(contact.left_on is None for contact in log.contacts),
        "latest": procurement.dialogue_events.first(),
        "unanswered": sum(question.published_at is None for question in procurement.questions.all()),
        "may_lead": bool(rules.may_lead(actor_of(request.user), procurement)),
    }


def of_questions(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """What has been answered and told to everybody; who asked is not said."""
    if not circle_of(request.user, procurement).sees(Part.QUESTIONS):
        return None
    answered = [question for question in procurement.questions.all() if question.published_at is not None]
    information = list(procurement.information.published().order_by("published_at", "pk"))
    if not answered and not information:
        return None
    return {
        "questions": sorted(answered, key=lambda question: (question.published_at, question.number)),
        "information": information,
        "was_announced": procurement.was_announced,
    }
