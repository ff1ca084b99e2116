"""Minutes: written item by item, approved by those chosen, and locked, in the services and in PostgreSQL."""

from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.db import Error, transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.files.services import store_content
from portal.governance.meetings import paper
from portal.governance.meetings.people import quorum, seats_on
from portal.governance.models import AgendaItem, Attendance, Decision, Meeting, MinutesNote, Paper
from portal.governance.services import agenda, attendance, decisions, meetings, minutes, papers
from portal.governance.services.agenda import ItemData
from portal.governance.services.attendance import Guest, SeatLine
from portal.governance.services.decisions import DecisionData
from portal.organisations.offices import Offices
from portal.workflow.errors import Conflict, Refused
from tests.factories import TODAY
from tests.governance.meeting_people import approve, hold, make_circle, plan

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00 +0100", tick=False):
        yield


@pytest.fixture
def circle(cast):
    return make_circle(cast)


@pytest.fixture
def meeting(circle) -> Meeting:
    return plan(circle.secretary, circle)


def test_minutes_conflict_per_item_keeps_what_others_wrote(circle, meeting, sign_in):
    first, second = meeting.items.all()
    minutes.minute(by=circle.chair, item_id=first.pk, version=1, text="The chair's words.")
    with pytest.raises(Conflict):
        minutes.minute(by=circle.secretary, item_id=first.pk, version=1, text="Mine.")
    minutes.minute(by=circle.secretary, item_id=second.pk, version=1, text="Another item is free.")
    sent = {"minutes": "Mine.", "version": "1"}
    client = sign_in(circle.secretary)
    answer = client.post(reverse("agenda-item-minute", args=[first.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Mine." in page and "The chair&#39;s words." in page
    answer = client.post(reverse("agenda-item-minute", args=[first.pk]), sent | {"version": "2"})
    assert answer.url.endswith(f"#item-{first.pk}")
    first.refresh_from_db()
    assert (first.minutes, first.minuted_by) == ("Mine.", circle.secretary)


def test_who_stands_in_is_known_to_those_who_write_the_minutes(circle, meeting):
    """A deputy with no other role in the cooperation can have a reservation, and answer for a condition."""
    assert circle.deputy in User.objects.visible_to(circle.secretary)
    assert circle.deputy.pk in Offices.on(TODAY).everybody[meeting.cooperation_id]


def test_minutes_item_of_htmx_comes_back_alone(circle, meeting, sign_in):
    item = meeting.items.first()
    answer = sign_in(circle.secretary).post(
        reverse("agenda-item-minute", args=[item.pk]),
        {"minutes": "Said.", "version": "1"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page and 'value="2"' in page


def test_meeting_approve_locks_everything(cast, circle, meeting):
    data = DecisionData(title="Budget", wording="It is adopted.", takes_effect_on=TODAY)
    held = hold(circle.chair, circle, meeting, circle.member)
    decision = decisions.record_decision(by=cast.officer, meeting_id=held.pk, data=data)
    with pytest.raises(Refused):  # nobody is asked before they are put forward
        minutes.approve(by=circle.chair, meeting_id=held.pk, version=held.version)
    held = minutes.put_forward(by=circle.secretary, meeting_id=held.pk, version=held.version)
    item = held.items.first()
    with pytest.raises(Refused):
        minutes.minute(by=circle.chair, item_id=item.pk, version=item.version, text="Other words")
    minutes.approve(by=circle.chair, meeting_id=held.pk, version=held.version)
    with pytest.raises(Refused):  # once each
        minutes.approve(by=circle.chair, meeting_id=held.pk, version=held.version)
    with pytest.raises(Refused):  # not chosen
        minutes.approve(by=circle.other, meeting_id=held.pk, version=held.version)
    held = minutes.approve(by=circle.member, meeting_id=held.pk, version=held.version)
    assert held.state == "approved"
    by, pk = circle.chair, held.pk
    for act in (
        lambda: minutes.minute(by=by, item_id=item.pk, version=item.version, text="Other words"),
        lambda: agenda.add_item(by=by, meeting_id=pk, data=ItemData(title="Late")),
        lambda: agenda.move_item(by=by, item_id=item.pk, to=2),
        lambda: agenda.remove_item(by=by, item_id=item.pk),
        lambda: attendance.record_attendance(by=by, meeting_id=pk, seats=()),
        lambda: papers.hand_in(by=by, item_id=item.pk),
        lambda: minutes.choose_adjusters(by=by, meeting_id=pk, chair=by, adjusters=()),
        lambda: minutes.take_back(by=by, meeting_id=pk, version=held.version),
        lambda: meetings.cancel_meeting(by=by, meeting_id=pk, version=held.version, reason="No"),
        lambda: decisions.record_decision(by=cast.officer, meeting_id=pk, data=data),
        lambda: decisions.correct_decision(
            by=cast.officer, decision_id=decision.pk, version=decision.version, data=data, reason="Typo"
        ),
    ):
        with pytest.raises(Refused):
            act()


def test_postgresql_locks_approved_minutes(cast, circle, meeting):
    held = hold(circle.chair, circle, meeting)
    decision = Decision.objects.create(meeting=held, title="Budget", wording="Yes", takes_effect_on=TODAY)
    approve(circle, held)
    note = minutes.annotate(by=circle.chair, meeting_id=held.pk, text="The year is 2027.")
    for act in (
        lambda: Meeting.objects.filter(pk=held.pk).update(title="Another"),
        lambda: Meeting.objects.filter(pk=held.pk).update(state="held"),
        lambda: AgendaItem.objects.filter(meeting=held).update(minutes="Other"),
        lambda: AgendaItem.objects.create(meeting=held, position=9, title="Late"),
        lambda: Attendance.objects.filter(meeting=held).delete(),
        lambda: held.adjusters.update(approved_at=None),
        lambda: Paper.objects.create(item=held.items.first(), title="Late", file=make_file()),
        lambda: Decision.objects.filter(pk=decision.pk).update(wording="No"),
        lambda: Decision.objects.create(meeting=held, title="Late", wording="Yes", takes_effect_on=TODAY),
        lambda: MinutesNote.objects.filter(pk=note.pk).update(text="Nothing"),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()
    Decision.objects.filter(pk=decision.pk).update(is_public=True)  # who reads it is no part of the minutes


def make_file():
    return store_content(by=None, name="late.txt", content=b"late", content_type="text/plain")


def test_meeting_take_back_withdraws_approvals(circle, meeting, mailoutbox, django_capture_on_commit_callbacks):
    held = hold(circle.chair, circle, meeting, circle.member)
    with django_capture_on_commit_callbacks(execute=True):
        held = minutes.put_forward(by=circle.chair, meeting_id=held.pk, version=held.version)
    assert {letter.to[0] for letter in mailoutbox} == {circle.chair.email, circle.member.email}
    minutes.approve(by=circle.member, meeting_id=held.pk, version=held.version)
    with django_capture_on_commit_callbacks(execute=True):
        held = minutes.take_back(by=circle.chair, meeting_id=held.pk, version=held.version)
    assert mailoutbox[-1].to == [circle.member.email]
    assert not held.adjusters.exclude(approved_at=None).exists()
    item = held.items.first()
    minutes.minute(by=circle.chair, item_id=item.pk, version=item.version, text="Better words")


def test_minutes_note_stands_beside_locked_minutes(cast, circle, meeting, sign_in):
    held = hold(circle.chair, circle, meeting)
    with pytest.raises(Refused):
        minutes.annotate(by=circle.chair, meeting_id=held.pk, text="Too early")
    approve(circle, held)
    with pytest.raises(Refused):
        minutes.annotate(by=cast.purchaser, meeting_id=held.pk, text="Not mine")
    client = sign_in(circle.chair)
    client.post(reverse("minutes-note", args=[held.pk]), {"text": "It was the 21st."})
    assert "It was the 21st." in client.get(held.get_absolute_url()).content.decode()


def test_draft_minutes_are_for_those_who_were_to_come(cast, circle, meeting, sign_in):
    held = hold(circle.chair, circle, meeting)
    address = held.get_absolute_url()
    for person, reads in ((circle.other, True), (circle.deputy, True), (cast.officer, True), (cast.purchaser, False)):
        assert ("Budget was gone through." in sign_in(person).get(address).content.decode()) is reads
    assert sign_in(cast.purchaser).get(reverse("meeting-minutes-pdf", args=[held.pk])).status_code == 403
    approve(circle, held)
    assert "Budget was gone through." in sign_in(cast.purchaser).get(address).content.decode()


def test_minutes_pdf_tells_who_was_there_and_what_was_said(circle, meeting):
    approve(circle, hold(circle.chair, circle, meeting))
    meeting = Meeting.objects.select_related("cooperation", "group").get(pk=meeting.pk)
    with pikepdf.open(BytesIO(paper.render(meeting, circle.other))) as pdf:
        assert len(pdf.pages) >= 1
        assert meeting.title in str(pdf.docinfo["/Title"]), "a window and a search tell it from other minutes"


def test_minutes_pdf_is_made_anew_when_votes_are_corrected(circle, meeting):
    held = hold(circle.chair, circle, meeting)
    said = {"title": "Budget", "wording": "Adopted.", "takes_effect_on": TODAY}
    decision = decisions.record_decision(by=circle.chair, meeting_id=held.pk, data=DecisionData(**said))
    before = paper.paper(held, circle.other, "sv").key
    assert paper.paper(held, circle.member, "sv").key == before
    votes = DecisionData(**said, is_unanimous=False, votes_for=3, votes_against=1)
    decisions.correct_decision(by=circle.chair, decision_id=decision.pk, version=1, data=votes, reason="Counted anew")
    assert paper.paper(held, circle.other, "sv").key != before


def test_quorum_is_more_than_half_or_what_the_group_says(circle, meeting):
    """Four seats: three make a quorum, unless the group says otherwise."""
    seats = circle.seats

    def reached(*names, deputy=""):
        lines = [SeatLine(seat.pk, "present" if name in names else "absent") for name, seat in seats.items()]
        if deputy:
            lines = [line for line in lines if line.seat_id != seats[deputy].pk]
            lines.append(SeatLine(seats[deputy].pk, "deputy", circle.deputy.pk))
        rows = attendance.record_attendance(
            by=circle.chair, meeting_id=meeting.pk, seats=lines, guests=[Guest("A consultant")]
        )
        held = Meeting.objects.select_related("group").get(pk=meeting.pk)
        return quorum(held, seats_on(held.group_id, held.held_on), rows).reached

    assert not reached("chair", "other")
    assert reached("chair", "other", deputy="member")
    circle.group.quorum = 2
    circle.group.save()
    assert reached("chair", "other")
    with pytest.raises(Refused):  # whoever comes for a member is that member's deputy
        attendance.record_attendance(
            by=circle.chair, meeting_id=meeting.pk, seats=[SeatLine(seats["other"].pk, "deputy", circle.deputy.pk)]
        )
