"""A comparison of cost keys as an address asks for it: the address is the comparison, on the page and in the paper."""

import base64
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from portal.governance.economy.rates import key_for
from portal.governance.economy.simulation import Simulation, simulate
from portal.governance.forms.cost_keys import SimulationForm, SlotForm
from portal.governance.models import CostKey, Scenario
from portal.organisations.models import Cooperation

#: What the comparison begins with: the coordinator that Kongsbergregionen weighed in 2007.
FIRST_AMOUNT = Decimal(700_000)
FIRST_MODELS = ("equal", "inhabitants", "half", "")
LONGEST_STATE = 2000


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the forms as they stand, and what they say where they are whole."""

    form: SimulationForm
    slots: list[SlotForm]
    simulation: Simulation | None
    scenario: Scenario | None


def ask_for(cooperation: Cooperation, said: QueryDict) -> Asked:
    """Read a comparison from an address; an empty one asks for the first comparison."""
    kept = list(CostKey.objects.filter(cooperation=cooperation).order_by("name"))
    year = timezone.localdate().year
    in_force = key_for(cooperation.pk, year)
    data = said if said else _first(year, in_force)
    form = SimulationForm(data, cooperation=cooperation)
    slots = [SlotForm(data, keys=kept, prefix=f"k{place}") for place in range(1, 5)]
    simulation = scenario = None
    if all([form.is_valid(), *[slot.is_valid() for slot in slots]]):
        keys = [key for slot in slots if (key := slot.key()) is not None]
        year, scenario = form.cleaned_data["year"], form.cleaned_data["scenario"]
        in_force = key_for(cooperation.pk, year)
        simulation = simulate(cooperation, year, form.cleaned_data["amount"], keys, in_force)
    return Asked(form, slots, simulation, scenario)


def _first(year: int, in_force: CostKey | None) -> QueryDict:
    models = [f"key-{in_force.pk}", *FIRST_MODELS[:3]] if in_force else FIRST_MODELS
    said = {"amount": str(FIRST_AMOUNT), "year": str(year)}
    return QueryDict(urlencode({**said, **{f"k{place}-model": model for place, model in enumerate(models, 1)}}))


def packed(said: QueryDict) -> str:
    """A comparison as a part of an address; the empty one is spelled out."""
    return base64.urlsafe_b64encode(said.urlencode().encode()).decode().rstrip("=")


def unpacked(state: str) -> QueryDict:
    """The comparison behind a part of an address. Raises ``ValueError`` for what is none."""
    if not state or len(state) > LONGEST_STATE:
        raise ValueError(state[:20])
    return QueryDict(base64.b64decode(state + "=" * (-len(state) % 4), altchars=b"-_", validate=True).decode())
