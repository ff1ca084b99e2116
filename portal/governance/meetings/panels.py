"""What pages of cooperations and groups, and the start page, show of meetings."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import actor_of
from portal.governance.meetings.wording import STATE_TONES, when
from portal.governance.models import Adjuster, DateAnswer, Meeting
from portal.governance.querysets.meetings import groups_of
from portal.governance.rules import meetings as rules
from portal.governance.states.meetings import MeetingState
from portal.organisations.models import Cooperation, Group, Seat, SeatDeputy
from portal.organisations.periods import valid_on

LATEST = 5
NEXT = 3


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The latest meetings, for those who belong to the cooperation."""
    actor = actor_of(request.user)
    if not (actor.is_administrator or cooperation.pk in actor.cooperations):
        return None
    found = Meeting.objects.visible_to(request.user).filter(cooperation=cooperation).select_related("group")
    return {
        "cooperation": cooperation,
        "meetings": found[:LATEST],
        "may_prepare": bool(rules.may_prepare_for(actor, cooperation.pk, None)),
        "when": when,
        "tones": STATE_TONES,
    }


def of_group(request: HttpRequest, group: Group) -> dict[str, Any]:
    """The group's latest meetings."""
    found = Meeting.objects.visible_to(request.user).filter(group=group).select_related("group")
    prepares = rules.may_prepare_for(actor_of(request.user), group.cooperation_id, group.pk)
    return {
        "cooperation": group.cooperation,
        "group_pk": group.pk,
        "meetings": found[:LATEST],
        "may_prepare": bool(prepares) and group.closed_on is None,
        "when": when,
        "tones": STATE_TONES,
    }


def of_reader(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The next meetings of the reader's groups, with what awaits the reader: days to answer, minutes to approve."""
    actor = actor_of(request.user)
    if not actor.signed_in:
        return None
    groups = list(groups_of(actor).values_list("pk", flat=True))
    awaiting = [*_to_approve(actor.user.pk), *(_to_answer(actor.user.pk, groups) if groups else ())]
    coming = Meeting.objects.filter(
        group__in=groups,
        held_on__gte=timezone.localdate(),
        state__in=(MeetingState.PLANNED, MeetingState.CALLED),
    )
    nearest = list(coming.select_related("group").order_by("held_on", "starts_at", "pk")[:NEXT]) if groups else []
    return {"awaiting": awaiting, "coming": nearest, "when": when} if awaiting or nearest else None


def _to_approve(person: int) -> list[tuple[str, Meeting, str]]:
    rows = Adjuster.objects.filter(
        user=person, approved_at=None, meeting__state=MeetingState.HELD, meeting__put_forward_at__isnull=False
    )
    return [
        (_("Approve the minutes"), row.meeting, row.meeting.get_absolute_url())
        for row in rows.select_related("meeting").order_by("meeting__put_forward_at")
    ]


def _to_answer(person: int, groups: list[int]) -> list[tuple[str, Meeting, str]]:
    """The polls of a person's groups in which one of the person's seats has not answered every day."""
    today = timezone.localdate()
    polls = Meeting.objects.filter(group__in=groups, state=MeetingState.POLLED, answer_by__gte=today)
    rows = list(polls.prefetch_related("options").order_by("answer_by", "pk"))
    if not rows:
        return []
    deputy = SeatDeputy.objects.filter(valid_on(today), user=person).values("seat")
    seats = Seat.objects.filter(valid_on(today), group__in=groups)
    mine = list((seats.filter(user=person) | seats.filter(pk__in=deputy)).values_list("pk", "group"))
    said = set(DateAnswer.objects.filter(option__meeting__in=rows).order_by().values_list("option", "seat"))
    return [
        (_("Say which day suits"), row, reverse("meeting-days", args=[row.pk]))
        for row in rows
        if any(
            (option.pk, seat) not in said
            for seat, group in mine
            if group == row.group_id
            for option in row.options.all()
        )
    ]
