"""An agenda as somebody reads it: with links to what its items are about, and without what is not for that person."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType

from portal.accounts.actor import Actor, Grant, Role
from portal.governance.agenda.subjects import Subject, subject_of
from portal.governance.models import AgendaItem, Meeting, Paper


@dataclass(frozen=True)
class Line:
    """An item as it is read. Of one that is ``hidden``, because it is about something that the reader does not see,
    nothing but its number is told."""

    item: AgendaItem
    hidden: bool = False
    subject: Subject | None = None
    url: str = ""


def agenda_of(user: Any, meeting: Meeting) -> list[Line]:
    """The items of a meeting in their order, with papers, as a person reads them."""
    items = meeting.items.select_related("presenter", "minuted_by").prefetch_related("papers__file")
    return lines(user, list(items.order_by("position")))


def lines(user: Any, items: list[AgendaItem]) -> list[Line]:
    """Some items as a person reads them."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for item in items:
        if item.about_type_id and item.about_id:
            wanted[item.about_type_id].add(item.about_id)
    known: dict[int, tuple[Subject | None, dict[int, Any], set[int]]] = {}
    for type_id, ids in wanted.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        subject = subject_of(model)
        seen = {row.pk: row for row in subject.seen(user).filter(pk__in=ids)} if subject else {}
        missing = ids - set(seen)
        there = set(model._base_manager.filter(pk__in=missing).values_list("pk", flat=True)) if missing else set()
        known[type_id] = subject, seen, there
    return [_line(item, known.get(item.about_type_id)) for item in items]


def anybody_in(cooperation_id: int) -> Any:
    """Somebody of whom nothing is known but a seat in the cooperation's working group: reads what is for everybody who
    belongs to it, for what is told to all of them at once."""
    reader: Any = AnonymousUser()
    reader._actor = Actor(reader, (Grant(Role.WORKING_GROUP, cooperation=cooperation_id),))
    return reader


def sees(user: Any, paper: Paper) -> bool:
    """Whether a person who sees the meeting sees a paper of it."""
    return not lines(user, [paper.item])[0].hidden


def _line(item: AgendaItem, known: tuple[Subject | None, dict[int, Any], set[int]] | None) -> Line:
    if known is None or item.about_id is None:
        return Line(item)
    subject, seen, there = known
    if item.about_id in seen and subject is not None:
        return Line(item, subject=subject, url=subject.url(seen[item.about_id]))
    return Line(item, hidden=item.about_id in there and subject is not None, subject=subject)
