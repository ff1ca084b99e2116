from datetime import date

import pytest
from django.urls import reverse

from portal.governance.models import Decision, Meeting
from portal.governance.services import decisions, meetings, memberships
from portal.governance.services.decisions import DecisionData
from portal.governance.services.meetings import MeetingData
from portal.organisations.models import Group, GroupKind, Membership
from portal.organisations.services import organisations
from portal.workflow import audit
from portal.workflow.errors import Refused
from tests.factories import make_organisation

DAY = date(2026, 11, 20)


@pytest.fixture
def meeting(cast) -> Meeting:
    return meetings.register_meeting(
        by=cast.officer, cooperation_id=cast.cooperation.pk, data=MeetingData(title="Årsmöte", held_on=DAY)
    )


@pytest.fixture
def decision(cast, meeting) -> Decision:
    data = DecisionData(title="Admission", wording="Öby is admitted.", takes_effect_on=DAY)
    return decisions.record_decision(by=cast.officer, meeting_id=meeting.pk, data=data)


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("officer", 200),
        ("purchaser", 200),
        ("administrator", 200),
        ("stranger", 404),
        ("supplier", 404),
        ("public", 302),
    ],
)
@pytest.mark.parametrize("page", ["meeting", "meeting-list"])
def test_meeting_pages(cast, sign_in, decision, actor, status, page):
    pk = decision.meeting_id if page == "meeting" else cast.cooperation.pk
    assert sign_in(cast.user(actor)).get(reverse(page, args=[pk])).status_code == status


@pytest.mark.parametrize(
    ("actor", "status"), [("officer", 200), ("purchaser", 403), ("stranger", 404), ("public", 302)]
)
def test_meeting_changes_are_the_offices(cast, sign_in, decision, actor, status):
    client = sign_in(cast.user(actor))
    for address in (
        reverse("meeting-register", args=[cast.cooperation.pk]),
        reverse("meeting-edit", args=[decision.meeting_id]),
        reverse("decision-record", args=[decision.meeting_id]),
        reverse("decision-correct", args=[decision.pk]),
        reverse("membership-admit", args=[cast.cooperation.pk]),
    ):
        assert client.get(address).status_code == status, address


def test_meeting_of_another_cooperations_group_is_refused(cast):
    group = Group.objects.create(cooperation=cast.other_cooperation, kind=GroupKind.OTHER, name="Fremmed")
    with pytest.raises(Refused):
        meetings.register_meeting(
            by=cast.officer, cooperation_id=cast.cooperation.pk, data=MeetingData(title="X", held_on=DAY, group=group)
        )


@pytest.mark.parametrize(
    "votes",
    [
        {"is_unanimous": True, "votes_for": 3, "votes_against": 0},
        {"is_unanimous": False},
        {"is_unanimous": False, "votes_for": 3},
    ],
)
def test_decision_needs_votes_just_when_it_was_not_unanimous(cast, meeting, votes):
    data = DecisionData(title="X", wording="X", takes_effect_on=DAY, **votes)
    with pytest.raises(Refused):
        decisions.record_decision(by=cast.officer, meeting_id=meeting.pk, data=data)


def test_decision_correct_keeps_what_stood_there(cast, decision):
    data = DecisionData(title="Admission", wording="Öby and Väby are admitted.", takes_effect_on=DAY)
    with pytest.raises(Refused):
        decisions.correct_decision(by=cast.officer, decision_id=decision.pk, data=data, reason=" ")
    decisions.correct_decision(by=cast.officer, decision_id=decision.pk, data=data, reason="Minutes were wrong")
    event = audit.history(decision.meeting).first()
    assert event.changes["wording"] == ["Öby is admitted.", "Öby and Väby are admitted."]


def test_membership_admit_stands_on_its_decision(cast, sign_in, decision):
    newcomer = make_organisation("Öby kommun")
    client = sign_in(cast.officer)
    sent = {"organisation": "Öby kommun", "valid_from": "2027-01-01", "decision": str(decision.pk)}
    answer = client.post(reverse("membership-admit", args=[cast.cooperation.pk]), sent)
    assert answer.url == cast.cooperation.get_absolute_url()
    assert newcomer.memberships.get().decided_by.decision == decision
    page = client.get(cast.cooperation.get_absolute_url()).content.decode()
    assert f"#decision-{decision.pk}" in page


def test_membership_admit_refuses_anothers_decision(cast, decision):
    newcomer = make_organisation("Nordby kommune", country="NO")
    with pytest.raises(Refused):
        memberships.admit(
            by=cast.administrator,
            cooperation_id=cast.other_cooperation.pk,
            organisation_id=newcomer.pk,
            valid_from=DAY,
            decision_id=decision.pk,
        )
    assert not newcomer.memberships.exists()


def test_membership_companies_are_in_or_out_explicitly(cast, sign_in, decision):
    energy, homes = (make_organisation(name, kind="company") for name in ("Ekby Energi AB", "Ekby Bostäder AB"))
    for company in (energy, homes):
        organisations.add_owner(
            by=cast.officer, company_id=company.pk, owner_id=cast.municipality.pk, valid_from=date(2020, 1, 1)
        )
    home = Membership.objects.get(organisation=cast.municipality)
    client = sign_in(cast.officer)
    address = reverse("membership-companies", args=[home.pk])
    sent = {"on": "2026-11-20", "decision": str(decision.pk), f"company-{energy.pk}": "in"}
    assert client.post(address, sent).status_code == 200  # the other one has not been chosen for
    assert not energy.memberships.exists()
    assert client.post(address, sent | {f"company-{homes.pk}": "out"}).status_code == 302
    assert energy.memberships.get().decided_by.decision == decision
    assert not homes.memberships.exists()
    assert audit.history(cast.cooperation).first().changes["companies"] == [None, "Ekby Bostäder AB"]
    client.post(address, sent | {f"company-{energy.pk}": "out", f"company-{homes.pk}": "out", "on": "2026-12-31"})
    assert energy.memberships.get().valid_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("actor", "status"), [("officer", 302), ("purchaser", 403), ("stranger", 403), ("public", 302)]
)
def test_membership_end(cast, sign_in, actor, status):
    row = Membership.objects.get(organisation=cast.neighbour)
    client = sign_in(cast.user(actor))
    assert client.post(reverse("membership-end", args=[row.pk]), {"on": "2026-12-31"}).status_code == status
    row.refresh_from_db()
    assert (row.valid_to is not None) is (actor == "officer")


def test_cooperation_page_keeps_decisions_and_meetings_to_those_who_belong(cast, sign_in, decision):
    address = cast.cooperation.get_absolute_url()
    assert "Årsmöte" in sign_in(cast.purchaser).get(address).content.decode()
    public = sign_in(None).get(address).content.decode()
    assert "Årsmöte" not in public
    assert cast.neighbour.name in public
