"""A ceiling as pages show it: its level in words, the bar, and when it runs out in a sentence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.ceilings import ceilings_of_many
from agreements.forecast import Forecast, Outlook, forecasts
from agreements.models import Agreement, Lot
from agreements.rules.ceilings import View
from agreements.states.ceilings import LEVEL_LABELS, LEVEL_TONES
from portal.law.frameworks.ceilings import Ceiling
from portal.web import formats


def ceiling_lines(
    agreement: Agreement,
    view: View,
    day: date | None = None,
    ceilings: Mapping[int | None, Ceiling] | None = None,
) -> list[dict[str, Any]]:
    """The ceilings that a reader sees, the whole agreement's first, each with its level, its bar and its forecast.

    A lot without a maximum of its own is told only when something is taken of it; ``under_whole`` says that the maximum
    of the whole agreement, which is known, holds for it too. Reads the lots that
    ``facts.with_children`` fetched, and the ceilings of the day where they are not given.
    """
    ceilings = ceilings or ceilings_of_many([agreement], day=day)[agreement.pk]
    ahead = forecasts(agreement, ceilings, day or timezone.localdate())
    lots = [lot for lot in agreement.lots.all() if ceilings[lot.pk].maximum is not None or ceilings[lot.pk].taken]
    shown: list[tuple[Lot | None, str]] = [(None, _("The whole agreement"))]
    if view > View.LEFT:
        shown += [(lot, lot_name(lot)) for lot in lots]
    return [_line(agreement, lot, name, ceilings, ahead[lot.pk if lot else None]) for lot, name in shown]


def _line(
    agreement: Agreement, lot: Lot | None, name: str, ceilings: Mapping[int | None, Ceiling], forecast: Forecast
) -> dict[str, Any]:
    ceiling = ceilings[lot.pk if lot else None]
    under_whole = lot is not None and ceiling.maximum is None and ceilings[None].maximum is not None
    level = _("no maximum of its own") if under_whole else LEVEL_LABELS[ceiling.level]
    return {
        "key": lot.pk if lot else None,
        "name": name,
        "ceiling": ceiling,
        "under_whole": under_whole,
        "level": (level, LEVEL_TONES[ceiling.level]),
        "bar": _bar(ceiling),
        "forecast": forecast,
        "outlook": _("The maximum of the whole agreement applies to the lot.")
        if under_whole
        else outlook_words(forecast, agreement.last_day),
    }


def _bar(ceiling: Ceiling) -> dict[str, str] | None:
    """How long the parts of the bar are, in per cent of its whole length."""
    if not ceiling.maximum:
        return None
    used = min(ceiling.used / ceiling.maximum, Decimal(1)) * 100
    taken = min(ceiling.taken / ceiling.maximum, Decimal(1)) * 100
    return {"used": f"{used:.2f}", "reserved": f"{taken - used:.2f}"}


def lot_name(lot: Lot) -> str:
    return " ".join(part for part in (_("Lot"), lot.number or str(lot.position), lot.title) if part)


def outlook_words(forecast: Forecast, last_day: date | None) -> str:
    """A forecast in a sentence."""
    match forecast.outlook:
        case Outlook.NO_MAXIMUM:
            return _("No maximum is known, so nothing can be said of when it is reached.")
        case Outlook.EXHAUSTED:
            return _("Nothing is left: no further call-off can be made.")
        case Outlook.TOO_LITTLE_KNOWN:
            return _("Too little is known to say when it runs out: at least three full months are needed.")
        case Outlook.NOTHING_TAKEN:
            return _("Nothing was taken in the last months, so it cannot be said when it runs out.")
    days = {"expected": forecast.expected, "earliest": forecast.earliest, "latest": forecast.latest}
    said = {name: formats.date(day) for name, day in days.items() if day is not None}
    if forecast.earliest is None or (last_day is not None and forecast.earliest > last_day):
        return _("At this pace it lasts for as long as the agreement runs.")
    if forecast.expected is None or (last_day is not None and forecast.expected > last_day):
        return (
            _("At this pace it lasts for as long as the agreement runs; at the fastest it runs out %(earliest)s.")
            % said
        )
    if forecast.latest is None:
        return (
            _("At this pace it runs out about %(expected)s, at the earliest %(earliest)s; it may last much longer.")
            % said
        )
    return _("At this pace it runs out about %(expected)s, between %(earliest)s and %(latest)s.") % said
