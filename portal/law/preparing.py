"""What a procurement has to state or explain before its notice: lots, duration, climate and environment."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Reason, Source
from portal.law.frameworks.terms import Kind
from portal.law.frameworks.times import LONGEST_FRAMEWORK
from portal.law.jurisdictions import JurisdictionCode
from portal.law.procedures import Procedure

LEAST_CLIMATE_WEIGHT = Decimal(30)  # per cent

_LOTS = Source(
    _("Directive 2014/24/EU"),
    "art. 46(1)",
    national={
        "SE": Source("LOU", "4 kap. 13 §", certain=False),
        "NO": Source("FOA", "§ 19-4", certain=False),
    },
)
_CLIMATE = Source("FOA", "§ 7-9")

#: Procedures of national law alone: the directive's duty to explain why there are no lots does not reach them.
_NATIONAL = (Procedure.NATIONAL, Procedure.SOCIAL, Procedure.DIRECT)


@dataclass(frozen=True)
class Prepared:
    """What a procurement says of itself. ``months`` is the duration with all options; weights are in per cent; None
    is not said."""

    jurisdiction: str
    kind: str
    procedure: str = ""
    months: int | None = None
    long_term_reason: str = ""
    is_divided: bool | None = None
    undivided_reason: str = ""
    climate_weight: Decimal | None = None
    climate_reason: str = ""


def gaps(said: Prepared) -> Iterator[Reason]:
    """All that is still to be stated or explained."""
    yield from duration(said)
    yield from lots(said)
    yield from climate(said)


def duration(said: Prepared) -> Iterator[Reason]:
    """Rule 1: how long it lasts is stated, and more than four years of a framework are explained."""
    if said.months is None:
        if said.kind != Kind.DPS:
            yield Reason(_("State how long the agreement lasts, options included."), field="agreement_months")
    elif said.kind == Kind.FRAMEWORK and said.months > LONGEST_FRAMEWORK and not said.long_term_reason.strip():
        yield Reason(
            _("A framework agreement for more than four years needs recorded reasons."),
            sources.DURATION.within(said.jurisdiction),
            "long_term_reason",
        )


def lots(said: Prepared) -> Iterator[Reason]:
    """Whether it is divided into lots is said, and why not, above the thresholds (2014/24/EU art. 46(1))."""
    if said.is_divided is None:
        yield Reason(_("Say whether the procurement is divided into lots."), field="is_divided")
    elif not said.is_divided and said.procedure not in _NATIONAL and not said.undivided_reason.strip():
        text = _("A procurement that is not divided into lots says why.")
        yield Reason(text, _LOTS.within(said.jurisdiction), "undivided_reason")


def climate(said: Prepared) -> Iterator[Reason]:
    """Rule 11: in Norway climate and environment weigh 30 % at least, or a justification is recorded (FOA § 7-9, since
    2024)."""
    if said.jurisdiction != JurisdictionCode.NO or said.climate_reason.strip():
        return
    if said.climate_weight is None or said.climate_weight < LEAST_CLIMATE_WEIGHT:
        text = _("Climate and environment weigh at least %(least)s %%, or the reasons for less are recorded.")
        yield Reason(text, _CLIMATE, "climate_weight", {"least": LEAST_CLIMATE_WEIGHT})
