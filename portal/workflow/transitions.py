"""The only writer of a stored status."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused
from portal.workflow.machine import Machine

WRONG_STATUS = denied(_("This step is not possible from the present status."))


def apply(
    machine: Machine,
    name: str,
    obj: models.Model,
    *,
    by: Any,
    field: str = "status",
    reason: str = "",
    saving: tuple[str, ...] = (),
) -> None:
    """Take the named step on a row that the caller has locked; writes the status and its audit row together.

    ``saving`` names further fields that the step fills in, written by the same statement. Raises ``Refused`` from a
    wrong status.
    """
    step = machine.transitions[name]
    before = getattr(obj, field)
    if before not in step.sources:
        raise Refused(WRONG_STATUS)
    setattr(obj, field, step.target)
    obj.save(update_fields=[field, *saving])
    audit.record(f"{machine.noun}.{name}", obj, by=by, changes={field: (before, step.target)}, reason=reason)


def apply_many(
    machine: Machine,
    name: str,
    objects: Sequence[models.Model],
    *,
    by: Any,
    field: str = "status",
    reason: str = "",
    stamping: Mapping[str, Any] | None = None,
) -> None:
    """Take the named step on many rows of one model, in a few statements; all of them or none.

    ``stamping`` gives further fields a value, the same for all. Raises ``Refused`` when one has a wrong status.
    """
    if not objects:
        return
    step, stamps = machine.transitions[name], dict(stamping or {})
    if any(getattr(obj, field) not in step.sources for obj in objects):
        raise Refused(WRONG_STATUS)
    rows = type(objects[0])._default_manager.filter(pk__in=[obj.pk for obj in objects])
    with transaction.atomic():
        taken = rows.filter(**{f"{field}__in": step.sources}).update(**{field: step.target}, **stamps)
        if taken < len(objects):  # somebody else has taken a step meanwhile
            raise Refused(WRONG_STATUS)
        events = []
        for obj in objects:
            before = getattr(obj, field)
            for changed, value in {field: step.target, **stamps}.items():
                setattr(obj, changed, value)
            changes = {field: (before, step.target)}
            events.append(audit.event(f"{machine.noun}.{name}", obj, by=by, changes=changes, reason=reason))
        audit.record_many(events)
