"""What is agreed with the supplier between the calls: activities, dialogue meetings and obligations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.follow_up import sides
from agreements.models import Activity, Agreement, Dialogue, DialogueMeeting, Obligation
from agreements.models.follow_up import BothSides, WithSupplier
from agreements.rules import follow_up as rules
from agreements.states.follow_up import ACTIVITY, CheckResult
from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.law import follow_up as law
from portal.law.answers import denied
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from suppliers.models import Supplier, SupplierContact

NOT_ITS_SUPPLIER = denied(_("The supplier has no place in the agreement."), "supplier")
NOT_OUR_PERSON = denied(_("Nobody of our side of the agreement is called that."), "our_person")
NOT_THEIR_PERSON = denied(_("The person does not act for the supplier."), "their_person")
NO_RESULT = denied(_("Say what came of it."), "result")
LEVEL_TAKEN = denied(_("There is a cadence at this level already. Change that one."), "level")


@dataclass(frozen=True)
class ActivityData:
    """What is agreed; ``their_user`` has an account with the supplier, ``their_contact`` is a name in its list."""

    level: str
    title: str
    due_on: date
    what: str = ""
    supplier: Supplier | None = None
    our_person: User | None = None
    their_user: User | None = None
    their_contact: SupplierContact | None = None


@dataclass(frozen=True)
class DialogueData:
    """How often the two sides meet at a level, and who calls the meeting on each side."""

    level: str
    every_months: int
    supplier: Supplier | None = None
    our_person: User | None = None
    their_user: User | None = None
    their_contact: SupplierContact | None = None


@dataclass(frozen=True)
class MeetingData:
    """A dialogue meeting; ``held_on`` and ``agreed`` once it was held."""

    level: str
    planned_on: date
    supplier: Supplier | None = None
    held_on: date | None = None
    our_attendees: str = ""
    their_attendees: str = ""
    agreed: str = ""
    internal_note: str = ""


@dataclass(frozen=True)
class ObligationData:
    """What the supplier has undertaken; a service level has a measure and a target."""

    kind: str
    wording: str
    measure: str = ""
    target: str = ""
    next_check_on: date | None = None
    supplier: Supplier | None = None


def followed_up(by: Any, agreement_id: int) -> Agreement:
    """The agreement, if ``by`` follows it up; raises ``Refused`` otherwise."""
    agreement = Agreement.objects.select_related("cooperation", "partnership").get(pk=agreement_id)
    ask(rules.may_follow_up(actor_of(by), agreement))
    return agreement


def _fitting(agreement: Agreement, row: WithSupplier) -> None:
    """Raise ``Refused`` unless the row's people and supplier belong to the agreement."""
    suppliers = list(sides.suppliers_of(agreement))
    if row.supplier_id is not None:
        suppliers = [supplier for supplier in suppliers if supplier.pk == row.supplier_id]
        if not suppliers:
            raise Refused(NOT_ITS_SUPPLIER)
    if not isinstance(row, BothSides):
        return
    if row.our_person_id and not sides.our_people(agreement).filter(pk=row.our_person_id).exists():
        raise Refused(NOT_OUR_PERSON)
    if row.their_user_id and not sides.their_users(suppliers).filter(pk=row.their_user_id).exists():
        raise Refused(NOT_THEIR_PERSON)
    if row.their_contact_id and not sides.their_contacts(suppliers).filter(pk=row.their_contact_id).exists():
        raise Refused(NOT_THEIR_PERSON)


def _facts(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: audit.plain(getattr(row, name)) for name in names}


def _add(action: str, agreement: Agreement, row: Any, data: Any, by: Any, **more: Any) -> Any:
    """Write a new row of an agreement, with its audit row."""
    row.agreement = agreement
    for name, value in {**vars(data), **more}.items():
        setattr(row, name, value)
    _fitting(agreement, row)
    row.save(force_insert=True)
    said = {name: (None, value) for name, value in _facts(row, vars(data)).items() if value not in (None, "")}
    audit.record(action, row, by=by, changes=said)
    return row


def _change(action: str, row: Any, said: Mapping[str, Any], by: Any) -> bool:
    """Write what differs, with its audit row; False when nothing does. People who stay are not asked for again."""
    before = _facts(row, said)
    for name, value in said.items():
        setattr(row, name, value)
    changes = audit.differences(before, _facts(row, said))
    if not changes:
        return False
    if changes.keys() & {"supplier", "our_person", "their_user", "their_contact"}:
        _fitting(row.agreement, row)
    row.version += 1
    row.save()
    audit.record(action, row, by=by, changes=changes)
    return True


def _opened(model: Any, pk: int, version: int, by: Any) -> Any:
    """A row of an agreement, locked on the version that was opened, if ``by`` follows the agreement up."""
    row = locked(model, pk, version, "agreement")
    ask(rules.may_follow_up(actor_of(by), row.agreement))
    return row


@transaction.atomic
def agree_activity(
    *, by: Any, agreement_id: int, data: ActivityData, meeting: DialogueMeeting | None = None
) -> Activity:
    """Agree an activity with the supplier, at a meeting or between two. Raises ``Refused`` when its people do not
    belong to the agreement."""
    return _add("activity.agreed", followed_up(by, agreement_id), Activity(), data, by, meeting=meeting)


@transaction.atomic
def edit_activity(*, by: Any, activity_id: int, version: int, data: ActivityData) -> Activity:
    """Change an open activity. Raises ``Conflict`` when somebody else did meanwhile."""
    activity = _opened(Activity, activity_id, version, by)
    if not activity.is_open:
        raise Refused(transitions.WRONG_STATUS)
    _change("activity.edited", activity, vars(data), by)
    return activity


@transaction.atomic
def settle_activity(*, by: Any, activity_id: int, version: int, step: str, result: str) -> Activity:
    """Tick an activity done, or drop it (``step``), and say what came of it: either side those that are its own."""
    activity = locked(Activity, activity_id, version, "agreement")
    ask(rules.may_settle(actor_of(by), activity))
    if not result.strip():
        raise Refused(NO_RESULT)
    activity.result, activity.settled_on = result.strip(), timezone.localdate()
    activity.version += 1
    saving = ("result", "settled_on", "version")
    transitions.apply(ACTIVITY, step, activity, by=by, field="state", reason=activity.result, saving=saving)
    return activity


@transaction.atomic
def set_dialogue(*, by: Any, agreement_id: int, data: DialogueData) -> Dialogue:
    """Settle how often the two sides meet at a level; the first meeting is planned by it."""
    agreement = followed_up(by, agreement_id)
    same = Dialogue.objects.filter(agreement=agreement, level=data.level, supplier=data.supplier)
    if same.exists():
        raise Refused(LEVEL_TAKEN)
    dialogue = _add("dialogue.set", agreement, Dialogue(), data, by)
    plan_next_meeting(dialogue, timezone.localdate())
    return dialogue


@transaction.atomic
def edit_dialogue(*, by: Any, dialogue_id: int, version: int, data: DialogueData) -> Dialogue:
    """Change a cadence; a meeting that is planned and not held moves with it."""
    dialogue = _opened(Dialogue, dialogue_id, version, by)
    agreement, cadence = dialogue.agreement, _cadence(dialogue)
    same = Dialogue.objects.filter(agreement=agreement, level=data.level, supplier=data.supplier)
    if same.exclude(pk=dialogue.pk).exists():
        raise Refused(LEVEL_TAKEN)
    planned = list(_planned(dialogue))
    _change("dialogue.edited", dialogue, vars(data), by)
    if _cadence(dialogue) != cadence:
        DialogueMeeting.objects.filter(pk__in=[meeting.pk for meeting in planned]).update(
            level=dialogue.level,
            supplier=dialogue.supplier,
            planned_on=_next_day(dialogue, timezone.localdate()),
            version=models.F("version") + 1,
        )
    return dialogue


def _cadence(dialogue: Dialogue) -> tuple[Any, ...]:
    return dialogue.level, dialogue.every_months, dialogue.supplier_id


@transaction.atomic
def end_dialogue(*, by: Any, dialogue_id: int, version: int) -> None:
    """End a cadence, and the meeting that it planned. A published partnership keeps at least one."""
    dialogue = _opened(Dialogue, dialogue_id, version, by)
    agreement = dialogue.agreement
    last_one = not agreement.dialogues.exclude(pk=dialogue.pk).exists()
    if last_one and agreement.kind == "partnership" and not agreement.is_draft:
        raise refused(_("A partnership needs a cadence. Set another before you end this one."))
    _planned(dialogue).delete()
    audit.record("dialogue.ended", dialogue, by=by, changes={"every_months": (dialogue.every_months, None)})
    dialogue.delete()


def _planned(dialogue: Dialogue) -> models.QuerySet[DialogueMeeting]:
    """The meetings of a dialogue that are planned and not held."""
    return dialogue.agreement.dialogue_meetings.filter(
        level=dialogue.level, supplier=dialogue.supplier_id, held_on=None
    )


def _next_day(dialogue: Dialogue, today: date) -> date:
    """The day of a dialogue's next meeting by its cadence: counted from the last that was held, else from today, or
    from the agreement's first day while that is to come."""
    agreement = dialogue.agreement
    held = agreement.dialogue_meetings.filter(level=dialogue.level, supplier=dialogue.supplier_id)
    last = held.aggregate(last=models.Max("held_on"))["last"] or max(today, agreement.starts_on or today)
    return law.next_meeting(last, dialogue.every_months)


def plan_next_meeting(dialogue: Dialogue, today: date) -> None:
    """Plan the next meeting of a dialogue by its cadence, unless one is planned."""
    if not _planned(dialogue).exists():
        DialogueMeeting.objects.create(
            agreement=dialogue.agreement,
            level=dialogue.level,
            supplier_id=dialogue.supplier_id,
            planned_on=_next_day(dialogue, today),
            is_sample=dialogue.is_sample,
        )


@transaction.atomic
def plan_meeting(
    *, by: Any, agreement_id: int, data: MeetingData, activities: Iterable[ActivityData] = ()
) -> DialogueMeeting:
    """Plan a dialogue meeting, or record one that was held with what was agreed."""
    _well_recorded(data)
    meeting = _add("dialogue_meeting.planned", followed_up(by, agreement_id), DialogueMeeting(), data, by)
    return _held(by, meeting, activities)


@transaction.atomic
def record_meeting(
    *, by: Any, meeting_id: int, version: int, data: MeetingData, activities: Iterable[ActivityData] = ()
) -> DialogueMeeting:
    """Move a planned meeting, or record that it was held: what was agreed becomes activities, and the next meeting is
    planned by the cadence."""
    meeting = _opened(DialogueMeeting, meeting_id, version, by)
    _well_recorded(data)
    _change("dialogue_meeting.recorded", meeting, vars(data), by)
    return _held(by, meeting, activities)


def _well_recorded(data: MeetingData) -> None:
    """Raise ``Refused`` for a meeting that is to have been held in the future, or that agreed nothing."""
    if data.held_on is not None:
        ask(rules.has_been(data.held_on, timezone.localdate(), "held_on"))
        if not data.agreed.strip():
            raise refused(_("Say what was agreed."), "agreed")


def _held(by: Any, meeting: DialogueMeeting, activities: Iterable[ActivityData]) -> DialogueMeeting:
    """What follows from a meeting once it was held: its activities, and the next one."""
    if meeting.held_on is None:
        return meeting
    for data in activities:
        agree_activity(by=by, agreement_id=meeting.agreement_id, data=data, meeting=meeting)
    same = Dialogue.objects.filter(agreement=meeting.agreement_id, level=meeting.level, supplier=meeting.supplier_id)
    dialogue = same.select_related("agreement").first()
    if dialogue is not None:
        plan_next_meeting(dialogue, meeting.held_on)
    return meeting


@transaction.atomic
def agree_obligation(*, by: Any, agreement_id: int, data: ObligationData) -> Obligation:
    """Keep what the supplier has undertaken."""
    _measured(data)
    return _add("obligation.agreed", followed_up(by, agreement_id), Obligation(), data, by)


@transaction.atomic
def edit_obligation(*, by: Any, obligation_id: int, version: int, data: ObligationData) -> Obligation:
    """Change an obligation as the agreement was changed."""
    obligation = _opened(Obligation, obligation_id, version, by)
    _measured(data)
    _change("obligation.edited", obligation, vars(data), by)
    return obligation


@transaction.atomic
def check_obligation(
    *,
    by: Any,
    obligation_id: int,
    version: int,
    checked_on: date,
    result: CheckResult,
    finding: str,
    next_check_on: date | None,
) -> Obligation:
    """Record a check: what was found, and when to look again. Earlier checks stand in the history."""
    obligation = _opened(Obligation, obligation_id, version, by)
    ask(rules.has_been(checked_on, timezone.localdate(), "checked_on"))
    said = {"checked_on": checked_on, "result": result, "finding": finding, "next_check_on": next_check_on}
    _change("obligation.checked", obligation, said, by)
    return obligation


def _measured(data: ObligationData) -> None:
    if data.kind == "service_level" and not (data.measure.strip() and data.target.strip()):
        raise refused(_("A service level has a measure and a target."), "measure")
