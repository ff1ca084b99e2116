"""An object's history as the macro ``timeline`` draws it: who, what, when, why, in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.web import formats
from portal.workflow import audit
from portal.workflow.models import AuditEvent

_actions: dict[str, Any] = {}
_facts: dict[str, Any] = {}
_values: dict[str, Mapping[Any, Any]] = {}


def name_actions(words: Mapping[str, Any]) -> None:
    """Say in words what an app's audit actions mean, such as ``{"group.opened": _("Group opened")}``."""
    _actions.update(words)


def name_facts(words: Mapping[str, Any], values: Mapping[str, Mapping[Any, Any]] | None = None) -> None:
    """Name what changes that are no field of their object, and the values that stand for words."""
    _facts.update(words)
    _values.update(values or {})


def what(action: str) -> str:
    """An action in words; one that nobody has named is shown as it is stored."""
    return str(_actions.get(action, action))


def entries(obj: models.Model, limit: int = 50) -> list[dict[str, Any]]:
    """The latest events of an object."""
    return [_entry(event, what(event.action), obj) for event in audit.history(obj)[:limit]]


def entries_of(groups: Iterable[models.QuerySet], limit: int = 50) -> list[dict[str, Any]]:
    """The latest events of many objects, a queryset for each model; each says which object it is about."""
    kinds = {audit.object_type(group.model): group for group in groups}
    return [
        _entry(event, f"{what(event.action)}: {event.object_label}", kinds[event.object_type].model)
        for event in audit.histories(kinds.values())[:limit]
    ]


def _entry(event: AuditEvent, said: str, obj: Any) -> dict[str, Any]:
    return {
        "what": said,
        "who": str(event.actor) if event.actor else "",
        "when": event.at,
        "why": event.reason,
        "changes": changes(obj, event.changes),
    }


def changes(obj: models.Model | type[models.Model], changed: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Changed fields with their labels, and the values as a reader writes them."""
    found = []
    for name, (before, after) in changed.items():
        label, known = _describe(obj, name)
        found.append((capfirst(str(label)), _shown(before, known), _shown(after, known)))
    return found


def _describe(obj: models.Model | type[models.Model], name: str) -> tuple[Any, Mapping[Any, Any]]:
    if name in _facts:
        return _facts[name], _values.get(name, {})
    try:
        field = obj._meta.get_field(name)
    except FieldDoesNotExist:
        return name, {}
    return getattr(field, "verbose_name", name), dict(getattr(field, "flatchoices", ()) or ())


def _shown(value: Any, known: Mapping[Any, Any]) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and value in known:
        return str(known[value])
    if isinstance(value, str) and len(value) == 10:
        try:
            return formats.date(date.fromisoformat(value))
        except ValueError:
            return value
    return value
