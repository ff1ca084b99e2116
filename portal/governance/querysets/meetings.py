"""What of meetings a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.organisations.models import Group, GroupKind
from portal.organisations.periods import valid_on


def groups_of(actor: Actor) -> models.QuerySet:
    """The groups in which a person has a seat today, or is somebody's deputy."""
    today = timezone.localdate()
    if not actor.signed_in:
        return Group.objects.none()
    seated = Q(valid_on(today, "seats__"), seats__user=actor.user.pk)
    deputy = Q(valid_on(today, "seats__"), valid_on(today, "seats__deputies__"), seats__deputies__user=actor.user.pk)
    return Group.objects.filter(Q(pk__in=_ids(seated)) | Q(pk__in=_ids(deputy)))


def _ids(condition: Q) -> models.QuerySet:
    return Group.objects.filter(condition).order_by().values("pk")


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """Meetings are seen by those who belong to the cooperation, those of any group by whoever sits in it, and all
        by the administrator. What an agreement group talks of may not be public yet: beside the group, the office and
        the steering group see its meetings."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        whole = actor.office | actor.places(Place.COOPERATION, Role.STEERING_GROUP)
        belongs = Q(cooperation__in=actor.cooperations) & ~Q(group__kind=GroupKind.AGREEMENT)
        return self.filter(belongs | Q(cooperation__in=whole) | Q(group__in=groups_of(actor).values("pk")))

    def concerning(self, user: Any) -> "MeetingQuerySet":
        """Of those, the meetings to which the person comes or that the person prepares: of the own groups, of all
        members, and all of the own office's cooperations."""
        actor = actor_of(user)
        own = Q(group__in=groups_of(actor).values("pk")) | Q(group=None) | Q(cooperation__in=actor.office)
        return self.visible_to(user).filter(own)
