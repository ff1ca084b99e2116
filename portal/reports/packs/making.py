"""Making a pack: the work of the job ``meeting-pack``.

Our own pages are set twice: the first time tells how many each item takes, the second writes the numbers of the pages
into the agenda. Then the papers are put in, and every sheet gets its number and its running head.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.actor import actor_of
from portal.figures import catalogue
from portal.files.services import store_content
from portal.governance.meetings.wording import when
from portal.governance.models import Meeting
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.reports.models import MeetingPack
from portal.reports.packs import rules
from portal.reports.packs.contents import Chapter, Part, chapters_of, seal
from portal.reports.packs.sheets import Bookmark, assemble, is_landscape, starts_of
from portal.web import pdf, theme
from portal.web.formats import plain
from portal.workflow import audit

STYLES = {name: settings.BASE_DIR / f"templates/reports/{name}" for name in ("steering.css", "packs/pack.css")}
BEFORE = 2  # the cover and the agenda lie before the items
MOST_PAGES = 3000  # of papers in a pack: a worker sets a sheet for each


def make(job: Job, progress: Progress) -> Result:
    """Read the papers, set our own pages, put everything together; keep the pack with the job's end."""
    meetings = Meeting.objects.visible_to(job.owner).select_related("cooperation", "group")
    meeting = meetings.filter(pk=job.params["meeting"]).first()
    if meeting is None:
        raise JobFailed(gettext("The meeting is not there any more."))
    sealed, chapters = seal(meeting), chapters_of(job.owner, meeting)
    if not chapters:
        raise JobFailed(gettext("Nothing is on the agenda yet."))
    steps = sum(part.is_pdf for chapter in chapters for part in chapter.parts) + 3
    with_figures = rules.holds_figures(actor_of(job.owner), meeting)
    with ExitStack() as stack:
        papers = _papers(chapters, progress, steps, stack)
        progress.report(steps - 3, steps, gettext("Counting the figures"))
        figures = catalogue.steering(meeting.cooperation) if with_figures else None
        progress.report(steps - 2, steps, gettext("Setting the pages"))
        content, pages = render(meeting, chapters, papers, figures)
    progress.report(steps, steps, gettext("Keeping the pack"))

    def keep() -> Result:
        name = f"{plain(meeting.title)}-{meeting.held_on.isoformat()}-{job.language}.pdf"
        file = store_content(by=job.owner, name=name, content=content, content_type="application/pdf")
        pack = MeetingPack.objects.create(
            meeting=meeting,
            language=job.language,
            made_by=job.owner,
            pages=pages,
            items=[chapter.item.pk for chapter in chapters],
            papers=[part.paper.pk for chapter in chapters for part in chapter.parts],
            with_figures=with_figures,
            seal=sealed,
            file=file,
            job=job,
        )
        audit.record("meeting.pack_made", meeting, by=job.owner, changes={"pages": (None, pages)})
        return Result({"pack": pack.pk}, file.pk)

    return Result(write=keep)


def _papers(chapters: Sequence[Chapter], progress: Progress, steps: int, stack: ExitStack) -> dict[int, pikepdf.Pdf]:
    """The papers that are PDFs, opened, by the ids of the papers. Says of all that cannot be read which they are."""
    found: dict[int, pikepdf.Pdf] = {}
    wrong: list[str] = []
    for chapter in chapters:
        for part in chapter.parts:
            if not part.is_pdf:
                continue
            progress.report(len(found) + len(wrong), steps, gettext("Reading the papers"))
            try:
                document = stack.enter_context(_opened(part))
                part.pages = len(document.pages)
                found[part.paper.pk] = document
            except JobFailed as failed:
                said = {"number": chapter.item.position, "title": part.paper.title, "why": failed.message}
                wrong.append(gettext("Item %(number)s, “%(title)s”: %(why)s") % said)
    if wrong:
        raise JobFailed(gettext("A paper cannot be put into the pack. Hand it in anew, and have the pack made."), wrong)
    if (pages := sum(part.pages for chapter in chapters for part in chapter.parts)) > MOST_PAGES:
        said = {"pages": pages, "most": MOST_PAGES}
        raise JobFailed(gettext("The papers have %(pages)s pages together, and a pack holds %(most)s at most.") % said)
    return found


def _opened(part: Part) -> pikepdf.Pdf:
    """A paper as it is printed: what is filled into its fields and noted on it stands on its pages."""
    try:
        with part.paper.file.file.open("rb") as file:
            document = pikepdf.open(io.BytesIO(file.read()))
        if not len(document.pages):
            raise pikepdf.PdfError("no pages")
        for page in document.pages:
            is_landscape(page)  # reading it fails where the page, or the tree of pages, is broken
        document.generate_appearance_streams()
        document.flatten_annotations("print")
    except FileNotFoundError as error:
        raise JobFailed(gettext("the file is missing.")) from error
    except pikepdf.PasswordError as error:
        raise JobFailed(gettext("the PDF is protected by a password.")) from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise JobFailed(gettext("the PDF is broken and cannot be read.")) from error
    return document


def render(
    meeting: Meeting, chapters: Sequence[Chapter], papers: dict[int, pikepdf.Pdf], figures: Any = None
) -> tuple[bytes, int]:
    """The pack in the active language, and how many pages it has."""
    starts, count = starts_of(_own(meeting, chapters, figures))
    _number(chapters, [*starts, count], count)
    own = _own(meeting, chapters, figures)
    if starts_of(own) != (starts, count):
        raise RuntimeError("the numbers of the pages have moved the pages")
    order = list(_order(chapters, papers, [*starts, count], count))
    stamps = _stamps(meeting, order)
    bookmarks = [
        Bookmark(meeting.title, 0),
        Bookmark(gettext("Agenda"), starts[1]),
        *(
            Bookmark(
                f"{chapter.item.position}. {chapter.item.title}",
                chapter.page - 1,
                tuple(Bookmark(part.paper.title, part.first - 1) for part in chapter.parts if part.pages),
            )
            for chapter in chapters
        ),
    ]
    if figures is not None:
        bookmarks.append(Bookmark(gettext("Figures"), len(order) - (count - starts[-1])))
    return assemble(own, stamps, [(page, index) for page, index, _head, _of in order], bookmarks), len(order)


def _number(chapters: Sequence[Chapter], starts: Sequence[int], count: int) -> None:
    """Say of every item and paper on which page of the pack it begins."""
    put_in = 0
    for place, chapter in enumerate(chapters, start=BEFORE):
        chapter.page = starts[place] + put_in + 1
        following = starts[place + 1] + put_in + 1
        for part in chapter.parts:
            if part.pages:
                part.first = following
                following += part.pages
                put_in += part.pages


Sheet = tuple[pikepdf.Page | None, int, str, str]


def _order(
    chapters: Sequence[Chapter], papers: dict[int, pikepdf.Pdf], starts: Sequence[int], count: int
) -> Iterator[Sheet]:
    """Every sheet of the pack: a page of a paper with its running head, or the index of one of our own."""
    for index in range(starts[BEFORE]):
        yield None, index, "", ""
    for place, chapter in enumerate(chapters, start=BEFORE):
        for index in range(starts[place], starts[place + 1]):
            yield None, index, "", ""
        head = gettext("Item %(number)s – %(title)s") % {"number": chapter.item.position, "title": chapter.item.title}
        for part in chapter.parts:
            if document := papers.get(part.paper.pk):
                for number, page in enumerate(document.pages, start=1):
                    yield page, 0, head, f"{part.paper.title}, {number}/{part.pages}"
    for index in range(starts[BEFORE + len(chapters)], count):
        yield None, index, "", ""


def _own(meeting: Meeting, chapters: Sequence[Chapter], figures: Any) -> bytes:
    """Our own pages: the cover, the agenda, every item, the figures."""
    brand = brand_of(meeting.cooperation)
    cover = render_to_string("reports/cover.svg", {"accent": theme.scale(brand.accent)}, using="jinja2")
    context = {
        "meeting": meeting,
        "when": when(meeting),
        "chapters": chapters,
        "figures": figures,
        "made_at": timezone.now(),
    }
    assets = {
        "steering.css": STYLES["steering.css"].read_bytes(),
        "pack.css": STYLES["packs/pack.css"].read_bytes(),
        "cover.svg": cover.strip().encode(),
    }
    return pdf.render_template("reports/packs/pack.html", context, brand=brand, assets=assets)


def _stamps(meeting: Meeting, order: Sequence[Sheet]) -> bytes:
    """A sheet for each page, with its number and, where it is of a paper, its running head."""
    context = {
        "meeting": meeting,
        "when": when(meeting),
        "sheets": [
            {"head": head, "of": of, "landscape": page is not None and is_landscape(page), "is_paper": page is not None}
            for page, _index, head, of in order
        ],
    }
    return pdf.render_template("reports/packs/stamps.html", context, brand=brand_of(meeting.cooperation))


def result_url(job: Job) -> str:
    return f"{job.pack.meeting.get_absolute_url()}#pack"


def describe(job: Job) -> str:
    title = Meeting.objects.values_list("title", flat=True).filter(pk=job.params["meeting"]).first()
    return gettext("Meeting pack: %(title)s") % {"title": title or ""}
