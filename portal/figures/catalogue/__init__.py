"""The catalogue of figures: each one is defined here once, and pages, PDFs and spreadsheets ask for it by name.

``steering(cooperation, day)`` gives the figures of a steering group's dashboard as they are on a day;
``take(cooperation, day)`` gives the same as plain JSON, for keeping, and ``shown(cooperation, taken)`` turns what was
kept back into figures. Labels and definitions are in the active language.

Every figure carries ``rows_url``: the list of exactly the rows that it counts, on the day it was taken.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from portal.figures import counting, kept
from portal.figures.catalogue.governing import Governing, GoverningFigures, places_in
from portal.figures.catalogue.kinds import (
    Candidate,
    DueOption,
    Figure,
    Headlines,
    MemberVolume,
    Money,
    NearCeiling,
    PastMaximum,
    Slice,
    SteeringFigures,
    UseFigures,
    Volume,
)
from portal.figures.catalogue.plan import Plan
from portal.figures.catalogue.register import Register
from portal.figures.catalogue.told import Told
from portal.figures.catalogue.use import Use
from portal.organisations.models import Cooperation, Organisation
from portal.reference.collation import NORWEGIAN, SWEDISH
from portal.reference.models import Country

__all__ = [
    "Candidate",
    "DueOption",
    "Figure",
    "GoverningFigures",
    "Headlines",
    "MemberVolume",
    "Money",
    "NearCeiling",
    "PastMaximum",
    "Slice",
    "SteeringFigures",
    "UseFigures",
    "Volume",
    "headlines",
    "shown",
    "steering",
    "take",
]

ALPHABETS = {Country.SWEDEN: SWEDISH, Country.NORWAY: NORWEGIAN}


def take(cooperation: Cooperation, day: date | None = None) -> dict[str, Any]:
    """The figures of a day (today) as plain JSON. The names of municipalities are part of it: they change."""
    day = day or timezone.localdate()
    register, use, governing = (
        kept.register(cooperation, day),
        kept.use(cooperation, day),
        kept.governing(cooperation, day),
    )
    owners = {owner for owner, _ in register["municipalities"]} | counting.buyers_in(use) | places_in(governing)
    return {
        **register,
        "plan": counting.plan(cooperation),
        "past_maximum": counting.past_maximum(cooperation, day),
        "member_municipalities": counting.member_municipalities(cooperation, day),
        "use": use,
        "governing": governing,
        "names": _names(cooperation, owners),
    }


def steering(cooperation: Cooperation, day: date | None = None) -> SteeringFigures:
    """The steering figures of a cooperation on a day (today)."""
    return shown(cooperation, take(cooperation, day))


def headlines(cooperation: Cooperation, day: date | None = None) -> Headlines:
    """The headlines among a cooperation's steering figures on a day (today)."""
    register = kept.register(cooperation, day or timezone.localdate())
    names = _names(cooperation, {owner for owner, _ in register["municipalities"]})
    told = Told(cooperation, {**register, "plan": counting.plan(cooperation), "names": names})
    found = Register(told)
    return Headlines(
        cooperation=cooperation,
        taken_on=told.day,
        in_force=found.in_force(),
        running_out=found.horizons(),
        candidates=found.candidates(),
        planned=Plan(told).planned(),
    )


def shown(cooperation: Cooperation, taken: dict[str, Any]) -> SteeringFigures:
    """Figures that were taken, in the words of the active language. A report from before something was counted has
    none of it."""
    told = Told(cooperation, taken)
    found, plan = Register(told), Plan(told)
    return SteeringFigures(
        cooperation=cooperation,
        taken_on=told.day,
        **taken["doubts"],
        in_force=found.in_force(),
        estimated=told.money(taken["total"], "estimated"),
        maximum=told.money(taken["total"], "maximum"),
        running_out=found.horizons(),
        ending_by_quarter=found.ending_by_quarter(),
        by_category=found.by_category(),
        by_municipality=found.by_municipality(),
        candidates=found.candidates(),
        past_maximum=found.past_maximum(),
        planned=plan.planned(),
        planned_by_category=plan.by_category(),
        planned_by_quarter=plan.by_quarter(),
        use=Use(told).figures() if "use" in taken else None,
        governing=Governing(told).figures() if "governing" in taken else None,
    )


def _names(cooperation: Cooperation, organisations: set[int]) -> list[list[Any]]:
    """The names of organisations, in the alphabet of the cooperation."""
    found = Organisation.objects.filter(pk__in=organisations).alphabetical(ALPHABETS[cooperation.jurisdiction])
    return [[pk, name] for pk, name in found.values_list("pk", "name")]
