"""Who arranges events, and who may take part."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.accounts.models import User
from portal.governance.models import Event
from portal.governance.states.events import EventState
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.models import Appointment, Membership, Organisation, Seat
from portal.organisations.periods import valid_on
from portal.organisations.rules import may_coordinate

NOT_OPEN = denied(_("Nobody can sign up: the event is not announced, or not any more."))
BEGUN = denied(_("The event has begun."))
TOO_LATE = _("The last day to sign up was %(day)s.")
NOT_FOR_YOU = denied(_("The event is for groups in which the person has no seat."), "user")
OUTSIDE = denied(_("Only those who belong to the cooperation take part."), "user")
NOT_YOUR_COLLEAGUE = denied(_("You sign up yourself and, as a purchasing contact, your organisation's people."), "user")
FINISHED = denied(_("The event is over or cancelled: it is not changed any more."))
NOT_OVER = denied(_("The event has not begun yet."))


def may_arrange(actor: Actor, cooperation_id: int) -> Answer:
    """The office arranges events."""
    return may_coordinate(actor, cooperation_id)


def may_change(actor: Actor, event: Event) -> Answer:
    """An event is changed and cancelled by the office, until it has been held or cancelled."""
    if not (allowed := may_arrange(actor, event.cooperation_id)):
        return allowed
    return Allowed() if event.state in (EventState.DRAFT, EventState.ANNOUNCED) else FINISHED


def may_look_after(actor: Actor, event: Event) -> Answer:
    """The office, and the host, tick who was there, hand in material and write what was learned."""
    if actor.signed_in and event.host_id == actor.user.pk and event.cooperation_id in actor.cooperations:
        return Allowed()
    return may_arrange(actor, event.cooperation_id)


def may_close(actor: Actor, event: Event, now: datetime) -> Answer:
    """Who was there is said once an event has begun."""
    if not (allowed := may_look_after(actor, event)):
        return allowed
    if event.announced_at is None or event.state == EventState.CANCELLED:
        return NOT_OPEN
    return Allowed() if event.starts_at <= now else NOT_OVER


def may_take_part(person: User, event: Event) -> Answer:
    """An event is for those who belong to the cooperation, or for those with a seat in one of its groups."""
    actor = actor_of(person)
    if event.cooperation_id not in actor.cooperations:
        return OUTSIDE
    groups = set(event.groups.values_list("pk", flat=True))
    if not groups or event.cooperation_id in actor.office or groups & actor.places(Place.GROUP):
        return Allowed()
    seated = Seat.objects.filter(valid_on(timezone.localdate()), user=person, group__in=groups)
    return Allowed() if seated.exists() else NOT_FOR_YOU


def is_open(event: Event, now: datetime) -> Answer:
    """Whether places are given: announced, not begun, and its last day to sign up not past."""
    if event.state != EventState.ANNOUNCED:
        return NOT_OPEN
    if event.starts_at <= now:
        return BEGUN
    if event.sign_up_until is not None and timezone.localdate(now) > event.sign_up_until:
        return denied(TOO_LATE, day=event.sign_up_until)
    return Allowed()


def may_answer_for(actor: Actor, event: Event, person: User) -> Answer:
    """People sign up and withdraw themselves; contacts their organisation's people, the office everybody."""
    if actor.signed_in and (actor.user.pk == person.pk or may_arrange(actor, event.cooperation_id)):
        return Allowed()
    return Allowed() if colleagues(actor).filter(pk=person.pk).exists() else NOT_YOUR_COLLEAGUE


def colleagues(actor: Actor) -> QuerySet[User]:
    """The people of the organisations whose purchasing contact somebody is."""
    day, own = timezone.localdate(), actor.places(Place.ORGANISATION, Role.CONTACT)
    appointed = Appointment.objects.filter(valid_on(day), organisation__in=own)
    seated = Seat.objects.filter(valid_on(day), organisation__in=own)
    return User.objects.filter(
        Q(pk__in=appointed.values("user")) | Q(pk__in=seated.values("user")), is_active=True
    ).order_by("name", "pk")


def people_of(cooperation_id: int) -> QuerySet[User]:
    """Everybody who belongs to a cooperation today."""
    day = timezone.localdate()
    members = Membership.objects.on(day).filter(cooperation=cooperation_id).values("organisation")
    appointed = Appointment.objects.filter(valid_on(day), Q(cooperation=cooperation_id) | Q(organisation__in=members))
    seated = Seat.objects.filter(valid_on(day), group__cooperation=cooperation_id)
    return User.objects.filter(
        Q(pk__in=appointed.values("user")) | Q(pk__in=seated.values("user")), is_active=True
    ).order_by("name", "pk")


def organisation_of(person: User, cooperation_id: int) -> Organisation | None:
    """For which member somebody takes part: the first of the cooperation's that the person acts for."""
    members = Organisation.objects.members_of(cooperation_id, timezone.localdate())
    own: Any = actor_of(person).organisations
    return members.filter(pk__in=own).order_by("sort_sv", "pk").first()
