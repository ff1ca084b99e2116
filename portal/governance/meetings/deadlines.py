"""What falls due around meetings: their days, days to be answered, minutes to be approved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.meetings.wording import hours
from portal.governance.models import Adjuster, DateAnswer, Meeting
from portal.governance.states.meetings import MeetingState
from portal.organisations.models import Seat, SeatDeputy
from portal.organisations.periods import valid_on
from portal.workflow.deadlines import Deadline, Kind, Window

MEETING = Kind("group-meeting", gettext_lazy("Meeting"), (7, 1))
POLL = Kind("meeting-poll", gettext_lazy("Say which day suits"), (3, 1, 0))
MINUTES = Kind("meeting-minutes", gettext_lazy("Approve minutes"), (7, 1, 0), stays=True)

APPROVE_WITHIN = timedelta(days=14)

#: The seats of each group, by their ids, each with the people who answer for it.
Seated = dict[int, dict[int, list[int]]]


def coming(window: Window) -> QuerySet[Meeting]:
    """The meetings behind ``to_come``."""
    settled = (MeetingState.PLANNED, MeetingState.CALLED)
    days = Q(held_on__gte=window.first, held_on__lte=window.last)
    return Meeting.objects.filter(_of_person(window), days, state__in=settled, group__isnull=False)


def to_come(window: Window) -> Iterator[Deadline]:
    """Meetings that are planned or called, for everybody of the group."""
    rows = list(window.nearest(coming(window).select_related("group"), "held_on"))
    seats = seated(window.today, {row.group_id for row in rows})
    for row in rows:
        at = hours(row.starts_at, row.ends_at)
        said = ", ".join(part for part in (at, row.place, row.online_url) if part)
        yield Deadline(
            key=f"meeting:{row.pk}",
            kind=MEETING,
            day=row.held_on,
            title=said or str(row.group),
            about=f"{row.title} {at}".strip(),
            url=row.get_absolute_url(),
            to=_people(person for people in seats[row.group_id].values() for person in people),
        )


def polled(window: Window) -> QuerySet[Meeting]:
    """The meetings behind ``to_answer``."""
    days = Q(answer_by__gte=max(window.first, window.today), answer_by__lte=window.last)
    return Meeting.objects.filter(_of_person(window), days, state=MeetingState.POLLED)


def to_answer(window: Window) -> Iterator[Deadline]:
    """Days that are asked for, for those whose seat has not answered all of them."""
    rows = list(window.nearest(polled(window).prefetch_related("options"), "answer_by"))
    if not rows:
        return
    seats = seated(window.today, {row.group_id for row in rows})
    said = set(DateAnswer.objects.filter(option__meeting__in=rows).order_by().values_list("option", "seat"))
    for row in rows:
        options = [option.pk for option in row.options.all()]
        silent = [
            person
            for seat, people in seats[row.group_id].items()
            if any((option, seat) not in said for option in options)
            for person in people
        ]
        if silent:
            yield Deadline(
                key=f"meeting-poll:{row.pk}",
                kind=POLL,
                day=row.answer_by,
                title=_("Say which day suits"),
                about=row.title,
                url=reverse("meeting-days", args=[row.pk]),
                to=_people(silent),
            )


def unapproved(window: Window) -> QuerySet[Adjuster]:
    """What is behind ``to_approve``."""
    return Adjuster.objects.filter(
        Q() if window.person is None else Q(user=window.person),
        approved_at=None,
        meeting__state=MeetingState.HELD,
        meeting__put_forward_at__isnull=False,
        user__is_active=True,
    )


def to_approve(window: Window) -> Iterator[Deadline]:
    """Minutes that were put forward, for those who were chosen and have not approved them: within two weeks."""
    people: dict[Meeting, list[int]] = defaultdict(list)
    for row in unapproved(window).select_related("meeting").order_by("meeting__put_forward_at", "pk"):
        people[row.meeting].append(row.user_id)
    for meeting, persons in people.items():
        day = timezone.localdate(meeting.put_forward_at) + APPROVE_WITHIN
        if day <= window.last:
            yield Deadline(
                key=f"meeting-minutes:{meeting.pk}",
                kind=MINUTES,
                day=day,
                title=_("Approve the minutes"),
                about=meeting.title,
                url=meeting.get_absolute_url(),
                to=_people(persons),
            )


def seated(day: date, groups: Iterable[int | None]) -> Seated:
    """Who has a seat in some groups on a day, and who is a deputy of it; only open accounts."""
    found: Seated = defaultdict(dict)
    seats = Seat.objects.filter(valid_on(day), group__in=groups).order_by()
    for group, seat, person, is_active in seats.values_list("group", "pk", "user", "user__is_active"):
        found[group][seat] = [person] if is_active else []
    deputies = SeatDeputy.objects.filter(valid_on(day), valid_on(day, "seat__"), user__is_active=True)
    rows = deputies.filter(seat__group__in=groups).order_by("pk")
    for group, seat, person in rows.values_list("seat__group", "seat", "user"):
        found[group][seat].append(person)
    return found


def _of_person(window: Window) -> Q:
    """The meetings of the groups in which the person sits who is asked about, or all."""
    if window.person is None:
        return Q()
    seats, deputies = Seat.objects.filter(valid_on(window.today)), SeatDeputy.objects.filter(valid_on(window.today))
    deputy = deputies.filter(valid_on(window.today, "seat__"), user=window.person)
    return Q(group__in=seats.filter(user=window.person).values("group")) | Q(group__in=deputy.values("seat__group"))


def _people(persons: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(persons)))
