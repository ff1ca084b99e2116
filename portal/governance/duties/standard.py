"""The duties that the portal proposes, and the areas of competence; ``data/README.md`` names their source."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.law.answers import Words

_TABLE = Path(__file__).resolve().parents[1] / "data" / "duties.csv"


class DutyScope(models.TextChoices):
    """Whether a duty is held once for the cooperation, or once in each of its members."""

    REGIONAL = "regional", pgettext_lazy("duty", "regional")
    LOCAL = "local", pgettext_lazy("duty", "local")


class Area(models.TextChoices):
    """What people who procure know."""

    LAW = "law", _("procurement law")
    TENDERING = "tendering", _("running procurements")
    SPECIFYING = "specifying", _("writing requirements")
    NEGOTIATING = "negotiating", _("negotiation")
    FOLLOW_UP = "follow_up", _("following up agreements")
    ANALYSIS = "analysis", _("analysis of purchases")
    E_COMMERCE = "e_commerce", _("e-commerce")
    SUSTAINABILITY = "sustainability", _("climate and social requirements")
    CONSTRUCTION = "construction", _("construction")
    IT = "it", _("IT")
    CARE = "care", _("health and care")
    TEACHING = "teaching", _("training others")


@dataclass(frozen=True)
class StandardDuty:
    """A duty that the portal proposes; its words come in the reader's language."""

    code: str
    scope: DutyScope
    position: int
    source: str

    @property
    def title(self) -> str:
        return title_of(self.code)

    @property
    def help(self) -> str:
        return helps(self.code)


_WORDS: dict[str, tuple[Words, Words]] = {
    "run-the-scheme": (
        _("Run and develop the cooperation"),
        _("Lead the daily work, and ask the purchasing contacts for advice about where it should go."),
    ),
    "common-agreements": (
        _("Administer the common agreements"),
        _("Keep the register, watch options and end dates, and follow the suppliers up."),
    ),
    "represent-region": (
        _("Represent the members towards other constellations"),
        _("Speak for all members with central purchasing bodies and other regions: one enquiry instead of many."),
    ),
    "initiate-agreements": (
        _("Initiate new agreements"),
        _("Find areas that no agreement covers, and propose what to procure together."),
    ),
    "coordinate-needs": (
        _("Coordinate the needs"),
        _("Gather what the members need, and bring together those who need the same."),
    ),
    "joint-negotiations": (
        _("Negotiate jointly"),
        _("Negotiate with suppliers for all members at once."),
    ),
    "competence": (
        _("Keep up competence in procurement"),
        _("See to it that both the office and the members know what their work asks for."),
    ),
    "courses": (
        _("Arrange courses and gatherings"),
        _("Plan courses, workshops and gatherings for those who procure and buy."),
    ),
    "quality-assurance": (
        _("Assure quality"),
        _("Read through procurements of the members, and guide where the rules are difficult."),
    ),
    "common-site": (
        _("Keep the common site"),
        _("Publish agreements and planned procurements where buyers and suppliers find them."),
    ),
    "supplier-development": (
        _("Develop the local suppliers"),
        _("Inform suppliers about the rules and about what is planned, so that they can compete."),
    ),
    "expert-register": (
        _("Keep the register of experts"),
        _("Know which lawyers, consultants and specialists the members may ask."),
    ),
    "e-commerce": (
        _("Hold and develop e-commerce"),
        _("Look after the common solution for ordering and invoicing, and its catalogues."),
    ),
    "represent-units": (
        _("Represent all units in new agreements"),
        _("Bring the needs of every administration and company into the work on new agreements."),
    ),
    "one-contact": (
        _("Be the one contact with an overview"),
        _("Know the municipality's agreements and purchases, and be the person whom everybody asks."),
    ),
    "guide-buyers": (
        _("Guide the buyers"),
        _("Help those who order to find the right agreement; ask the region for help where it is needed."),
    ),
    "inform-leaders": (
        _("Inform the leaders"),
        _("Keep leaders informed about the law of procurement and what it asks of them."),
    ),
    "train": (
        _("Train managers and new staff"),
        _("Teach managers and new colleagues how purchases are made here."),
    ),
    "advise": (
        _("Advise everybody who procures"),
        _("Give advice in single purchases, and bring in experts from outside where it is needed."),
    ),
    "local-notices": (
        _("Look after local projects and notices"),
        _("Guide procurements that the municipality makes alone, and see to it that they are advertised."),
    ),
    "contact-with-region": (
        _("Keep in contact with the region"),
        _("Be in touch with the regional office and take part in its meetings and forums."),
    ),
}


@cache
def standard() -> tuple[StandardDuty, ...]:
    """All duties of the table, regional ones first."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(
            StandardDuty(row["code"], DutyScope(row["scope"]), int(row["position"]), row["source"])
            for row in csv.DictReader(table)
        )


def title_of(code: str) -> str:
    """What a duty of the table is called, in the reader's language."""
    return str(_WORDS[code][0])


def helps(code: str) -> str:
    """What a duty of the table comprises, in the reader's language; nothing for a cooperation's own duty."""
    return str(_WORDS[code][1]) if code in _WORDS else ""
