"""Writing and reading the audit trail."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from portal.workflow.copying import copy_objects
from portal.workflow.models import AuditEvent

Changes = Mapping[str, tuple[Any, Any]]


def object_type(model: type[models.Model] | models.Model) -> str:
    """The name under which a model's objects stand in the trail, such as ``agreements.agreement``."""
    return model._meta.label_lower


def plain(value: Any) -> Any:
    """A value as JSON keeps it: money and dates as text, so that nothing is rounded."""
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(part) for part in value]
    return value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields whose values differ, each as ``(before, after)``, in the order of ``after``."""
    keys = [*after, *(key for key in before if key not in after)]
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}


def event(
    action: str,
    obj: models.Model,
    *,
    by: Any,
    changes: Changes | None = None,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """An unsaved audit row, for services that write many at once (``record_many``). ``at`` is when it happened, for a
    history that is brought in afterwards; now, where it is not given."""
    return AuditEvent(
        **({} if at is None else {"at": at}),
        actor_id=by.pk if by is not None else None,
        action=action,
        object_type=object_type(obj),
        object_id=obj.pk,
        object_label=str(obj)[:300],
        object_version=version if version is not None else getattr(obj, "version", None),
        changes={key: plain(pair) for key, pair in (changes or {}).items()},
        reason=reason,
    )


def record(action: str, obj: models.Model, *, by: Any, changes: Changes | None = None, reason: str = "") -> AuditEvent:
    """Write one audit row. Call it inside the transaction of the change.

    ``by`` is the user, or ``None`` for what the system itself does (an import names its user).
    """
    row = event(action, obj, by=by, changes=changes, reason=reason)
    row.save(force_insert=True)
    return row


def record_many(events: Iterable[AuditEvent]) -> None:
    """Write the rows of a bulk change, in the transaction of the change."""
    copy_objects(list(events))


def history(obj: models.Model) -> models.QuerySet[AuditEvent]:
    """Everything that happened to an object, latest first."""
    return AuditEvent.objects.filter(object_type=object_type(obj), object_id=obj.pk).select_related("actor")


def histories(groups: Iterable[models.QuerySet]) -> models.QuerySet[AuditEvent]:
    """Everything that happened to the objects of several querysets, latest first."""
    found = models.Q(pk__in=[])
    for group in groups:
        found |= models.Q(object_type=object_type(group.model), object_id__in=group.order_by().values("pk"))
    return AuditEvent.objects.filter(found).select_related("actor")
