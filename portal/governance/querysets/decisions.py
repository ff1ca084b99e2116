"""What of decisions a person sees, and what of them waits to be done."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.accounts.actor import actor_of
from portal.governance.agenda.subjects import subjects, type_of
from portal.governance.states.decisions import Progress
from portal.governance.states.meetings import MeetingState


def open_conditions() -> Q:
    return Q(met_on=None)


def overdue_conditions(day: date) -> Q:
    """Those that should have been met before a day."""
    return Q(met_on=None, due_on__lt=day)


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Decisions that are public are seen by everybody, the others by those who see them from within."""
        if actor_of(user).is_administrator:
            return self
        public = Q(is_public=True) & ~Q(meeting__state=MeetingState.CANCELLED)
        inside = self.model._default_manager.within(user).order_by()
        return self.filter(public | Q(pk__in=inside.values("pk")))

    def within(self, user: Any) -> "DecisionQuerySet":
        """The decisions of which a person sees all: those of the meetings that the person sees, but for what was taken
        on an item about something that is not for that person; and those whose conditions the person has to meet."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        own = self.model._meta.get_field("conditions").related_model.objects.filter(responsible=user.pk)
        mine = Q(pk__in=own.order_by().values("decision"), meeting__cooperation__in=actor.cooperations)
        return self.filter(self._told_to(user) | mine)

    def told_to(self, user: Any) -> "DecisionQuerySet":
        """The decisions of the meetings that a person sees, but for what was taken on an item about something that is
        not for that person."""
        return self.filter(self._told_to(user))

    def _told_to(self, user: Any) -> Q:
        meetings = self.model._meta.get_field("meeting").related_model.objects.visible_to(user)
        return Q(meeting__in=meetings.order_by().values("pk")) & ~Q(item__in=hidden_items(self.model, user))

    def with_conditions(self, name: str, day: date) -> "DecisionQuerySet":
        """The decisions whose conditions have come so far: overdue and open where one of them is, met where all are."""
        rows = self.model._meta.get_field("conditions").related_model.objects.filter(decision=OuterRef("pk"))
        still_open = Exists(rows.filter(open_conditions()))
        if name == Progress.OVERDUE:
            return self.filter(Exists(rows.filter(overdue_conditions(day))))
        return self.filter(still_open) if name == Progress.OPEN else self.filter(Exists(rows)).exclude(still_open)


def hidden_items(decision: type[models.Model], user: Any) -> models.QuerySet:
    """The items of agendas (ids) that are about something whose title is not for a person."""
    found = Q(pk__in=[])
    for subject in subjects():
        there, seen = subject.model._base_manager.order_by(), subject.seen(user).order_by()
        about = Q(about_type=type_of(subject), about_id__in=there.values("pk"))
        found |= about & ~Q(about_id__in=seen.values("pk"))
    items = decision._meta.get_field("item").related_model.objects
    return items.filter(found).order_by().values("pk")


class ConditionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ConditionQuerySet":
        """Conditions are seen by those who see their decision from within, whether it is public or not."""
        if actor_of(user).is_administrator:
            return self
        decisions = self.model._meta.get_field("decision").related_model.objects.within(user)
        return self.filter(decision__in=decisions.order_by().values("pk"))

    def open(self) -> "ConditionQuerySet":
        """Those that nobody has met yet, of meetings that were not cancelled."""
        return self.filter(open_conditions()).exclude(decision__meeting__state=MeetingState.CANCELLED)
