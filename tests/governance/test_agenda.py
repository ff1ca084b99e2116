"""Agendas: items in their order, what they are about, their papers, and what is not for everybody."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.governance.models import Meeting, Paper
from portal.governance.services import agenda, papers
from portal.governance.services.agenda import ItemData
from portal.organisations.models import Group, GroupKind
from portal.workflow.errors import Conflict, Refused
from procurements.services import deciding
from procurements.states.stages import Stage
from tests.factories import TODAY, make_cooperation, make_procurement
from tests.governance.deciding import decide, make_meeting
from tests.governance.meeting_people import approve, hold, make_circle, plan
from tests.procurements.proposing import make_proposal


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


def titles(meeting: Meeting) -> list[tuple[int, str]]:
    return list(meeting.items.order_by("position").values_list("position", "title"))


def test_agenda_items_keep_their_numbers_in_order(circle, meeting, sign_in):
    third = agenda.add_item(by=circle.chair, meeting_id=meeting.pk, data=ItemData(title="Closing"))
    client = sign_in(circle.chair)
    client.post(reverse("agenda-item-move", args=[third.pk]), {"place": "1"})
    assert titles(meeting) == [(1, "Closing"), (2, "Opening"), (3, "Budget")]
    client.post(reverse("agenda-item-move", args=[third.pk]), {"place": "99"})
    client.post(reverse("agenda-item-move", args=[third.pk]), {"place": "nowhere"})
    assert titles(meeting) == [(1, "Opening"), (2, "Budget"), (3, "Closing")]
    client.post(reverse("agenda-item-remove", args=[meeting.items.get(title="Opening").pk]))
    assert titles(meeting) == [(1, "Budget"), (2, "Closing")]


def test_agenda_item_edit_refuses_lost_updates(circle, meeting):
    item = meeting.items.first()
    agenda.update_item(by=circle.chair, item_id=item.pk, version=1, data=ItemData(title="Welcome"))
    with pytest.raises(Conflict):
        agenda.update_item(by=circle.secretary, item_id=item.pk, version=1, data=ItemData(title="Hello"))
    with pytest.raises(Refused):
        agenda.update_item(by=circle.member, item_id=item.pk, version=2, data=ItemData(title="Hello"))


def test_agenda_item_about_anothers_proposal_is_refused(circle, meeting):
    theirs = make_proposal(make_cooperation("Elsewhere"), circle.chair)
    with pytest.raises(Refused):
        agenda.add_item(by=circle.chair, meeting_id=meeting.pk, data=ItemData(title="X", about=theirs))


def test_agenda_item_about_a_draft_is_for_those_who_see_it(cast, circle, meeting, sign_in):
    draft = make_procurement(cast.cooperation, stage=Stage.DRAFT, title="Secret canoes")
    item = agenda.add_item(by=cast.officer, meeting_id=meeting.pk, data=ItemData(title="Secret canoes", about=draft))
    upload = SimpleUploadedFile("canoes.txt", b"Canoes")
    paper = papers.hand_in(by=cast.officer, item_id=item.pk, upload=upload)
    for person, sees in ((cast.officer, True), (cast.purchaser, False)):
        client = sign_in(person)
        assert ("Secret canoes" in client.get(meeting.get_absolute_url()).content.decode()) is sees
        answer = client.get(reverse("paper", args=[paper.pk]))
        assert answer.status_code == (200 if sees else 404)
        if sees:
            b"".join(answer.streaming_content)


def test_what_is_hidden_from_the_chair_stays_so_in_histories_and_forms(cast, circle, meeting, sign_in):
    """A chair records decisions, and does not see all that the office has put on the agenda, nor decisions of other
    groups."""
    draft = make_procurement(cast.cooperation, stage=Stage.DRAFT, title="Secret canoes")
    data = ItemData(title="Secret canoes", proposal="Secret words", about=draft)
    item = agenda.add_item(by=cast.officer, meeting_id=meeting.pk, data=data)
    group = Group.objects.get(cooperation=cast.cooperation, kind=GroupKind.AGREEMENT)
    decide(cast, make_meeting(cast, group), title="Secret tenderer")
    record = reverse("decision-record", args=[meeting.pk])
    for person, sees in ((cast.officer, True), (circle.chair, False)):
        client = sign_in(person)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert ("Secret" in page) is sees
        form = client.get(f"{record}?item={item.pk}").content.decode()
        for words in ("Secret canoes", "Secret words", "Secret tenderer"):
            assert (words in form) is sees, (person, words)
    sent = {"title": "T", "wording": "W", "takes_effect_on": TODAY, "is_unanimous": "on", "item": str(item.pk)}
    assert client.post(record, sent).status_code == 200
    assert not meeting.decisions.exists()


def test_paper_add_judges_files_by_their_content(circle, meeting, sign_in):
    item = meeting.items.first()
    client, address = sign_in(circle.chair), reverse("paper-add", args=[item.pk])
    client.post(address, {"file": SimpleUploadedFile("plan.pdf", b"MZ\x90\x00 a program")})
    assert not Paper.objects.exists()
    client.post(address, {"file": SimpleUploadedFile("plan.txt", b"Plan"), "title": "The plan"})
    paper = Paper.objects.get()
    assert (paper.title, paper.item) == ("The plan", item)
    assert sign_in(circle.member).post(reverse("paper-withdraw", args=[paper.pk])).status_code == 403
    sign_in(circle.chair).post(reverse("paper-withdraw", args=[paper.pk]))
    assert not Paper.objects.exists()


def test_agenda_copy_takes_standing_items_and_the_last_minutes(circle, meeting):
    approve(circle, hold(circle.chair, circle, meeting))
    after = plan(circle.chair, circle, date(2026, 12, 10))
    for item in after.items.all():
        agenda.remove_item(by=circle.chair, item_id=item.pk)
    agenda.copy_agenda(by=circle.chair, meeting_id=after.pk)
    kinds = list(after.items.order_by("position").values_list("kind", flat=True))
    assert kinds == ["minutes", "information", "information"]
    assert after.items.order_by("position").first().about == meeting


def test_proposal_schedule_puts_it_on_the_agenda_once(cast, circle, meeting):
    proposal = make_proposal(cast.cooperation, circle.chair)
    later = plan(circle.chair, circle, date(2026, 12, 10))
    for held in (meeting, meeting, later):
        deciding.schedule(by=cast.officer, cooperation_id=cast.cooperation.pk, proposals=[proposal.pk], meeting=held)
        proposal.refresh_from_db()
    assert [item.about for item in later.items.filter(kind="proposal")] == [proposal]
    assert not meeting.items.filter(kind="proposal").exists()
