"""Memberships that stand on decisions: the founding of a cooperation, admissions, exits, and its members' companies."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.governance.effects import stands_on
from portal.governance.models import Decision, MembershipDecision, MembershipEnd
from portal.governance.services.decisions import DecisionData, record_decision
from portal.governance.services.meetings import MeetingData, close_meeting, register_meeting
from portal.organisations import rules
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.organisations.services import cooperations, organisations
from portal.reference.models import Municipality
from portal.workflow import audit
from portal.workflow.errors import ask, refused


@transaction.atomic
def admit(
    *, by: Any, cooperation_id: int, organisation_id: int, valid_from: date, decision_id: int, note: str = ""
) -> Membership:
    """Have an organisation become a member by a decision of the cooperation: its founding, or an admission."""
    decision = Decision.objects.select_related("meeting").get(pk=decision_id)
    ask(stands_on(decision, cooperation_id=cooperation_id, valid_from=valid_from))
    membership = cooperations.add_member(
        by=by, cooperation_id=cooperation_id, organisation_id=organisation_id, valid_from=valid_from, note=note
    )
    MembershipDecision.objects.create(membership=membership, decision=decision)
    return membership


@transaction.atomic
def leave(*, by: Any, membership_id: int, on: date, decision_id: int, reason: str = "") -> Membership:
    """Say which is the last day of a membership, by a decision of the cooperation that is in effect the day after."""
    membership = Membership.objects.get(pk=membership_id)
    decision = Decision.objects.select_related("meeting").get(pk=decision_id)
    first_outside = on + timedelta(days=1)
    ask(stands_on(decision, cooperation_id=membership.cooperation_id, valid_from=first_outside, day_field="on"))
    row = cooperations.end_member(by=by, membership_id=membership_id, on=on, reason=reason)
    MembershipEnd.objects.update_or_create(membership=row, defaults={"decision": decision})
    return row


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
    if held_on <= timezone.localdate():
        close_meeting(by=by, meeting_id=meeting.pk, version=meeting.version)
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
                last = max(on, current.valid_from)
                leave(by=by, membership_id=current.pk, on=last, decision_id=decision_id)
    if out:
        audit.record(
            "membership.companies_left_out",
            home.cooperation,
            by=by,
            changes={"member": (None, home.organisation.name), "companies": (None, ", ".join(out))},
        )
    return admitted
