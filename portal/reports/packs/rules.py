"""Who has packs made, and who reads one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, actor_of
from portal.figures.rules import may_read_figures
from portal.governance.agenda.reading import agenda_of
from portal.governance.models import Meeting, Paper
from portal.governance.rules.meetings import may_prepare
from portal.governance.states.meetings import MeetingState
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.models import GroupKind
from portal.reports.models import MeetingPack

CANCELLED = denied(_("The meeting was cancelled."))
EMPTY = denied(_("Nothing is on the agenda yet."))


def may_make(meeting: Meeting) -> Answer:
    """Whoever sees a meeting has its pack made, as soon as there is an agenda."""
    if meeting.state == MeetingState.CANCELLED:
        return CANCELLED
    return Allowed() if meeting.items.exists() else EMPTY


def holds_figures(actor: Actor, meeting: Meeting) -> bool:
    """Whether the pack that somebody has made tells the cooperation's figures: those of the steering group and of all
    members do, for those who read the figures."""
    steering = meeting.group is None or meeting.group.kind == GroupKind.STEERING
    return steering and may_read_figures(actor, meeting.cooperation_id)


def readable(user: Any, meeting: Meeting, packs: list[MeetingPack]) -> list[MeetingPack]:
    """Those packs of a meeting, which the person sees, that tell nothing that is not for that person. One that tells of
    an item that is not on the agenda any more, or holds a paper that was taken back, is for its maker and for those who
    prepare the meeting."""
    actor = actor_of(user)
    shown = {line.item.pk for line in agenda_of(user, meeting) if not line.hidden}
    there = set(meeting.items.values_list("pk", flat=True))
    papers = set(Paper.objects.filter(item__meeting=meeting).values_list("pk", flat=True))
    prepares, figures = bool(may_prepare(actor, meeting)), may_read_figures(actor, meeting.cooperation_id)
    return [
        pack
        for pack in packs
        if there & set(pack.items) <= shown
        and ((set(pack.items) <= there and set(pack.papers) <= papers) or prepares or pack.made_by_id == user.pk)
        and (figures or not pack.with_figures)
    ]
