"""Choosing one of very many: a text box with suggestions, that works without JavaScript too.

An app registers a source by name. While the person types, the source's matches come as suggestions; what is
submitted is resolved on the server, and where it could mean several things, the person chooses among them.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_SUGGESTIONS = 10
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Choice:
    """A match: `key` finds the object again, `label` is what the box holds when it is chosen."""

    key: str
    label: str


def whole_number(text: str) -> int:
    """The number, such as a key, that a text from outside states; 0, which no row has, where it states none that
    PostgreSQL could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 0


class Source(Protocol):
    """Where choices come from. Each call is told who asks, and answers only with what that person may see."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        """The best matches for a typed text; an exact key or label comes first."""
        ...

    def get(self, user: Any, key: str) -> Any | None:
        """The object with this key, or None where there is none that the person may choose."""
        ...

    def choice(self, obj: Any) -> Choice:
        """How an object that is already chosen is shown."""
        ...


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Make a source known under the name that fields and the address /lookup/<name>/ use."""
    _sources[name] = source


def source(name: str) -> Source | None:
    """The source of that name, or None."""
    return _sources.get(name)


@dataclass(frozen=True)
class Typed:
    """What came with the form: the text of the box, the candidate picked, and (several) the keys chosen so far."""

    text: str = ""
    picked: str = ""
    keys: tuple[str, ...] = ()


class LookupWidget(forms.Widget):
    """The box, its suggestions, the candidates to pick from and, where several may be chosen, those chosen."""

    template_name = "components/widgets/lookup.html"
    several = False
    name = ""
    user: Any = None
    _resolved: tuple[Typed, tuple[Any | None, list[Choice]]] | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        keys = data.getlist(f"{name}_key") if hasattr(data, "getlist") else data.get(f"{name}_key", [])
        return Typed(str(data.get(name) or "").strip(), str(data.get(f"{name}_pick") or ""), tuple(keys))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_key" not in data

    def id_for_label(self, id_: str) -> str:
        return id_

    def resolve(self, value: Typed) -> tuple[Any | None, list[Choice]]:
        """The object meant, if it is certain, and otherwise the candidates for it."""
        known = _sources[self.name]
        if value.picked:
            return known.get(self.user, value.picked), []
        if not value.text:
            return None, []
        matches = known.search(self.user, value.text, _SUGGESTIONS)
        wanted = value.text.casefold()
        matches = [c for c in matches if wanted in (c.key.casefold(), c.label.casefold())] or matches
        if len(matches) == 1:
            return known.get(self.user, matches[0].key), []
        return None, matches

    def meant(self, value: Typed) -> tuple[Any | None, list[Choice]]:
        """What ``resolve`` answers, read once for the field and for drawing it."""
        if self._resolved is None or self._resolved[0] != value:
            self._resolved = value, self.resolve(value)
        return self._resolved[1]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        known = _sources[self.name]
        text, chosen, candidates = "", [], []
        if isinstance(value, Typed):
            meant, candidates = self.meant(value)
            text = value.text if meant is None else "" if self.several else known.choice(meant).label
            objects = [known.get(self.user, key) for key in value.keys] + [meant] * self.several
            chosen = list(dict.fromkeys(known.choice(obj) for obj in objects if obj is not None))
        elif self.several:
            chosen = [known.choice(obj) for obj in value or ()]
        elif value:
            text = known.choice(value).label
        context["widget"].update(
            text=text,
            chosen=chosen,
            several=self.several,
            candidates=candidates,
            url=reverse("lookup", args=[self.name]),
        )
        return context


class LookupField(forms.Field):
    """A field whose value is one object of a registered source (None when empty)."""

    widget = LookupWidget
    default_error_messages = {
        "none": _("Nothing matches “%(text)s”. Try another word or the number."),
        "several": _("“%(text)s” could mean several. Choose one of them."),
        "gone": _("That choice is no longer available."),
    }

    def __init__(self, source: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.widget.name = source
        self.user: Any = None

    def for_user(self, user: Any) -> None:
        """Told by the form who is choosing."""
        self.user = self.widget.user = user

    def has_changed(self, initial: Any, data: Any) -> bool:
        was = _sources[self.source].choice(initial).label if initial else ""
        return bool(data) and (bool(data.picked) or data.text != was)

    def clean(self, value: Typed | None) -> Any:
        found = self._resolve(value or Typed())
        if found is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return found

    def _get(self, key: str) -> Any:
        obj = _sources[self.source].get(self.user, key)
        if obj is None:
            raise ValidationError(self.error_messages["gone"], code="gone")
        return obj

    def _resolve(self, value: Typed) -> Any | None:
        found, candidates = self.widget.meant(value)
        if found is not None or not (value.picked or value.text):
            return found
        code = "several" if candidates else "gone" if value.picked else "none"
        raise ValidationError(self.error_messages[code], code=code, params={"text": value.text})


class LookupsWidget(LookupWidget):
    several = True


class LookupsField(LookupField):
    """A field whose value is a list of objects of a registered source, in the order they were chosen."""

    widget = LookupsWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        was = [_sources[self.source].choice(obj).key for obj in initial or ()]
        return bool(data) and (bool(data.text or data.picked) or list(data.keys) != was)

    def clean(self, value: Typed | None) -> list[Any]:
        value = value or Typed()
        objects = [self._get(key) for key in dict.fromkeys(value.keys)]
        added = self._resolve(value)
        if added is not None and added not in objects:
            objects.append(added)
        if not objects and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return objects
