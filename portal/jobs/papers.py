"""PDFs that are read more often than they change: made once by a worker, kept for a day, handed out to whoever asks.

A rendering takes a second, so no web process renders: the page waits for the worker. Who may read a paper is for the
view to ask, before it comes here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from portal.jobs import services

KEPT_SECONDS = 24 * 60 * 60
ASKED_SECONDS = 60  # after that, a paper that did not come is asked for again


@dataclass(frozen=True)
class Paper:
    """One PDF in one language.

    ``kind`` is the job that makes it from ``params``; ``key`` tells it from every other of the kind: what it is about,
    in which version and for whom.
    """

    kind: str
    key: str
    language: str
    params: Mapping[str, Any]

    @property
    def _place(self) -> str:
        return f"paper:{self.kind}:{self.key}:{self.language}"

    def kept(self) -> bytes | None:
        """The PDF, if it has been made within a day."""
        return cache.get(self._place)

    def keep(self, pdf: bytes) -> None:
        """What the worker made, for everybody who asks."""
        cache.set(self._place, pdf, KEPT_SECONDS)

    def ask_for(self) -> None:
        """Have it made, unless somebody has asked for it already. It belongs to nobody."""
        if cache.add(f"{self._place}:asked", True, ASKED_SECONDS):
            services.start(kind=self.kind, params=dict(self.params), by=None, language=self.language)


@dataclass(frozen=True)
class Waiting:
    """What the page says while a paper is made: ``making`` beside the progress, ``download`` on the button that comes,
    ``back`` on the one that leads to the last of the ``breadcrumbs``."""

    title: str
    lead: str
    making: str
    download: str
    back: str
    breadcrumbs: Sequence[tuple[str, str]]


def hand_out(request: HttpRequest, paper: Paper, *, name: str, waiting: Waiting) -> HttpResponse:
    """The paper as a file called ``name``, or the page that waits for it (202). htmx asks on behalf of that page."""
    pdf = paper.kept()
    if pdf is None:
        paper.ask_for()
    if pdf is None or request.htmx:
        template = "jobs/paper_hint.html" if request.htmx else "jobs/paper_waiting.html"
        page = {"waiting": waiting, "ready": pdf is not None, "address": request.path}
        return render(request, template, page, status=200 if pdf or request.htmx else 202)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")
    response["Cache-Control"] = "private, no-cache"
    return response
