"""Answering whether an organisation takes part, and giving the mandate for it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.kinds import content_type_of
from portal.files.services import delete_file, store_upload
from portal.law import participation as law
from portal.organisations.models import Appointment
from portal.organisations.periods import valid_on
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from procurements.models import Participation
from procurements.rules import participation as rules
from procurements.services.participation import opened
from procurements.states.participation import NAMED, PARTICIPATION, ParticipationState

#: The steps by which an organisation answers.
STEPS = {
    ParticipationState.JOINS: "joined",
    ParticipationState.OPTION: "took_option",
    ParticipationState.DECLINED: "declined",
}
PDF = "application/pdf"
FIRST_BYTES = 2048  # enough to tell a PDF


@dataclass(frozen=True)
class AnswerData:
    """An organisation's answer: joins, option or declined. ``yearly_volume`` is ex VAT in the procurement's currency;
    ``contact`` (a person of the organisation) is asked about it. Who declines says why in ``reason`` and nothing else.
    """

    state: str
    yearly_volume: Decimal | None = None
    contact: Any = None
    reason: str = ""


@transaction.atomic
def answer(*, by: Any, participation_id: int, version: int, data: AnswerData) -> Participation:
    """Answer for an organisation, or change its answer.

    A mandate holds for what it was given for: another answer or volume needs a new one. Raises ``Refused`` when it is
    too late or something is missing, and ``Conflict`` when somebody else has answered meanwhile.
    """
    row = opened(participation_id, version)
    ask(rules.may_answer(actor_of(by), row))
    names = data.state in NAMED
    joins = data.state == ParticipationState.JOINS
    ask(law.answer_whole(names=names, joins=joins, volume=data.yearly_volume, reason=data.reason))
    contact = data.contact or by
    if names and not people_of(row.organisation_id).filter(user=contact).exists():
        raise refused(_("Name somebody who is appointed in the organisation."), "contact")
    said = {
        "yearly_volume": data.yearly_volume if names else None,
        "contact": contact if names else None,
        "reason": "" if names else data.reason.strip(),
    }
    changes = audit.differences({name: getattr(row, name) for name in said}, said)
    if row.state != data.state or "yearly_volume" in changes:
        _take_back_mandate(row)
    for name, value in said.items():
        setattr(row, name, value)
    row.answered_by, row.answered_at = by, timezone.now()
    row.version += 1
    row.save()
    if row.state != data.state:
        transitions.apply(PARTICIPATION, STEPS[ParticipationState(data.state)], row, by=by, field="state")
    if changes:
        audit.record("participation.answer_written", row, by=by, changes=changes)
    return row


def people_of(organisation_id: int) -> Any:
    """The appointments of today in an organisation: whom an answer can name as contact."""
    return Appointment.objects.filter(
        valid_on(timezone.localdate()), organisation=organisation_id, user__is_active=True
    ).select_related("user")


@transaction.atomic
def sign_mandate(*, by: Any, participation_id: int, version: int) -> Participation:
    """Sign for the organisation, by an appointment of today that gives the authority. Raises ``Refused`` without one,
    and ``Conflict``."""
    row = opened(participation_id, version)
    ask(rules.may_give_mandate(actor_of(by), row))
    appointment = rules.authority_of(by, row.organisation_id, timezone.localdate())
    if appointment is None:
        ask(law.NO_AUTHORITY)
    _take_back_mandate(row)
    row.mandate_signed_by, row.mandate_appointment, row.mandate_signed_at = by, appointment, timezone.now()
    return _with_mandate(row, by, {"mandate_signed_by": (None, str(by))})


@transaction.atomic
def upload_mandate(*, by: Any, participation_id: int, version: int, upload: UploadedFile) -> Participation:
    """Keep a mandate that somebody with authority has signed on paper or by other means, as a PDF. The office and the
    organisation's purchasing contact see it. Raises ``Refused`` for another kind of file, and ``Conflict``."""
    row = opened(participation_id, version)
    ask(rules.may_give_mandate(actor_of(by), row))
    begins = upload.read(FIRST_BYTES)
    upload.seek(0)
    if content_type_of(upload.name or "", begins) != PDF:
        raise refused(_("The signed mandate is a PDF."), "file")
    file = store_upload(by=by, upload=upload)
    _take_back_mandate(row)
    row.mandate_file = file
    return _with_mandate(row, by, {"mandate_file": (None, file.name)})


def _with_mandate(row: Participation, by: Any, changes: audit.Changes) -> Participation:
    row.version += 1
    row.save()
    audit.record("participation.mandate_given", row, by=by, changes=changes)
    return row


def _take_back_mandate(row: Participation) -> None:
    """Take back the mandate of an earlier answer; its file goes with it."""
    file = row.mandate_file
    row.mandate_signed_by = row.mandate_appointment = row.mandate_signed_at = row.mandate_file = None
    if file is not None:
        Participation.objects.filter(pk=row.pk).update(mandate_file=None)
        delete_file(file=file)
