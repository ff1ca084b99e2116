"""An object that two people may have open at once carries ``version``: a lost update is refused, not merged."""

from typing import Any, TypeVar

from django.db import models

from portal.workflow import audit
from portal.workflow.errors import Conflict

Row = TypeVar("Row", bound=models.Model)


def locked(model: type[Row], pk: int, version: int, *related: str) -> Row:
    """The row, locked until the transaction ends; raises ``Conflict`` when it has moved on from ``version``.

    ``related`` names the foreign keys whose objects are read with it, and not locked.
    """
    rows = model._default_manager.select_for_update(of=("self",))
    obj = (rows.select_related(*related) if related else rows).get(pk=pk)
    if obj.version != version:  # type: ignore[attr-defined]
        raise conflict(obj, version)
    return obj


def conflict(obj: Any, version: int) -> Conflict:
    """What happened to an object since a version of it was opened."""
    changes: dict[str, tuple[Any, Any]] = {}
    who: list[str] = []
    for event in audit.history(obj).filter(object_version__gt=version).order_by("id"):
        if str(event.actor) not in who:
            who.append(str(event.actor))
        for field, (before, after) in event.changes.items():
            changes[field] = (changes[field][0] if field in changes else before, after)
    return Conflict(obj.version, changes, who)
