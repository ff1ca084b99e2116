"""Meetings, their decisions, and the memberships that stand on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.governance.models import Decision, Meeting, MembershipDecision
from portal.organisations import rules
from portal.organisations.models import Cooperation, Group, Membership, Organisation
from portal.organisations.services import cooperations, organisations
from portal.reference.models import Municipality
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class MeetingData:
    """A meeting as its minutes tell it."""

    title: str
    held_on: date
    group: Group | None = None
    place: str = ""
    minutes: str = ""


@dataclass(frozen=True)
class DecisionData:
    """A decision as it was minuted. Votes are counted only where it was not unanimous."""

    title: str
    wording: str
    takes_effect_on: date
    case_number: str = ""
    conditions: str = ""
    is_unanimous: bool = True
    votes_for: int | None = None
    votes_against: int | None = None


MEETING_FIELDS = tuple(MeetingData.__dataclass_fields__)
DECISION_FIELDS = tuple(DecisionData.__dataclass_fields__)


def _facts(row: Meeting | Decision, fields: Iterable[str]) -> dict[str, Any]:
    return {field: audit.plain(getattr(row, field)) for field in fields}


@transaction.atomic
def register_meeting(*, by: Any, cooperation_id: int, data: MeetingData) -> Meeting:
    """Register a meeting of a cooperation or of one of its groups."""
    ask(rules.may_coordinate(actor_of(by), cooperation_id))
    _ask_for_own_group(cooperation_id, data.group)
    meeting = Meeting.objects.create(
        cooperation_id=cooperation_id, **{field: getattr(data, field) for field in MEETING_FIELDS}
    )
    changes = {field: (None, value) for field, value in _facts(meeting, MEETING_FIELDS).items() if value}
    audit.record("meeting.registered", meeting, by=by, changes=changes)
    return meeting


@transaction.atomic
def update_meeting(*, by: Any, meeting_id: int, version: int, data: MeetingData) -> Meeting:
    """Change what is written of a meeting. Raises ``Conflict`` when somebody else did meanwhile."""
    meeting = locked(Meeting, meeting_id, version)
    ask(rules.may_coordinate(actor_of(by), meeting.cooperation_id))
    _ask_for_own_group(meeting.cooperation_id, data.group)
    before = _facts(meeting, MEETING_FIELDS)
    for field in MEETING_FIELDS:
        setattr(meeting, field, getattr(data, field))
    if changes := audit.differences(before, _facts(meeting, MEETING_FIELDS)):
        meeting.version += 1
        meeting.save()
        audit.record("meeting.edited", meeting, by=by, changes=changes)
    return meeting


@transaction.atomic
def record_decision(*, by: Any, meeting_id: int, data: DecisionData) -> Decision:
    """Record what a meeting decided."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    ask(rules.may_coordinate(actor_of(by), meeting.cooperation_id))
    _ask_for_votes(data)
    decision = Decision.objects.create(meeting=meeting, **{field: getattr(data, field) for field in DECISION_FIELDS})
    audit.record("decision.recorded", meeting, by=by, changes={"decision": (None, decision.title)})
    return decision


@transaction.atomic
def correct_decision(*, by: Any, decision_id: int, data: DecisionData, reason: str) -> Decision:
    """Correct how a decision was recorded, and say why; its meeting's history keeps what stood there before."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision_id)
    ask(rules.may_coordinate(actor_of(by), decision.meeting.cooperation_id))
    _ask_for_votes(data)
    before = _facts(decision, DECISION_FIELDS)
    for field in DECISION_FIELDS:
        setattr(decision, field, getattr(data, field))
    if changes := audit.differences(before, _facts(decision, DECISION_FIELDS)):
        if not reason.strip():
            raise refused(gettext_lazy("Say why a recorded decision is corrected."), "reason")
        decision.save()
        audit.record("decision.corrected", decision.meeting, by=by, changes=changes, reason=reason)
    return decision


@transaction.atomic
def admit(
    *, by: Any, cooperation_id: int, organisation_id: int, valid_from: date, decision_id: int, note: str = ""
) -> Membership:
    """Have an organisation become a member by a decision of the cooperation: its founding, or an admission."""
    decision = Decision.objects.select_related("meeting").get(pk=decision_id)
    if decision.meeting.cooperation_id != cooperation_id:
        raise refused(gettext_lazy("That decision belongs to another cooperation."), "decision")
    membership = cooperations.add_member(
        by=by, cooperation_id=cooperation_id, organisation_id=organisation_id, valid_from=valid_from, note=note
    )
    MembershipDecision.objects.create(membership=membership, decision=decision)
    return membership


@transaction.atomic
def found(
    *,
    by: Any,
    cooperation_id: int,
    municipalities: Iterable[Municipality],
    held_on: date,
    wording: str,
    case_number: str = "",
) -> Decision:
    """Record the founding decision of a cooperation, and the municipalities that are its members by it.

    Those that are not registered yet are, from the reference list; those that are members already stay so.
    """
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    meeting = register_meeting(
        by=by, cooperation_id=cooperation_id, data=MeetingData(title=_("Founding meeting"), held_on=held_on)
    )
    decision = record_decision(
        by=by,
        meeting_id=meeting.pk,
        data=DecisionData(
            title=_("Founding of the cooperation"), wording=wording, takes_effect_on=held_on, case_number=case_number
        ),
    )
    for municipality in municipalities:
        organisation = organisations.of_municipality(by=by, municipality=municipality)
        if not Membership.objects.on(held_on).filter(cooperation=cooperation, organisation=organisation).exists():
            admit(
                by=by,
                cooperation_id=cooperation_id,
                organisation_id=organisation.pk,
                valid_from=held_on,
                decision_id=decision.pk,
            )
    if cooperation.founded_on is None:
        cooperation.founded_on = held_on
        cooperation.save(update_fields=["founded_on"])
    return decision


@transaction.atomic
def settle_companies(
    *, by: Any, membership_id: int, choices: Mapping[int, bool], on: date, decision_id: int
) -> list[Membership]:
    """Say of each of a member's companies whether it is in or out from a day. A company that was in and is now out
    has that day as its last. What was chosen stands in the history, also for those that stay out."""
    home = Membership.objects.select_related("cooperation", "organisation").get(pk=membership_id)
    ask(rules.may_coordinate(actor_of(by), home.cooperation_id))
    companies = Organisation.objects.filter(pk__in=choices, owners__owner=home.organisation).distinct()
    if {company.pk for company in companies} != set(choices):
        raise refused(gettext_lazy("Not all of these companies belong to the member."))
    admitted, out = [], []
    for company in companies:
        current = Membership.objects.on(on).filter(cooperation=home.cooperation, organisation=company).first()
        if choices[company.pk] and current is None:
            admitted.append(
                admit(
                    by=by,
                    cooperation_id=home.cooperation_id,
                    organisation_id=company.pk,
                    valid_from=on,
                    decision_id=decision_id,
                )
            )
        elif not choices[company.pk]:
            out.append(company.name)
            if current is not None:
                cooperations.end_member(by=by, membership_id=current.pk, on=max(on, current.valid_from))
    if out:
        audit.record(
            "membership.companies_left_out",
            home.cooperation,
            by=by,
            changes={"member": (None, home.organisation.name), "companies": (None, ", ".join(out))},
        )
    return admitted


def _ask_for_votes(data: DecisionData) -> None:
    counted = data.votes_for is not None and data.votes_against is not None
    if data.is_unanimous and (data.votes_for is not None or data.votes_against is not None):
        raise refused(gettext_lazy("A unanimous decision has no votes to count."), "votes_for")
    if not data.is_unanimous and not counted:
        raise refused(gettext_lazy("Write the votes for and against."), "votes_for")


def _ask_for_own_group(cooperation_id: int, group: Group | None) -> None:
    if group is not None and group.cooperation_id != cooperation_id:
        raise refused(gettext_lazy("That group belongs to another cooperation."), "group")
