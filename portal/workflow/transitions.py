"""The only writer of a stored status."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.law.answers import Denied, Reason
from portal.workflow import audit
from portal.workflow.errors import Refused


@dataclass(frozen=True)
class Transition:
    """A step between stored statuses: its name is the stem of permission, URL, template and audit action."""

    name: str
    sources: tuple[str, ...]
    target: str


class Machine:
    """The transitions of one model, declared in its ``states.py``."""

    def __init__(self, noun: str, transitions: Iterable[Transition]) -> None:
        self.noun = noun
        self.transitions: Mapping[str, Transition] = {step.name: step for step in transitions}

    def possible(self, name: str, status: str) -> bool:
        """Whether the named step starts from this status."""
        return status in self.transitions[name].sources


def apply(
    machine: Machine,
    name: str,
    obj: models.Model,
    *,
    by: Any,
    field: str = "status",
    reason: str = "",
    action: str = "",
) -> None:
    """Take the named step on a row that the caller has locked; writes the status and its audit row.

    The row's other changed fields are the caller's to save. Raises ``Refused`` from a wrong status.
    """
    step = machine.transitions[name]
    before = getattr(obj, field)
    if before not in step.sources:
        raise Refused(Denied((Reason(_("This step is not possible from the present status.")),)))
    setattr(obj, field, step.target)
    obj.save(update_fields=[field])
    audit.record(
        action or f"{machine.noun}.{name}", obj, by=by, changes={field: (before, step.target)}, reason=reason
    )
