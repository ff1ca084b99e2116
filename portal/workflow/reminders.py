"""Reminders of deadlines: claimed once, sent once.

A letter is never sent twice and seldom lost. All reminders of a day are claimed for everybody in one transaction,
with the day's own row, so that of two processes one claims and the other finds the day taken. A letter is sent by a
task that first marks the person's claims as sent, commits, and only then talks to the mail server: whoever comes
second finds nothing to send. When the server refuses or is away, the claims are given back and the next run tries
again, with whatever has come to them meanwhile. Only a process that is killed while it talks to the mail server leaves
it open whether the letter went out; then it is not sent again, for the deadline has further steps and stands on the
person's page and in the calendar anyhow.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from portal.workflow import deadlines
from portal.workflow.models import Frequency, Reminder, ReminderDay, ReminderWish

LATE = timedelta(days=14)  # how long ago something may have fallen due, while nothing ran, and still be told


@transaction.atomic
def claim(today: date) -> int:
    """Claim all reminders whose step is reached and has not been told; gives how many. Once a day for everybody.

    Of a deadline only the latest step is told: after a stop, or in the first letter to somebody, one reminder stands
    for those that were missed. Who wants letters weekly is claimed for by the week's first run, on Monday unless
    nothing ran then.
    """
    _row, is_first = ReminderDay.objects.get_or_create(day=today)
    if not is_first:
        return 0
    wishing = _wishing(today)
    due = {
        (person, deadline.mark): (step, deadline.kind.name)
        for deadline, step in deadlines.reached(today, LATE)
        for person in deadline.people_on(today)
        if person in wishing
    }
    for person, mark, step in _told({mark for _person, mark in due}):
        if (person, mark) in due and due[person, mark][0] >= step:
            del due[person, mark]
    rows = [
        Reminder(user_id=person, kind=kind, mark=mark, step=step, day=today)
        for (person, mark), (step, kind) in due.items()
    ]
    Reminder.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _wishing(today: date) -> set[int]:
    """Those with an open account whose choice lets them be reminded today."""
    people = set(get_user_model()._default_manager.filter(is_active=True).values_list("pk", flat=True))
    monday = today - timedelta(days=today.weekday())
    quiet = {Frequency.NEVER.value}
    if ReminderDay.objects.filter(day__gte=monday, day__lt=today).exists():
        quiet.add(Frequency.WEEKLY.value)
    return people - set(ReminderWish.objects.filter(frequency__in=quiet).values_list("user_id", flat=True))


def _told(marks: Collection[str]) -> list[tuple[int, str, int]]:
    return list(Reminder.objects.filter(mark__in=marks).values_list("user_id", "mark", "step"))


def waiting(today: date) -> list[int]:
    """The ids of those with reminders that have not been sent. An address that refuses letters is given up after a
    while."""
    unsent = Reminder.objects.filter(sent_at=None, day__gte=today - LATE)
    return list(unsent.order_by("user_id").values_list("user_id", flat=True).distinct())


@transaction.atomic
def take(person: int) -> list[Reminder]:
    """A person's reminders that are to be sent now, marked as sent; none while another process is sending them."""
    rows = list(Reminder.objects.select_for_update(skip_locked=True).filter(user=person, sent_at=None))
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=timezone.now())
    return rows


def still_due(person: int, rows: Collection[Reminder], today: date) -> list[deadlines.Deadline]:
    """The deadlines of a person's reminders, as they are now and in the language of the moment, the nearest first. What
    has been settled or has moved since it was claimed is left out, as is what the person may no longer see."""
    marks = {row.mark for row in rows}
    first = min((row.day for row in rows), default=today) - LATE
    last = today + timedelta(days=max((max(kind.warn_days) for kind in deadlines.kinds()), default=0))
    own = deadlines.own(person, today, first, last, of={row.kind for row in rows})
    return [deadline for deadline in own if deadline.mark in marks]


def give_back(rows: Collection[Reminder]) -> None:
    """Have reminders sent by a later run, because this one could not."""
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=None)


def frequency_of(person: Any) -> Frequency:
    """What a person has chosen."""
    wish = ReminderWish.objects.filter(user=person).first()
    return Frequency(wish.frequency) if wish is not None else Frequency.DAILY
