"""Charts of the steering figures as SVG, for PDFs. Only workers draw them: the renderer costs a process 84 MB.

Pages draw theirs with ``templates/components/chart.html``. A chart repeats what a table beside it says, and carries a
title and a description of its own for those who cannot see it.
"""

import re
import tempfile
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from portal.figures.catalogue import Candidate, Figure, NearCeiling, Slice, Volume
from portal.web.formats import conventions, date, number, percent

WIDTH = 640
LONGEST_LABEL = 290
LABEL_LETTERS = 44  # in each of the two lines of a row's name; the table beside the chart has the whole of it
LETTER, LINE = 6, 12  # pixels: the mean width of a letter of a name, and the height of its lines
ROW = 30  # pixels from one row to the next
BROADEST = 64  # pixels of a column: few of them are not blown up to fill the width
MILLION = 1_000_000
_INK, _SOFT, _LINE = "#1c2126", "#4b535b", "#d9dde1"


@lru_cache
def _renderer() -> Any:
    """The chart renderer, told once about the typeface that the charts are measured in."""
    import vl_convert
    from fontTools.ttLib import TTFont

    folder = Path(tempfile.mkdtemp(prefix="samkop-fonts-"))
    font = TTFont(settings.BASE_DIR / "static/vendor/inter/inter-latin-wght-normal.woff2")
    font.flavor = None
    font.save(folder / "Inter.ttf")
    vl_convert.register_font_directory(str(folder))
    return vl_convert


def _svg(spec: dict[str, Any], title: str, description: str) -> SafeString:
    """The SVG of a Vega-Lite chart, as wide as its column, with numbers as the reader writes them."""
    here = conventions(get_language() or settings.LANGUAGE_CODE)
    drawn = _renderer().vegalite_to_svg(
        {**spec, "width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}, "background": None},
        config=_STYLE,
        format_locale={"decimal": here.decimal, "thousands": here.group, "grouping": [3], "currency": ["", " kr"]},
    )
    named = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return mark_safe(re.sub(r"(<svg[^>]*)>", rf'\1 role="img">{named}', drawn, count=1))  # noqa: S308 - our own SVG


_STYLE: dict[str, Any] = {
    "font": "Inter",
    "view": {"stroke": None},
    "axis": {
        "labelFont": "Inter",
        "labelColor": _INK,
        "labelFontSize": 11.5,
        "labelLimit": LONGEST_LABEL,
        "domain": False,
        "ticks": False,
        "title": None,
        "gridColor": _LINE,
        "labelPadding": 8,
    },
    "text": {"font": "Inter", "fontSize": 12, "color": _INK},
    "legend": {
        "orient": "top",
        "title": None,
        "labelFont": "Inter",
        "labelFontSize": 12,
        "labelColor": _SOFT,
        "symbolType": "square",
        "symbolSize": 130,
        "offset": 12,
        "columnPadding": 20,
    },
}


def columns(figures: Sequence[Figure], title: str, colour: str) -> SafeString:
    """One column per figure, its number above it: for figures that follow each other in time."""
    entries = [(figure.label, figure.value, number(figure.value)) for figure in figures]
    return _columns(entries, title, colour)


def amounts(volumes: Sequence[Volume], title: str, colour: str) -> SafeString:
    """One column per volume, its amount in millions above it."""
    millions = [(volume.label, volume.amount.amount / MILLION) for volume in volumes]
    return _columns([(label, float(amount), number(amount, 1)) for label, amount in millions], title, colour)


def _columns(entries: Sequence[tuple[str, float, str]], title: str, colour: str) -> SafeString:
    rows = [{"label": "\n".join(label.rsplit(" ", 1)), "value": value, "text": text} for label, value, text in entries]
    labels = [row["label"] for row in rows]
    axis = {"labelAngle": 0, "labelExpr": r"split(datum.label, '\n')", "labelFontSize": 11, "labelLineHeight": 14}
    x = {"field": "label", "type": "nominal", "sort": labels, "axis": axis, "scale": {"paddingInner": 0.35}}
    y = {"field": "value", "type": "quantitative", "axis": None}
    broad = {"size": BROADEST} if len(rows) * BROADEST * 1.5 < WIDTH else {}
    spec = {
        "data": {"values": rows},
        "height": 140,
        "layer": [
            {
                "mark": {"type": "bar", "color": colour, "cornerRadiusEnd": 3, **broad},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "text", "dy": -8, "fontWeight": 600},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            },
        ],
    }
    return _svg(spec, title, "; ".join(f"{label}: {text}" for label, _value, text in entries))


def bars(slices: Sequence[Slice], title: str, strong: str, light: str) -> SafeString:
    """One bar per slice: what runs out within twelve months in a strong colour, the rest in a light one."""
    entries = []
    for slice_ in slices:
        all_of_it, ending = slice_.agreements.value, slice_.running_out.value
        entries.append((slice_.label, ending, all_of_it - ending, number(all_of_it)))
    parts = (gettext("Run out within 12 months"), gettext("Run longer"))
    return _two_parts(entries, parts, title, (strong, light))


def taken(ceilings: Sequence[NearCeiling], title: str, strong: str, light: str) -> SafeString:
    """One bar per ceiling, in per cent of its maximum: what is used in a strong colour, what is reserved in a light
    one."""
    entries = []
    for row in ceilings:
        name = f"{row.agreement}, {row.lot}" if row.lot else row.agreement
        used, reserved = float(row.used / row.maximum), float(row.reserved / row.maximum)
        entries.append((name, used, reserved, percent(row.taken)))
    return _two_parts(entries, (gettext("Used"), gettext("Reserved")), title, (strong, light))


def _named(labels: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """The keys of rows, of which two may have the same name, and their axis, which writes each name in two lines."""
    names = [textwrap.wrap(label, LABEL_LETTERS, max_lines=2, placeholder=" …") for label in labels]
    keys = ["\n".join((str(place), *lines)) for place, lines in enumerate(names)]
    longest = max((len(line) for lines in names for line in lines), default=0)
    in_two = {"test": r"length(split(datum.label, '\n')) > 2", "value": -LINE / 2}
    axis = {
        "labelExpr": r"slice(split(datum.label, '\n'), 1)",
        "labelFontSize": 11,
        "labelLineHeight": LINE,
        "labelAlign": "left",
        "labelPadding": min(LETTER * longest, LONGEST_LABEL) + 8,
        "labelOffset": {"condition": in_two, "value": 0},
    }
    return keys, {"field": "row", "type": "nominal", "sort": keys, "axis": axis}


def _two_parts(
    entries: Sequence[tuple[str, float, float, str]], parts: tuple[str, str], title: str, colours: tuple[str, str]
) -> SafeString:
    rows = []
    keys, y = _named([label for label, _first, _second, _text in entries])
    for key, (_label, first, second, text) in zip(keys, entries, strict=True):
        row = {"row": key, "total": first + second, "text": text}
        rows.append({**row, "part": parts[0], "order": 0, "value": first})
        rows.append({**row, "part": parts[1], "order": 1, "value": second})
    spec = {
        "data": {"values": rows},
        "height": {"step": ROW},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.6}},
                "encoding": {
                    "y": y,
                    "x": {"field": "value", "type": "quantitative", "stack": "zero", "axis": None},
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "scale": {"domain": list(parts), "range": list(colours)},
                    },
                    "order": {"field": "order"},
                },
            },
            {
                "transform": [{"filter": "datum.order == 0"}],
                "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": 600},
                "encoding": {
                    "y": y,
                    "x": {"field": "total", "type": "quantitative"},
                    "text": {"field": "text"},
                },
            },
        ],
    }
    return _svg(spec, title, "; ".join(f"{label}: {text}" for label, _first, _second, text in entries))


def windows(candidates: Sequence[Candidate], title: str, strong: str, light: str) -> SafeString:
    """One line per candidate, from the first last day to the latest, on a common calendar."""
    keys, y = _named([found.label for found in candidates])
    rows = [
        {"row": key, "first": found.first_day.isoformat(), "last": found.last_day.isoformat()}
        for key, found in zip(keys, candidates, strict=True)
    ]
    axis = {
        "format": "%Y",
        "tickCount": "year",
        "grid": True,
        "orient": "top",
        "labelColor": _SOFT,
        "labelAlign": "left",
        "labelPadding": 4,
    }
    first = {"field": "first", "type": "temporal", "axis": axis, "scale": {"nice": "year"}}
    mark = {"type": "point", "filled": True, "size": 90, "opacity": 1}
    spec = {
        "data": {"values": rows},
        "height": {"step": ROW},
        "layer": [
            {
                "mark": {"type": "bar", "height": 7, "color": light},
                "encoding": {"y": y, "x": first, "x2": {"field": "last"}},
            },
            {"mark": {**mark, "color": strong}, "encoding": {"y": y, "x": first}},
            {"mark": {**mark, "color": strong}, "encoding": {"y": y, "x": {**first, "field": "last"}}},
        ],
    }
    said = "; ".join(
        gettext("%(what)s: %(first)s to %(last)s")
        % {"what": found.label, "first": date(found.first_day), "last": date(found.last_day)}
        for found in candidates
    )
    return _svg(spec, title, said)
