"""Risks laid out by how likely they are and what they would mean: a table, with a word in every cell."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from portal.governance.states.risks import Consequence, Level, Probability, level_of


@dataclass(frozen=True)
class Cell:
    """A place of the matrix: its level, and how many risks lie there."""

    probability: Probability
    consequence: Consequence
    number: int

    @property
    def level(self) -> Level:
        return level_of(self.probability * self.consequence)


def matrix_of(risks: QuerySet) -> list[tuple[Probability, list[Cell]]]:
    """The rows of the matrix, the most likely first, each from the least consequence to the gravest."""
    numbers: dict[tuple[Any, Any], int] = {
        (probability, consequence): n
        for probability, consequence, n in risks.order_by()
        .values_list("probability", "consequence")
        .annotate(n=Count("pk"))
    }
    return [
        (probability, [Cell(probability, step, numbers.get((probability, step), 0)) for step in Consequence])
        for probability in reversed(Probability)
    ]
