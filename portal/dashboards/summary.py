"""The dashboard's figures as markup. Drawing some hundred rows is what a dashboard costs, so they are drawn once."""

import hashlib
import json
from datetime import date
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.figures import catalogue
from portal.figures.catalogue.trends import quarters_of, trends
from portal.figures.quarters import TREND
from portal.organisations.models import Cooperation

#: The figures themselves are part of the key: what is kept is never old but where a label or a template changed.
KEPT_SECONDS = 600


def summary_of(cooperation: Cooperation, rows_open: bool) -> dict[str, Any]:
    """The day and the markup of a cooperation's figures of today, in the reader's language. ``rows_open``: whether the
    reader sees every call-off and purchase that they count."""
    taken = catalogue.take(cooperation)
    before = quarters_of(cooperation, TREND)
    known = [cooperation.pk, cooperation.version, get_language(), rows_open, taken, [str(last) for last, _ in before]]
    known_by = json.dumps(known, sort_keys=True)
    kept_as = "dashboard:" + hashlib.sha256(known_by.encode()).hexdigest()
    drawn = cache.get(kept_as)
    if drawn is None:
        figures = catalogue.shown(cooperation, taken)
        page = {"figures": figures, "rows_open": rows_open, "trends": trends(taken, before) if before else ()}
        drawn = render_to_string("dashboards/summary.html", page)
        cache.set(kept_as, drawn, KEPT_SECONDS)
    return {"taken_on": date.fromisoformat(taken["day"]), "summary": _markup(drawn)}


def quarter_of(cooperation: Cooperation, quarter: date) -> dict[str, Any] | None:
    """The day and the markup of a cooperation's figures as they were kept at the end of a quarter; None if nobody kept
    them. The rows behind them are not linked: the lists are of today."""
    kept = cooperation.quarters.filter(quarter=quarter).first()
    if kept is None:
        return None
    page = {"figures": catalogue.shown(cooperation, kept.data), "rows_open": False, "linked": False, "trends": ()}
    return {"taken_on": quarter, "kept": kept, "summary": _markup(render_to_string("dashboards/summary.html", page))}


def _markup(drawn: str) -> SafeString:
    """Jinja2 has escaped what needs it, but hands out a plain text."""
    return mark_safe(drawn)  # noqa: S308
