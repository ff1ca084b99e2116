"""The specification as a whole: put forward, answered by name, decided by the chair, opened again."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from procurements.letters import specifications as letters
from procurements.models import (
    Procurement,
    RequirementVersion,
    RevisionRow,
    Specification,
    SpecificationApproval,
    SpecificationRevision,
)
from procurements.rules import requirements as rules
from procurements.services.holding import held
from procurements.states.requirements import SPECIFICATION, SpecificationState


@transaction.atomic
def put_forward(
    *, by: Any, procurement_id: int, version: int, due_on: date | None = None, note: str = ""
) -> SpecificationRevision:
    """Ask the agreement group to approve the accepted requirements as they stand now; each of it gets a letter.

    ``version`` is that of the specification, 0 where there is none yet. Raises ``Conflict`` and ``Refused``.
    """
    procurement = held(procurement_id)
    specification, begun = Specification.objects.get_or_create(
        procurement=procurement, defaults={"is_sample": procurement.is_sample}
    )
    if not begun:
        specification = locked(Specification, specification.pk, version)
    procurement.specification = specification
    ask(rules.may_put_forward(actor_of(by), procurement))
    if due_on is not None and due_on < timezone.localdate():
        raise refused(_("The day has passed already."), "due_on")
    specification.revision += 1
    specification.version += 1
    revision = SpecificationRevision.objects.create(
        specification=specification, number=specification.revision, by=by, due_on=due_on, note=note.strip()
    )
    _keep_rows(procurement, revision)
    transitions.apply(SPECIFICATION, "put_forward", specification, by=by, field="state", saving=("revision", "version"))
    transaction.on_commit(partial(letters.tell_of_specification.delay, revision.pk))
    return revision


@transaction.atomic
def answer(*, by: Any, specification_id: int, revision: int, approves: bool, reason: str = "") -> SpecificationApproval:
    """Approve the revision that the person has read, or object to it with a reason; until it is approved, an answer
    may be changed. With the last approval the specification is approved. Raises ``Refused``."""
    specification = _locked(specification_id)
    ask(rules.may_answer(actor_of(by), specification))
    if revision != specification.revision:
        raise refused(_("The specification has been put forward anew since you opened it. Read it again."))
    if not approves and not reason.strip():
        raise refused(_("Say what you object to."), "reason")
    seat = next((seat for seat in rules.seats_of(specification.procurement) if seat.user_id == by.pk), None)
    if seat is None:
        raise Refused(rules.SEATS_ONLY)
    said, _made = SpecificationApproval.objects.update_or_create(
        revision=specification.revisions.get(number=revision),
        seat=seat,
        defaults={
            "person": by,
            "organisation": seat.organisation,
            "approves": approves,
            "reason": reason.strip(),
            "at": timezone.now(),
        },
    )
    action = "specification.answer_approved" if approves else "specification.answer_objected"
    audit.record(action, specification, by=by, reason=reason.strip())
    if rules.standing_of(specification).is_unanimous:
        _approve(specification, by)
    return said


@transaction.atomic
def decide(*, by: Any, specification_id: int, version: int, reason: str) -> Specification:
    """Approve by the majority of the seats, as the chair, with a reason. Raises ``Conflict`` and ``Refused``."""
    held(Specification.objects.values_list("procurement_id", flat=True).get(pk=specification_id))
    specification = locked(Specification, specification_id, version, "procurement")
    ask(rules.may_decide(actor_of(by), specification))
    if not reason.strip():
        raise refused(_("Say why it is approved although not everybody has."), "reason")
    specification.decided_by, specification.decided_reason = by, reason.strip()
    _approve(specification, by)
    return specification


@transaction.atomic
def open_again(*, by: Any, specification_id: int, version: int, reason: str) -> Specification:
    """Go on writing: what was answered to the revision is void, and another one is put forward in time.

    Raises ``Conflict`` and ``Refused``.
    """
    held(Specification.objects.values_list("procurement_id", flat=True).get(pk=specification_id))
    specification = locked(Specification, specification_id, version, "procurement")
    ask(rules.may_open_again(actor_of(by), specification))
    if not reason.strip():
        raise refused(_("Say why the specification is opened again."), "reason")
    _open(specification, by, reason.strip())
    return specification


def procurement_went_back(*, by: Any, procurement: Procurement) -> None:
    """Open the specification of a procurement that came back from ready to publish, in the transaction of that step:
    its approval stood for what was ready."""
    specification = Specification.objects.select_for_update().filter(procurement=procurement).first()
    if specification is not None and specification.state != SpecificationState.OPEN:
        _open(specification, by, "")


def _locked(specification_id: int) -> Specification:
    procurement = held(Specification.objects.values_list("procurement_id", flat=True).get(pk=specification_id))
    specification = Specification.objects.select_for_update().get(pk=specification_id)
    specification.procurement = procurement
    return specification


def _keep_rows(procurement: Procurement, revision: SpecificationRevision) -> None:
    rows = list(procurement.requirements.accepted().in_order())
    versions = {
        (version.requirement_id, version.edition): version
        for version in RequirementVersion.objects.filter(requirement__in=rows)
    }
    RevisionRow.objects.bulk_create(
        RevisionRow(revision=revision, version=versions[row.pk, row.edition], position=position)
        for position, row in enumerate(rows, start=1)
    )


def _approve(specification: Specification, by: Any) -> None:
    specification.approved_at = timezone.now()
    specification.version += 1
    transitions.apply(
        SPECIFICATION,
        "approved",
        specification,
        by=by,
        field="state",
        reason=specification.decided_reason,
        saving=("approved_at", "decided_by", "decided_reason", "version"),
    )


def _open(specification: Specification, by: Any, reason: str) -> None:
    specification.approved_at = specification.decided_by = None
    specification.decided_reason = ""
    specification.version += 1
    transitions.apply(
        SPECIFICATION,
        "opened_again",
        specification,
        by=by,
        field="state",
        reason=reason,
        saving=("approved_at", "decided_by", "decided_reason", "version"),
    )
