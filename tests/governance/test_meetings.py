from datetime import date

import pytest
from django.urls import reverse

from portal.governance.models import Decision, Meeting
from portal.governance.services import decisions, meetings
from portal.governance.services.decisions import DecisionData
from portal.governance.services.meetings import MeetingData
from portal.organisations.models import Group, GroupKind
from portal.workflow.errors import Refused

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


def test_cooperation_page_keeps_decisions_and_meetings_to_those_who_belong(cast, sign_in, decision):
    address = cast.cooperation.get_absolute_url()
    assert "Årsmöte" in sign_in(cast.purchaser).get(address).content.decode()
    public = sign_in(None).get(address).content.decode()
    assert "Årsmöte" not in public
    assert cast.neighbour.name in public


def test_an_opened_meeting_is_closed_from_its_page_too(cast, sign_in, meeting):
    address = reverse("meeting-close", args=[meeting.pk])
    meetings.open_meeting(by=cast.officer, meeting_id=meeting.pk, version=meeting.version)
    client = sign_in(cast.officer)
    assert address in client.get(meeting.get_absolute_url()).content.decode()
    client.post(address, {"version": meeting.version + 1})
    assert address not in client.get(meeting.get_absolute_url()).content.decode()
