"""Which goals somebody may have meant by what was typed: those that have words in common with it.

Words are compared by their beginnings, so that “ekologiska livsmedel” finds “andel ekologisk mat”. It is a
suggestion: a person links.
"""

import re
from collections.abc import Iterable

from portal.governance.models import Goal

SHORTEST = 4  # letters; shorter words say too little
STEM = 6  # letters that two words have in common at their beginning, or all of the shorter
MOST = 3

_WORD = re.compile(r"\w+")


def stems(text: str) -> set[str]:
    """The beginnings of the words of a text that are long enough to mean something."""
    return {word[:STEM] for word in _WORD.findall(text.casefold()) if len(word) >= SHORTEST}


def suggest(text: str, goals: Iterable[Goal]) -> list[Goal]:
    """The goals that a text may mean, the likest first; none where no word is shared. Words of a title count double."""
    typed = stems(text)
    ranked = []
    for goal in goals:
        alike = 2 * len(typed & stems(goal.title)) + len(typed & stems(f"{goal.indicator} {goal.text}"))
        if alike:
            ranked.append((-alike, goal.pk, goal))
    return [goal for _alike, _pk, goal in sorted(ranked, key=lambda row: row[:2])[:MOST]]
