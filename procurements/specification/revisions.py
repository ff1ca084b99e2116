"""Two revisions of a specification held beside each other: what came, what went, what is worded otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from portal.web.differences import Piece
from procurements.models import Requirement, RevisionRow, Specification
from procurements.specification.wording import differing

NOW = 0  # stands for the specification as it is

Fate = Literal["added", "removed", "changed", "moved", "same"]


@dataclass(frozen=True)
class Stated:
    """A requirement as one revision has it. ``rank`` is its place there."""

    requirement: Requirement
    wording: Any
    rank: int


@dataclass(frozen=True)
class Compared:
    """What became of a requirement from one revision to another."""

    fate: Fate
    requirement: Requirement
    wording: Any
    changes: list[tuple[str, list[Piece]]]


def stated(specification: Specification, number: int) -> dict[int, Stated]:
    """What a revision holds, by requirement and in its order; ``NOW`` is what is accepted today."""
    if number == NOW:
        rows = specification.procurement.requirements.accepted().in_order()
        return {row.pk: Stated(row, row, rank) for rank, row in enumerate(rows, start=1)}
    kept = RevisionRow.objects.filter(revision__specification=specification, revision__number=number)
    return {
        row.version.requirement_id: Stated(row.version.requirement, row.version, row.position)
        for row in kept.select_related("version__requirement").order_by("position")
    }


def compared(before: Mapping[int, Stated], after: Mapping[int, Stated]) -> list[Compared]:
    """Every requirement of either revision in the order of the later one; what went comes last.

    Only one that stands otherwise among those that both have was moved.
    """
    moved = _moved([pk for pk in before if pk in after], [pk for pk in after if pk in before])
    found = []
    for pk, new in after.items():
        old = before.get(pk)
        if old is None:
            found.append(Compared("added", new.requirement, new.wording, []))
            continue
        changes = differing(old.wording, new.wording)
        fate: Fate = "changed" if changes else "moved" if pk in moved else "same"
        found.append(Compared(fate, new.requirement, new.wording, changes))
    gone = [old for pk, old in before.items() if pk not in after]
    return [*found, *(Compared("removed", old.requirement, old.wording, []) for old in gone)]


def _moved(before: list[int], after: list[int]) -> set[int]:
    """What has to be lifted out for the rest to stand in the same order: all but the longest run that kept it."""
    places = {pk: place for place, pk in enumerate(before)}
    runs: list[list[int]] = []  # the best run that ends with each
    for index, pk in enumerate(after):
        earlier = [runs[k] for k in range(index) if places[after[k]] < places[pk]]
        runs.append([*max(earlier, key=len, default=[]), pk])
    return set(after) - set(max(runs, key=len, default=[]))
