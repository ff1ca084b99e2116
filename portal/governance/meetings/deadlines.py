"""What falls due around meetings: their days, days to be answered, minutes to be approved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
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

#: For each seat, by its id: the group, and the people who answer for it, its holder first.
Seated = dict[int, tuple[int, list[int]]]


def seated(day: date) -> Seated:
    """Who has a seat in any group on a day, and who is a deputy of it; only open accounts."""
    found: Seated = {}
    seats = Seat.objects.filter(valid_on(day), user__is_active=True).order_by()
    for seat, group, person in seats.values_list("pk", "group", "user"):
        found[seat] = group, [person]
    deputies = SeatDeputy.objects.filter(valid_on(day), user__is_active=True).order_by("pk")
    for seat, person in deputies.values_list("seat", "user"):
        if seat in found:
            found[seat][1].append(person)
    return found


def to_come(window: Window) -> Iterator[Deadline]:
    """Meetings that are planned or called, for everybody of the group."""
    groups: dict[int, list[int]] = defaultdict(list)
    for group, people in window.once(seated).values():
        groups[group] += people
    rows = Meeting.objects.filter(
        _of(groups, window),
        state__in=(MeetingState.PLANNED, MeetingState.CALLED),
        held_on__gte=window.first,
        held_on__lte=window.last,
    )
    for row in rows.select_related("group").order_by("held_on", "pk")[: window.most]:
        at = hours(row.starts_at, row.ends_at)
        said = ", ".join(part for part in (at, row.place, row.online_url) if part)
        yield Deadline(
            key=f"meeting:{row.pk}",
            kind=MEETING,
            day=row.held_on,
            title=said or str(row.group),
            about=f"{row.title} {at}".strip(),
            url=row.get_absolute_url(),
            to=_people(groups[row.group_id]),
        )


def to_answer(window: Window) -> Iterator[Deadline]:
    """Days that are asked for, for those whose seat has not answered all of them."""
    seats = window.once(seated)
    of_group: dict[int, list[int]] = defaultdict(list)
    groups: dict[int, list[int]] = defaultdict(list)
    for seat, (group, people) in seats.items():
        of_group[group].append(seat)
        groups[group] += people
    rows = list(
        Meeting.objects.filter(
            _of(groups, window),
            state=MeetingState.POLLED,
            answer_by__gte=max(window.first, window.today),
            answer_by__lte=window.last,
        )
        .prefetch_related("options")
        .order_by("answer_by", "pk")[: window.most]
    )
    answered = set(
        DateAnswer.objects.filter(option__meeting__in=rows).order_by().values_list("option", "seat").distinct()
    )
    for row in rows:
        options = [option.pk for option in row.options.all()]
        silent = [
            person
            for seat in of_group[row.group_id]
            if not all((option, seat) in answered for option in options)
            for person in seats[seat][1]
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


def to_approve(window: Window) -> Iterator[Deadline]:
    """Minutes that were put forward, for those who were chosen and have not approved them: within two weeks."""
    rows = Adjuster.objects.filter(
        Q() if window.person is None else Q(user=window.person),
        approved_at=None,
        meeting__state=MeetingState.HELD,
        meeting__put_forward_at__isnull=False,
        user__is_active=True,
    ).select_related("meeting")
    people: dict[Meeting, list[int]] = defaultdict(list)
    for row in rows.order_by("meeting__put_forward_at", "pk"):
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


def _of(groups: dict[int, list[int]], window: Window) -> Q:
    """The meetings of some groups: of one person's, where only that person is asked about."""
    wanted = [group for group, people in groups.items() if window.person is None or window.person in people]
    return Q(group__in=wanted)


def _people(persons: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(persons)))
