"""Scenarios: ways to run the office, kept to be compared."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.models import CostKey, Scenario
from portal.governance.rules import economy as rules
from portal.governance.services.economy import first_said, kept_by, said
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked

NAME_TAKEN = denied(_("Another scenario has that name."), "name")
OTHER_KEY = denied(_("That key belongs to another cooperation."), "key")


@dataclass(frozen=True)
class ScenarioData:
    """What is compared: amounts ex VAT in the cooperation's currency, hours of a year."""

    name: str
    year: int
    coordinator_amount: Decimal
    manager_rate: Decimal
    manager_hours: int
    adviser_rate: Decimal
    adviser_hours: int
    network_fee: Decimal
    key: CostKey | None = None
    note: str = ""


SCENARIO_FIELDS = tuple(ScenarioData.__dataclass_fields__)


def _fill(scenario: Scenario, data: ScenarioData) -> None:
    for name in SCENARIO_FIELDS:
        setattr(scenario, name, getattr(data, name))
    if data.key is not None and data.key.cooperation_id != scenario.cooperation_id:
        raise Refused(OTHER_KEY)
    others = Scenario.objects.filter(cooperation=scenario.cooperation_id, name=data.name).exclude(pk=scenario.pk)
    if others.exists():
        raise Refused(NAME_TAKEN)


@transaction.atomic
def keep_scenario(*, by: Any, cooperation_id: int, data: ScenarioData) -> Scenario:
    """Keep a comparison under a name."""
    kept_by(by, cooperation_id)
    scenario = Scenario(cooperation_id=cooperation_id, created_by=by)
    _fill(scenario, data)
    scenario.save(force_insert=True)
    audit.record("scenario.kept", scenario, by=by, changes=first_said(scenario, SCENARIO_FIELDS))
    return scenario


@transaction.atomic
def edit_scenario(*, by: Any, scenario_id: int, version: int, data: ScenarioData) -> Scenario:
    """Change what is compared."""
    scenario = locked(Scenario, scenario_id, version)
    ask(rules.may_keep(actor_of(by), scenario.cooperation_id))
    before = said(scenario, SCENARIO_FIELDS)
    _fill(scenario, data)
    if changes := audit.differences(before, said(scenario, SCENARIO_FIELDS)):
        scenario.version += 1
        scenario.save()
        audit.record("scenario.edited", scenario, by=by, changes=changes)
    return scenario


@transaction.atomic
def discard_scenario(*, by: Any, scenario_id: int) -> None:
    """Throw a scenario away."""
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario_id)
    ask(rules.may_keep(actor_of(by), scenario.cooperation_id))
    audit.record("scenario.discarded", scenario, by=by)
    scenario.delete()
