"""What benefit was expected of agreements before they were procured. The app above that knows says so here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Expected:
    """What the proposals expected a year, ex VAT in the cooperation's currency, of ``agreements`` agreements together:
    those in which their procurement ended."""

    amount: Decimal
    agreements: int


Provider = Callable[[Collection[int]], dict[int, Expected]]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Have a provider asked what was expected of agreements (ids); called from an app's ``ready()``."""
    if provider not in _providers:
        _providers.append(provider)


def expected_of(agreements: Collection[int]) -> dict[int, Expected]:
    """What was expected of each of some agreements; one of which nobody expected anything in figures is left out."""
    found: dict[int, Expected] = {}
    for provider in _providers:
        found |= provider(agreements)
    return found
