"""What goes into a pack: the items that a reader sees, each with its papers, and whether they have changed since."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from portal.governance.agenda.reading import Line, agenda_of
from portal.governance.models import AgendaItem, Meeting, Paper

PDF = "application/pdf"


@dataclass
class Part:
    """A paper in the pack: its first page there, and how many it has; none, where it is not a PDF."""

    paper: Paper
    pages: int = 0
    first: int = 0

    @property
    def is_pdf(self) -> bool:
        return self.paper.file.content_type == PDF

    @property
    def last(self) -> int:
        return self.first + self.pages - 1


@dataclass
class Chapter:
    """An item of the agenda in the pack, with its papers; ``page`` is where it begins."""

    item: AgendaItem
    parts: list[Part] = field(default_factory=list)
    page: int = 0


def chapters_of(user: Any, meeting: Meeting) -> list[Chapter]:
    """The items of a meeting that a person reads, with their papers."""
    return [_chapter(line) for line in agenda_of(user, meeting) if not line.hidden]


def _chapter(line: Line) -> Chapter:
    return Chapter(line.item, [Part(paper) for paper in line.item.papers.all()])


def seal(meeting: Meeting) -> str:
    """The state of a meeting, its agenda and its papers: two packs of the same seal say the same, figures apart."""
    told = hashlib.sha256()
    told.update(repr((meeting.title, meeting.held_on, meeting.starts_at, meeting.ends_at, meeting.place)).encode())
    items = meeting.items.order_by("position")
    for row in items.values_list("pk", "position", "kind", "title", "background", "proposal", "presenter"):
        told.update(repr(row).encode())
    papers = Paper.objects.filter(item__meeting=meeting).order_by("item__position", "position", "pk")
    for paper in papers.values_list("pk", "item", "title", "file__sha256"):
        told.update(repr(paper).encode())
    return told.hexdigest()
