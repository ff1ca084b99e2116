"""What agendas register: the lookup of what an item is about, and the subjects that governance itself has."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.agenda import subjects
from portal.governance.agenda.subjects import Subject
from portal.governance.models import DecisionCondition, Meeting
from portal.governance.states.meetings import MeetingState
from portal.web import lookups


def _held(user: Any, cooperation_id: int) -> QuerySet:
    """Meetings whose minutes there are."""
    held = (MeetingState.HELD, MeetingState.APPROVED)
    return Meeting.objects.visible_to(user).filter(cooperation=cooperation_id, state__in=held).order_by("-held_on")


def _conditions(user: Any) -> QuerySet:
    """Conditions of meetings that the person sees. What was decided on a matter that may be hidden is for the office:
    decisions ask here what is hidden, so that they cannot be asked in turn."""
    actor, seen = actor_of(user), Meeting.objects.visible_to(user)
    rows = DecisionCondition.objects.filter(decision__meeting__in=seen.values("pk"))
    if not actor.is_administrator:
        plain = Q(decision__item=None) | Q(decision__item__about_id=None)
        rows = rows.filter(plain | Q(decision__meeting__cooperation__in=actor.office))
    return rows.select_related("decision__meeting")


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
