"""The only writer of a stored status."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.law.answers import Denied, Reason
from portal.workflow import audit
from portal.workflow.errors import Refused
from portal.workflow.machine import Machine

WRONG_STATUS = Denied((Reason(_("This step is not possible from the present status.")),))


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
    saving: tuple[str, ...] = (),
) -> None:
    """Take the named step on many rows of one model that the caller holds, in a few statements."""
    if not objects:
        return
    step = machine.transitions[name]
    if any(getattr(obj, field) not in step.sources for obj in objects):
        raise Refused(WRONG_STATUS)
    events = []
    for obj in objects:
        before = getattr(obj, field)
        setattr(obj, field, step.target)
        events.append(
            audit.event(f"{machine.noun}.{name}", obj, by=by, changes={field: (before, step.target)}, reason=reason)
        )
    type(objects[0])._default_manager.bulk_update(objects, [field, *saving], batch_size=1000)
    audit.record_many(events)
