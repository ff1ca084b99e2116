"""What a service raises when it will not do what was asked."""

from collections.abc import Mapping
from typing import Any

from portal.law.answers import Answer, Denied, Words, denied


class Refused(Exception):
    """A rule says no. ``answer`` carries the reasons, in words for the person who asked."""

    def __init__(self, answer: Denied) -> None:
        super().__init__(str(answer))
        self.answer = answer


def refused(text: Words, field: str | None = None, **params: Any) -> Refused:
    """A refusal for one reason; ``field`` is where it is said, ``params`` are those of its text."""
    return Refused(denied(text, field, **params))


def ask(answer: Answer) -> None:
    """Go on if a rule allows it; raise ``Refused`` with its reasons otherwise."""
    if isinstance(answer, Denied):
        raise Refused(answer)


class Conflict(Exception):
    """Somebody else changed the object since it was opened.

    ``changes`` tells what they changed, as ``{field: (before, after)}``, and ``version`` the one to go on from.
    """

    def __init__(self, version: int, changes: Mapping[str, tuple[Any, Any]], who: list[str]) -> None:
        super().__init__(f"changed since it was opened: {', '.join(changes)}")
        self.version = version
        self.changes = changes
        self.who = who
