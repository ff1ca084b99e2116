"""What has to be there before a procurement goes on to its next stage. A gate lets nobody past."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Answer, Reason, answer

if TYPE_CHECKING:
    from procurements.models import Procurement

Gaps = Callable[["Procurement"], Iterator[Reason]]


def who_and_what(procurement: "Procurement") -> Iterator[Reason]:
    """What must be known before everybody sees the plan: who buys, and what."""
    if procurement.organisation_id is None:
        yield Reason(_("Say which organisation buys."), field="organisation")
    if not procurement.cpvs.exists():
        yield Reason(_("Choose at least one CPV code: suppliers find the procurement by it."), field="cpvs")


def maximum_stated(procurement: "Procurement") -> Iterator[Reason]:
    """Rule 3: a procurement is announced with a maximum value."""
    if procurement.maximum_value is None:
        yield Reason(_("State the maximum value."), field="maximum_value")


def closed(procurement: "Procurement") -> Iterator[Reason]:
    """The portal records no tenders: what is decided about them stands in the tender system."""
    yield Reason(_("Tenders and their evaluation are not recorded in the portal."), field="stage")


#: What each step asks; a step that is not named asks nothing beyond its stage.
GATES: Mapping[str, tuple[Gaps, ...]] = {
    "planned": (who_and_what,),
    "made_ready": (maximum_stated,),
    "evaluation_opened": (closed,),
    "awarded": (closed,),
}


def gate(name: str, procurement: "Procurement") -> Answer:
    """Whether the named step is open; every gap is named at once."""
    return answer(reason for gaps in GATES.get(name, ()) for reason in gaps(procurement))
