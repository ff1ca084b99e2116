"""What an item of an agenda can be about: each app says in its ``ready()`` which of its objects can be taken up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from portal.law.answers import Words
from portal.web.lookups import Choice, whole_number


def _own_page(obj: Any) -> str:
    return str(obj.get_absolute_url())


@dataclass(frozen=True)
class Subject:
    """A kind of thing that meetings take up.

    ``choices(user, cooperation_id)`` are those that a person can put on an agenda of the cooperation, the likeliest
    first, and ``seen(user)`` all whose titles the person may read. ``title_field`` is what is searched.
    """

    name: str
    label: Words
    model: type[Model]
    choices: Callable[[Any, int], QuerySet]
    seen: Callable[[Any], QuerySet]
    title_field: str = "title"
    url: Callable[[Any], str] = _own_page


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Have a kind of thing offered to agendas; the same name again replaces it."""
    _subjects[subject.name] = subject


def subjects() -> list[Subject]:
    """Every kind of thing that an item can be about."""
    return list(_subjects.values())


def subject_of(model: type[Model] | None) -> Subject | None:
    """The kind to which objects of a model belong."""
    return next((subject for subject in _subjects.values() if subject.model is model), None)


def type_of(subject: Subject) -> ContentType:
    return ContentType.objects.get_for_model(subject.model)


def can_be_taken_up(user: Any, cooperation_id: int, obj: Model) -> bool:
    """Whether a person can put an object on an agenda of the cooperation."""
    subject = subject_of(type(obj))
    return subject is not None and subject.choices(user, cooperation_id).filter(pk=obj.pk).exists()


class SubjectSource:
    """Everything that an agenda can be about, by its title, for the lookup ``agenda-subject``."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        typed = text.partition(": ")[2].strip() or text.strip()
        found = []
        for subject in subjects():
            rows = subject.seen(user).filter(**{f"{subject.title_field}__icontains": typed})
            found += [self.choice(row) for row in rows.order_by("-pk")[:limit]]
        exact = [choice for choice in found if choice.label.casefold() == text.strip().casefold()]
        return (exact or found)[:limit]

    def get(self, user: Any, key: str) -> Any | None:
        name, _colon, pk = key.partition(":")
        subject = _subjects.get(name)
        return subject.seen(user).filter(pk=whole_number(pk)).first() if subject else None

    def choice(self, obj: Any) -> Choice:
        subject = subject_of(type(obj))
        return Choice(f"{subject.name}:{obj.pk}", f"{subject.label}: {obj}") if subject else Choice("", str(obj))
