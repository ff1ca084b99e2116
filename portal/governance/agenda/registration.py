"""What agendas register: the lookup of what an item is about, and the subjects that governance itself has."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.governance.agenda import subjects
from portal.governance.agenda.subjects import Subject
from portal.governance.models import Decision, DecisionCondition, Meeting
from portal.governance.states.meetings import MeetingState
from portal.web import lookups


def _held(user: Any, cooperation_id: int) -> QuerySet:
    """Meetings whose minutes there are."""
    held = (MeetingState.HELD, MeetingState.APPROVED)
    return Meeting.objects.visible_to(user).filter(cooperation=cooperation_id, state__in=held).order_by("-held_on")


def _conditions(user: Any) -> QuerySet:
    seen = Decision.objects.visible_to(user)
    return DecisionCondition.objects.filter(decision__in=seen.values("pk")).select_related("decision__meeting")


def _open_conditions(user: Any, cooperation_id: int) -> QuerySet:
    return _conditions(user).filter(decision__meeting__cooperation=cooperation_id, met_on=None)


def register_all() -> None:
    """Called from the app's ``ready()``."""
    lookups.register("agenda-subject", subjects.SubjectSource())
    subjects.register(Subject("minutes", _("Minutes"), Meeting, _held, Meeting.objects.visible_to))
    subjects.register(
        Subject(
            "condition",
            _("Condition of a decision"),
            DecisionCondition,
            _open_conditions,
            _conditions,
            title_field="text",
            url=lambda row: row.decision.get_absolute_url(),
        )
    )
