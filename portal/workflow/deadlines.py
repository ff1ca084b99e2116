"""Deadlines: what falls due on a day, and for whom. Each app registers what it knows; pages, letters and calendars ask
here, so that they never tell different days."""

import logging
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import CharField, QuerySet, Value

from portal.law.answers import Words

logger = logging.getLogger(__name__)
Known = TypeVar("Known")


@dataclass(frozen=True)
class Kind:
    """A kind of deadline. ``warn_days`` says how many days before a reminder goes out; the last of these steps also
    reaches those to whom a deadline escalates.

    ``dated`` is False for what is noticed rather than awaited, such as a ceiling that has passed 85 %: its day is the
    one it was asked about, so that no calendar shows it and nobody is reminded of it twice. ``stays`` is True for what
    a person still has to do however long ago its day was: it is that person's until it is settled.
    """

    name: str
    label: Words = field(compare=False)  # its words change with the reader's language
    warn_days: tuple[int, ...] = (90, 60, 30)
    dated: bool = True
    stays: bool = False


@dataclass(frozen=True)
class Deadline:
    """One thing that falls due on ``day``.

    ``key`` names it for good, such as ``option:17``: a calendar knows it again by that. ``title`` says what is due and
    ``about`` the object it belongs to; ``url`` is the path of its page. ``to`` are the ids of those who answer for it,
    ``escalate_to`` of those who are told as well once the last step of its kind is reached. A provider names only
    people who may see today what it says.
    """

    key: str
    kind: Kind
    day: date
    title: Words
    about: Words
    url: str
    to: tuple[int, ...]
    escalate_to: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """What a reminder remembers: a deadline that is moved to another day is a new one."""
        return f"{self.key}@{self.day.isoformat()}" if self.kind.dated else self.key

    def step_on(self, today: date) -> int | None:
        """The latest step of ``warn_days`` that is reached on a day; None while it is too early."""
        left = (self.day - today).days
        return min((step for step in self.kind.warn_days if left <= step), default=None)

    def people_on(self, today: date) -> frozenset[int]:
        """Whom it concerns on a day."""
        urgent = self.step_on(today) == min(self.kind.warn_days)
        return frozenset(self.to + self.escalate_to if urgent else self.to)


@dataclass(frozen=True)
class Window:
    """What a provider is asked for: deadlines from the first to the last day, as they are judged today.

    With ``person``, only deadlines of that user are wanted, and with ``most`` no more than so many of a kind, the
    nearest: a provider leaves out the others where there may be very many. What it gives too much is left out here.
    """

    first: date
    last: date
    today: date
    person: int | None = None
    most: int | None = None
    _known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, work: Callable[..., Known], *of: Hashable) -> Known:
        """What several providers need to know of today, such as who holds which role, asked once for all of them:
        ``work`` is given the day, and what it is asked ``of``."""
        if (work, *of) not in self._known:
            self._known[work, *of] = work(self.today, *of)
        return self._known[work, *of]

    def nearest(self, rows: QuerySet, day: str) -> QuerySet:
        """Rows by the field of their day, as many as are wanted."""
        return rows.order_by(day, "pk")[: self.most]


Provider = Callable[[Window], Iterable[Deadline]]
Rows = Callable[[Window], QuerySet]


class Source(NamedTuple):
    """What knows the deadlines of a kind, and the rows among which it looks."""

    kind: Kind
    provider: Provider
    rows: Rows


_sources: dict[str, Source] = {}


def register(kind: Kind, provider: Provider, rows: Rows) -> None:
    """Have a provider asked for the deadlines of a kind, those of all cooperations in a few queries; called from an
    app's ``ready()``. The same kind again replaces it.

    ``rows`` are those among which it looks, in no order and not cut off. A person has few kinds of deadlines: whether
    there are rows is asked of all kinds at once, and only providers that have some are asked more.
    """
    _sources[kind.name] = Source(kind, provider, rows)


def kinds() -> list[Kind]:
    """Every kind there is, in the order of registration."""
    return [source.kind for source in _sources.values()]


def own(
    person: int,
    today: date,
    first: date,
    last: date,
    *,
    most: int | None = None,
    of: Collection[str] | None = None,
    beside: Window | None = None,
) -> list[Deadline]:
    """A person's deadlines from the first to the last day, the nearest first; ``most`` of them at least, where there
    are more, and those ``of`` some kinds only, where they are named. What stays until it is settled is given from
    before the first day too, as far as its provider names it.

    ``beside`` is another window of that day, whose page knows some of what is asked here (``Window.once``).
    """
    window = replace(beside or Window(first, last, today), first=first, last=last, person=person, most=most)
    asked = [source for name, source in _sources.items() if of is None or name in of]
    found = [
        deadline
        for kind, provider, _rows in _fruitful(window, asked)
        for deadline in provider(window)
        if person in deadline.people_on(today) and (kind.stays or first <= deadline.day) and deadline.day <= last
    ]
    return sorted(found, key=lambda deadline: (deadline.day, deadline.key))


def _fruitful(window: Window, asked: Collection[Source]) -> list[Source]:
    """Those that have any rows in a window, in one query."""
    looked = [
        source.rows(window).order_by().values_list(Value(source.kind.name, output_field=CharField()))[:1]
        for source in asked
    ]
    found = {name for (name,) in looked[0].union(*looked[1:], all=True)} if looked else set()
    return [source for source in asked if source.kind.name in found]


def reached(today: date, late: timedelta) -> Iterator[tuple[Deadline, int]]:
    """Everybody's deadlines with a step that is reached today, and that step. Of what is past only those that fell due
    no longer than ``late`` ago.

    A provider that fails is logged and left out: the reminders of the others do not wait for it.
    """
    everybody = Window(today - late, today, today)
    for kind, provider, _rows in _sources.values():
        window = replace(everybody, last=today + timedelta(days=max(kind.warn_days)))
        try:
            with transaction.atomic():
                found = list(provider(window))
        except Exception:  # a provider is an upper app's code; the log tells why it failed
            logger.exception("The deadlines of the kind %s could not be read", kind.name)
            continue
        for deadline in found:
            step = deadline.step_on(today)
            if step is not None and deadline.day >= window.first:
                yield deadline, step
