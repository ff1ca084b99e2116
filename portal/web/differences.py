"""What differs between two texts, word by word, for readers who see it and readers who hear it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

#: A word or a mark, and the space that follows it. Words are compared without their spaces.
_TOKENS = re.compile(r"(\w+|[^\w\s])(\s*)")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The later text, with what came and what went at its place in it. A change of spaces alone is none."""
    old, new = _TOKENS.findall(before.strip()), _TOKENS.findall(after.strip())
    matcher = SequenceMatcher(None, [word for word, _ in old], [word for word, _ in new], autojunk=False)
    steps = matcher.get_opcodes()
    found = []
    for (kind, first, last, new_first, new_last), follows in zip_longest(steps, steps[1:]):
        gone, come = old[first:last], new[new_first:new_last]
        if kind == "equal":
            space = come[-1][1]
            if follows is not None and follows[0] == "delete":  # the last word of the later text has none after it
                space = max(space, gone[-1][1], key=len)
            found.append(Piece("same", _joined(come[:-1]) + come[-1][0] + space))
            continue
        if gone:
            found.append(Piece("removed", _joined(gone)))
        if come:
            found.append(Piece("added", _joined(come)))
    return found


def _joined(tokens: list[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in tokens)
