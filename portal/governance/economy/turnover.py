"""Turnover of the members, handed down by the apps that know it: governance does not know what is bought."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

#: What a provider gives: by organisation id, what it bought in a calendar year, ex VAT in the cooperation's currency.
#: What those bought who have been succeeded by the day is the successor's.
Turnover = Callable[[Any, int, date], Mapping[int, Decimal]]

_providers: dict[str, Turnover] = {}


def provide(name: str, provider: Turnover) -> None:
    """Have a source of turnover asked; the same name again replaces it. Called from an app's ``ready()``."""
    _providers[name] = provider


def turnover_of(cooperation: Any, year: int, day: date) -> dict[int, Decimal]:
    """What each organisation of a day bought in a calendar year under the cooperation's agreements, as far as it is
    known."""
    found: dict[int, Decimal] = {}
    for provider in _providers.values():
        for pk, amount in provider(cooperation, year, day).items():
            found[pk] = found.get(pk, Decimal(0)) + amount
    return found
