"""What a rule answers: allowed or denied, with reasons that a purchaser understands and the source of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.law.wording import written

#: Words that may be marked for translation.
Words = str | Promise


@dataclass(frozen=True)
class Source:
    """Where a rule is written: the name of an act or case and the place in it.

    ``certain`` is False where the place has not been checked against the act itself: it is never shown as law without
    saying so. ``national`` holds the source that says the same in a jurisdiction, by its code.
    """

    name: Words
    reference: Words = ""
    certain: bool = True
    url: str = ""
    national: Mapping[str, "Source"] = dataclass_field(default_factory=dict, hash=False)

    def within(self, jurisdiction: str) -> "Source":
        """The source as it is cited in one jurisdiction: its common part and that jurisdiction's own."""
        national = {code: source for code, source in self.national.items() if code == jurisdiction}
        return Source(self.name, self.reference, self.certain, self.url, national)

    def __str__(self) -> str:
        own = f"{self.name} {self.reference}".strip()
        if not self.certain:
            own = _("%(source)s (reference not checked)") % {"source": own}
        return "; ".join([own, *map(str, self.national.values())])


@dataclass(frozen=True)
class Reason:
    """Why something is refused, or what to keep in mind although it is allowed.

    ``text`` has a named placeholder for each of ``params``, whose dates, decimals and ``Money`` are written in the
    reader's language. ``field`` names what to change: a field of the form, or ``lots.<number>.<field>`` in a lot.
    """

    text: Words
    source: Source | None = None
    field: str | None = None
    params: Mapping[str, Any] = dataclass_field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        if not self.params:
            return str(self.text)
        return str(self.text % {name: written(value) for name, value in self.params.items()})


@dataclass(frozen=True)
class Answer:
    """``reasons`` explain the answer itself; ``notes`` ride along: to be shown, but they do not change it."""

    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


@dataclass(frozen=True)
class Allowed(Answer):
    """Yes. Truthy."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied(Answer):
    """No, for at least one reason. Falsy."""

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a refusal needs a reason")

    def __bool__(self) -> bool:
        return False


def denied(text: Words, field: str | None = None, source: Source | None = None, **params: Any) -> Denied:
    """A refusal for one reason; ``params`` are those of its text."""
    return Denied((Reason(text, source, field, params),))


def answer(reasons: Iterable[Reason] = (), notes: Iterable[Reason] = ()) -> Answer:
    """Denied when there is a reason against, allowed otherwise; the notes ride along either way."""
    against = tuple(reasons)
    return Denied(against, tuple(notes)) if against else Allowed(notes=tuple(notes))


def all_of(*answers: Answer) -> Answer:
    """Allowed when every answer is; keeps all reasons of the side that won, and all notes, in order."""
    denied = [one for one in answers if not one]
    reasons = tuple(reason for one in denied or answers for reason in one.reasons)
    notes = tuple(note for one in answers for note in one.notes)
    return Denied(reasons, notes) if denied else Allowed(reasons, notes)
