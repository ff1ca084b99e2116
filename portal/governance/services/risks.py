"""Risks: registering, reviewing, and what becomes of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.models import Risk
from portal.governance.rules import risks as rules
from portal.governance.services.decisions import ask_for_colleague
from portal.governance.services.meetings import facts
from portal.governance.states.risks import RISK, STANDING
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class RiskData:
    """A risk as the register tells it. ``probability`` and ``consequence`` lie on the scale from 1 to 5."""

    title: str
    probability: int
    consequence: int
    review_on: date
    description: str = ""
    owner: User | None = None
    measure: str = ""


FIELDS = tuple(RiskData.__dataclass_fields__)
REVIEWED = ("probability", "consequence", "measure", "review_on")


@transaction.atomic
def register_risk(*, by: Any, cooperation_id: int, data: RiskData) -> Risk:
    """Put a risk into the register. Raises ``Refused``."""
    ask(rules.may_keep(actor_of(by), cooperation_id))
    ask_for_colleague(cooperation_id, data.owner, field="owner")
    _ask_for_day_to_come(data.review_on)
    risk = Risk.objects.create(cooperation_id=cooperation_id, **{name: getattr(data, name) for name in FIELDS})
    changes = {name: (None, value) for name, value in facts(risk, FIELDS).items() if value}
    audit.record("risk.registered", risk, by=by, changes=changes)
    return risk


@transaction.atomic
def edit_risk(*, by: Any, risk_id: int, version: int, data: RiskData) -> Risk:
    """Change what is written of a risk. Raises ``Refused``, or ``Conflict`` when somebody else did meanwhile."""
    risk = locked(Risk, risk_id, version)
    ask(rules.may_keep(actor_of(by), risk.cooperation_id))
    ask(rules.may_review(actor_of(by), risk))
    ask_for_colleague(risk.cooperation_id, data.owner, risk.owner_id, field="owner")
    if data.review_on != risk.review_on:
        _ask_for_day_to_come(data.review_on)
    return _write(by, "risk.edited", risk, {name: getattr(data, name) for name in FIELDS})


@transaction.atomic
def review_risk(
    *,
    by: Any,
    risk_id: int,
    version: int,
    probability: int,
    consequence: int,
    measure: str,
    review_on: date,
    note: str,
) -> Risk:
    """Judge a risk anew, say what was seen, and when it is looked at again. Raises ``Refused``, or ``Conflict``."""
    risk = locked(Risk, risk_id, version)
    ask(rules.may_review(actor_of(by), risk))
    if not note.strip():
        raise refused(_("Write what the review showed."), "note")
    if review_on <= timezone.localdate():
        raise refused(_("The next review lies on a day to come."), "review_on")
    said = {"probability": probability, "consequence": consequence, "measure": measure, "review_on": review_on}
    return _write(by, "risk.reviewed", risk, said, note)


@transaction.atomic
def step_risk(*, by: Any, risk_id: int, version: int, name: str, reason: str, review_on: date | None = None) -> Risk:
    """Watch, close or reopen a risk, and say why; one that is open again has a day of review. Raises ``Refused``."""
    risk = locked(Risk, risk_id, version)
    ask(rules.may_keep(actor_of(by), risk.cooperation_id))
    if not reason.strip():
        raise refused(_("Say why."), "reason")
    if RISK.transitions[name].target in STANDING:
        review_on = review_on or risk.review_on
        if review_on is None:
            raise refused(_("Say when it is looked at again."), "review_on")
        if review_on != risk.review_on:
            _ask_for_day_to_come(review_on)
    else:
        review_on = None
    risk.review_on = review_on
    risk.version += 1
    saving = ("review_on", "version")
    transitions.apply(RISK, name, risk, by=by, field="state", reason=reason.strip(), saving=saving)
    return risk


def _write(by: Any, action: str, risk: Risk, said: dict[str, Any], reason: str = "") -> Risk:
    before = facts(risk, said)
    for name, value in said.items():
        setattr(risk, name, value)
    changes = audit.differences(before, facts(risk, said))
    if changes or reason:
        risk.version += 1
        risk.save(update_fields=[*said, "version"])
        audit.record(action, risk, by=by, changes=changes, reason=reason.strip())
    return risk


def _ask_for_day_to_come(day: date) -> None:
    if day < timezone.localdate():
        raise refused(_("That day is past."), "review_on")
