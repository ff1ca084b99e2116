"""Putting sheets together: our own pages and the papers in their order, each with its number and its running head."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

POINTS = 72 / 25.4  # points of a millimetre
SIDE, HEAD, FOOT = 10 * POINTS, 17 * POINTS, 16 * POINTS  # what a page of a paper leaves free of its sheet


@dataclass(frozen=True)
class Bookmark:
    """An entry of the PDF's outline: its words, the index of its page, and what lies below it."""

    title: str
    page: int
    below: tuple["Bookmark", ...] = ()


def starts_of(pdf: bytes) -> tuple[list[int], int]:
    """The indexes of the pages on which the parts of our own pages begin, and how many pages there are."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        places = {page.objgen: index for index, page in enumerate(document.pages)}
        with document.open_outline() as outline:
            found = [places[entry.destination[0].objgen] for entry in outline.root]
        return found, len(document.pages)


def is_landscape(page: pikepdf.Page) -> bool:
    """Whether a page is read across, as its rotation has it."""
    left, low, right, high = (float(edge) for edge in page.trimbox)
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (right - left > high - low) is not turned


def assemble(
    own: bytes, stamps: bytes, order: Sequence[tuple[pikepdf.Page | None, int]], bookmarks: Sequence[Bookmark]
) -> bytes:
    """One PDF of our own pages and of pages of papers, in an order.

    An entry of ``order`` is a page of a paper, or None with the index of one of our own. ``stamps`` has a sheet for
    each entry: it is laid over our own pages, and under the page of a paper, which is made as much smaller as it takes.
    """
    with pikepdf.open(io.BytesIO(own)) as source, pikepdf.open(io.BytesIO(stamps)) as sheets:
        ours = list(source.pages)
        for position, (paper, index) in enumerate(order):
            sheet = sheets.pages[position]
            if paper is None:
                ours[index].add_overlay(sheet)
                continue
            source.pages.insert(position, sheet)
            left, low, right, high = (float(edge) for edge in sheet.mediabox)
            room = pikepdf.Rectangle(left + SIDE, low + FOOT, right - SIDE, high - HEAD)
            source.pages[position].add_overlay(paper, room)
        with source.open_outline() as outline:
            outline.root[:] = [_entry(bookmark) for bookmark in bookmarks]
        source.Root.PageMode = pikepdf.Name.UseOutlines
        with source.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            if "pdfuaid:part" in metadata:
                del metadata["pdfuaid:part"]  # the papers are as accessible as they were handed in
        finished = io.BytesIO()
        source.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return finished.getvalue()


def _entry(bookmark: Bookmark) -> pikepdf.OutlineItem:
    entry = pikepdf.OutlineItem(bookmark.title, bookmark.page)
    entry.children.extend(_entry(below) for below in bookmark.below)
    return entry
