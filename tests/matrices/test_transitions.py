"""Every status of every model, and every step from it: what is not declared is refused."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.utils import timezone

from agreements.states import AgreementStatus
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.workflow import transitions
from portal.workflow.errors import Refused
from portal.workflow.machine import Machine
from portal.workflow.models import AuditEvent
from procurements.states import Stage
from tests import factories
from tests.factories import TODAY

#: The status field of each model that has one, and how to make a row in a given status.
STATUSES = {
    "agreements": (
        "status",
        AgreementStatus,
        lambda cooperation, status: factories.make_agreement(cooperation, status=status),
    ),
    "procurements": (
        "stage",
        Stage,
        lambda cooperation, stage: factories.make_procurement(cooperation, stage=stage),
    ),
    "portal.jobs": (
        "status",
        JobStatus,
        lambda cooperation, status: Job.objects.create(kind="test", language="sv", status=status),
    ),
}

#: What a step fills in beside the status, where the database demands it.
FILLED_IN = {
    ("agreements", "published"): {"published_at": timezone.now},
    ("agreements", "terminated"): {"terminated_on": lambda: TODAY},
    ("procurements", "planned"): {"planned_at": timezone.now},
}


def declared() -> dict[str, Machine]:
    """The machines of all installed apps, by app."""
    return {
        config.name: import_module(f"{config.name}.states").MACHINE
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in {"portal", "agreements", "procurements", "suppliers"}
        and find_spec(f"{config.name}.states")
        and hasattr(import_module(f"{config.name}.states"), "MACHINE")
    }


def steps() -> list[tuple[str, str, str]]:
    return [
        (app, name, status)
        for app, machine in declared().items()
        for name in machine.transitions
        for status in STATUSES[app][1].values
    ]


def test_every_machine_is_listed() -> None:
    assert set(declared()) == set(STATUSES)


@pytest.mark.parametrize(("app", "name", "status"), steps())
def test_step(cast, app: str, name: str, status: str) -> None:
    machine = declared()[app]
    field, _, make = STATUSES[app]
    row = make(cast.cooperation, status)
    filled = {key: value() for key, value in FILLED_IN.get((app, name), {}).items()}
    before = AuditEvent.objects.count()
    if status in machine.transitions[name].sources:
        for key, value in filled.items():
            setattr(row, key, value)
        transitions.apply(machine, name, row, by=cast.officer, field=field, saving=tuple(filled))
        row.refresh_from_db()
        assert getattr(row, field) == machine.transitions[name].target
        assert AuditEvent.objects.count() == before + 1
    else:
        with pytest.raises(Refused):
            transitions.apply(machine, name, row, by=cast.officer, field=field)
        row.refresh_from_db()
        assert getattr(row, field) == status
        assert AuditEvent.objects.count() == before
