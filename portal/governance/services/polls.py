"""Asking for the date of a meeting: proposing days, answering them, settling on one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.meetings import letters
from portal.governance.meetings.wording import hours
from portal.governance.models import Availability, DateAnswer, DateOption, Meeting
from portal.governance.rules import meetings as rules
from portal.governance.services.meetings import held_back
from portal.governance.states.meetings import MEETING, MeetingState
from portal.organisations.models import Group
from portal.web import formats
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused


@dataclass(frozen=True)
class DayData:
    """A day that is proposed, perhaps with its hours. ``id`` names one that was proposed before."""

    day: date
    starts_at: time | None = None
    ends_at: time | None = None
    id: int | None = None


@dataclass(frozen=True)
class PollData:
    """What a group is asked: on which of the days it can meet, until when it answers."""

    title: str
    answer_by: date
    days: Sequence[DayData]
    place: str = ""
    online_url: str = ""


@transaction.atomic
def ask_for_days(*, by: Any, group_id: int, data: PollData) -> Meeting:
    """Ask a group which day suits: everybody who has a seat, and every deputy, gets a letter. Raises ``Refused``."""
    group = Group.objects.select_related("cooperation").get(pk=group_id)
    ask(rules.may_prepare_for(actor_of(by), group.cooperation_id, group.pk))
    _ask_for_sense(data)
    meeting = Meeting.objects.create(
        cooperation=group.cooperation,
        group=group,
        title=data.title,
        state=MeetingState.POLLED,
        held_on=min(day.day for day in data.days),
        answer_by=data.answer_by,
        place=data.place,
        online_url=data.online_url,
    )
    _write_days(meeting, data.days)
    audit.record("meeting.polled", meeting, by=by, changes={"days": (None, _told(meeting))})
    transaction.on_commit(partial(letters.ask_for_days.delay, meeting.pk))
    return meeting


@transaction.atomic
def change_days(*, by: Any, meeting_id: int, version: int, data: PollData) -> Meeting:
    """Propose other days, or another last day to answer. Answers to days that stay are kept; everybody is asked anew
    where a day is new. Raises ``Refused`` and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    if meeting.state != MeetingState.POLLED:
        ask(rules.NOT_POLLED)
    _ask_for_sense(data)
    before = _told(meeting)
    is_new = _write_days(meeting, data.days)
    meeting.title, meeting.answer_by = data.title, data.answer_by
    meeting.place, meeting.online_url = data.place, data.online_url
    meeting.held_on = min(day.day for day in data.days)
    meeting.version += 1
    meeting.save()
    audit.record("meeting.days_changed", meeting, by=by, changes={"days": (before, _told(meeting))})
    if is_new:
        transaction.on_commit(partial(letters.ask_for_days.delay, meeting.pk))
    return meeting


@transaction.atomic
def answer(*, by: Any, meeting_id: int, seat_id: int, answers: Mapping[int, str]) -> Meeting:
    """Say for a seat which of the days suit: its holder, or a deputy. The last word counts, until the last day to
    answer. ``answers`` holds an ``Availability`` for each option by its id. Raises ``Refused``."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("group")
    meeting = rows.get(pk=meeting_id)
    ask(rules.can_be_answered(meeting, timezone.localdate()))
    seat = next((seat for seat in rules.own_seats(actor_of(by), meeting) if seat.pk == seat_id), None)
    if seat is None:
        raise Refused(rules.NO_SEAT)
    options = {option.pk: option for option in meeting.options.all()}
    if set(answers) != set(options) or not set(answers.values()) <= set(Availability.values):
        raise refused(_("Answer each of the days: the days may have changed meanwhile."))
    now = timezone.now()
    for pk, said in answers.items():
        DateAnswer.objects.update_or_create(option_id=pk, seat=seat, defaults={"answer": said, "by": by, "at": now})
    said = ", ".join(f"{_day(options[pk])}: {Availability(value).label}" for pk, value in answers.items())
    audit.record("meeting.answered", meeting, by=by, changes={"seat": (None, str(seat.user)), "answers": (None, said)})
    return meeting


@transaction.atomic
def settle(*, by: Any, meeting_id: int, version: int, option_id: int) -> Meeting:
    """Settle on one of the days: the meeting is planned for it. Raises ``Refused`` and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    option = meeting.options.filter(pk=option_id).first()
    if option is None:
        raise refused(_("That day is not proposed any more."))
    meeting.held_on, meeting.starts_at, meeting.ends_at = option.day, option.starts_at, option.ends_at
    meeting.version += 1
    saving = ("held_on", "starts_at", "ends_at", "version")
    transitions.apply(MEETING, "settle", meeting, by=by, field="state", saving=saving)
    return meeting


def _write_days(meeting: Meeting, days: Sequence[DayData]) -> bool:
    """Have the options be these days; whether one of them is new. A day that is moved loses its answers."""
    there = {option.pk: option for option in meeting.options.all()}
    kept, fresh = set(), []
    for said in days:
        option = there.get(said.id or 0)
        if option and (option.day, option.starts_at, option.ends_at) == (said.day, said.starts_at, said.ends_at):
            kept.add(option.pk)
        else:
            fresh.append(said)
    meeting.options.exclude(pk__in=kept).delete()
    DateOption.objects.bulk_create(
        DateOption(meeting=meeting, day=said.day, starts_at=said.starts_at, ends_at=said.ends_at) for said in fresh
    )
    return bool(fresh)


def _ask_for_sense(data: PollData) -> None:
    today = timezone.localdate()
    if not data.days:
        raise refused(_("Propose at least one day."), "days")
    if any(day.day < today for day in data.days):
        raise refused(_("Propose days to come."), "days")
    if any(day.ends_at and (day.starts_at is None or day.ends_at <= day.starts_at) for day in data.days):
        raise refused(_("The end comes after the beginning."), "days")
    if len({(day.day, day.starts_at) for day in data.days}) < len(data.days):
        raise refused(_("Propose each time once."), "days")
    if data.answer_by < today:
        raise refused(_("Choose a day to come."), "answer_by")
    if data.answer_by > max(day.day for day in data.days):
        raise refused(_("The answers come before the last of the days."), "answer_by")


def _told(meeting: Meeting) -> str:
    return ", ".join(_day(option) for option in meeting.options.order_by("day", "starts_at"))


def _day(option: DateOption) -> str:
    return f"{formats.date(option.day)} {hours(option.starts_at, option.ends_at)}".strip()
