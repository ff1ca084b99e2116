"""Policies: adopting them, and ending them, by decisions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.services import store_upload
from portal.governance.effects import stands_on
from portal.governance.models import Decision, Policy
from portal.organisations import rules
from portal.workflow import audit
from portal.workflow.errors import ask, refused


@dataclass(frozen=True)
class PolicyData:
    """A policy as it was adopted: its text or its file, whom it binds, from when, and which it takes the place of."""

    title: str
    decision: Decision
    valid_from: date
    text: str = ""
    upload: UploadedFile | None = None
    binds_administrations: bool = True
    binds_companies: bool = False
    replaces: Policy | None = None


@transaction.atomic
def adopt_policy(*, by: Any, cooperation_id: int, data: PolicyData) -> Policy:
    """Have a policy be in force from a day by a decision; the one that it replaces ends the day before."""
    ask(rules.may_coordinate(actor_of(by), cooperation_id))
    ask(stands_on(data.decision, cooperation_id=cooperation_id, valid_from=data.valid_from))
    if not data.text.strip() and data.upload is None:
        raise refused(_("Write the policy, or hand in its file."), "text")
    if not (data.binds_administrations or data.binds_companies):
        raise refused(_("Say whom the policy binds."), "binds_administrations")
    former = data.replaces and Policy.objects.select_for_update(of=("self",)).get(pk=data.replaces.pk)
    if former is not None:
        _ask_to_replace(former, cooperation_id, data.valid_from)
    policy = Policy.objects.create(
        cooperation_id=cooperation_id,
        title=data.title.strip(),
        text=data.text.strip(),
        file=store_upload(by=by, upload=data.upload) if data.upload is not None else None,
        binds_administrations=data.binds_administrations,
        binds_companies=data.binds_companies,
        decision=data.decision,
        valid_from=data.valid_from,
        replaces=former,
    )
    changes = {
        "title": (None, policy.title),
        "decision": (None, data.decision.title),
        "valid_from": (None, data.valid_from),
    }
    audit.record("policy.adopted", policy, by=by, changes=changes)
    if former is not None:
        _end(by, "policy.replaced", former, data.valid_from - timedelta(days=1), data.decision)
    return policy


@transaction.atomic
def repeal_policy(*, by: Any, policy_id: int, decision: Decision, last_day: date) -> Policy:
    """Have a policy end after its ``last_day`` by a decision, with none in its place."""
    policy = Policy.objects.select_for_update(of=("self",)).get(pk=policy_id)
    ask(rules.may_coordinate(actor_of(by), policy.cooperation_id))
    ask(
        stands_on(
            decision,
            cooperation_id=policy.cooperation_id,
            valid_from=last_day + timedelta(days=1),
            day_field="last_day",
        )
    )
    if policy.valid_to is not None:
        raise refused(_("The policy has been ended already."))
    if last_day < policy.valid_from:
        raise refused(_("The last day comes before the first."), "last_day")
    _end(by, "policy.repealed", policy, last_day, decision)
    return policy


def _ask_to_replace(former: Policy, cooperation_id: int, valid_from: date) -> None:
    if former.cooperation_id != cooperation_id:
        raise refused(_("That policy belongs to another cooperation."), "replaces")
    if former.valid_to is not None:
        raise refused(_("The policy has been ended already."), "replaces")
    if valid_from <= former.valid_from:
        raise refused(
            _("The policy that it replaces is in force from %(day)s: this one begins later."),
            "valid_from",
            day=former.valid_from,
        )


def _end(by: Any, action: str, policy: Policy, last_day: date, decision: Decision) -> None:
    policy.valid_to, policy.ended_by = last_day, decision
    policy.save(update_fields=["valid_to", "ended_by"])
    changes = {"valid_to": (None, last_day), "ended_by": (None, decision.title)}
    audit.record(action, policy, by=by, changes=changes)
