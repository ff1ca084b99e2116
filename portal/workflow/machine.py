"""Statuses and the steps between them, as an app's ``states.py`` declares them; no ORM."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Transition:
    """A step between stored statuses: its name is the stem of permission, URL, template and audit action."""

    name: str
    sources: tuple[str, ...]
    target: str


class Machine:
    """The transitions of one model, declared in its ``states.py``."""

    def __init__(self, noun: str, transitions: Iterable[Transition]) -> None:
        self.noun = noun
        self.transitions: Mapping[str, Transition] = {step.name: step for step in transitions}

    def possible(self, name: str, status: str) -> bool:
        """Whether the named step starts from this status."""
        return status in self.transitions[name].sources
