"""Which column of a file means what: guessed from the words of its header, then kept as a person set it right."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """Something that a column may hold. ``words`` are what its header may say, in any of the portal's languages."""

    name: str
    label: Any
    words: tuple[str, ...] = ()
    help: Any = ""
    example: Any = ""
    required: bool = False


def _bare(words: Any) -> str:
    """A header without case, marks and what stands in brackets: ``Takvärde (SEK)`` is ``takvärde``."""
    return re.sub(r"[\W_]+", "", re.sub(r"[(\[].*?[)\]]", "", str(words)).casefold())


def _names(field: Field) -> frozenset[str]:
    return frozenset(_bare(word) for word in (field.name, field.label, *field.words))


def guess(header: Sequence[str], fields: Sequence[Field]) -> list[str]:
    """For each column the name of the field that it most likely holds, or '': no field twice.

    A header that says a field's name comes first, then one that begins with it.
    """
    names = {field.name: _names(field) for field in fields}
    guessed = [""] * len(header)
    bare = [_bare(words) for words in header]
    for fits in (lambda said, name: said == name, lambda said, name: len(name) > 4 and said.startswith(name)):
        for index, said in enumerate(bare):
            if guessed[index] or not said:
                continue
            for field in fields:
                if field.name not in guessed and any(fits(said, name) for name in names[field.name]):
                    guessed[index] = field.name
                    break
    return guessed


def recognised(header: Sequence[str], fields: Sequence[Field]) -> int:
    """How many of the columns are known by their very names; a row of few words is seldom a header."""
    known = frozenset().union(*(_names(field) for field in fields))
    return sum(1 for words in header if words and _bare(words) in known)


def fingerprint(header: Sequence[str]) -> str:
    """What two files with the same columns in the same order have in common."""
    return hashlib.sha256("\n".join(_bare(words) for words in header).encode()).hexdigest()
