"""Meeting packs: what is in them, in which order, numbered through; who reads them; papers that cannot be put in."""

import io
from typing import Any

import pikepdf
import pypdf
import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import translation

from portal.files.services import store_content
from portal.governance.models import AgendaItem, Meeting, Paper
from portal.governance.services import papers
from portal.jobs import working
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.organisations.models import Group, GroupKind
from portal.reports.models import MeetingPack
from portal.reports.packs import making
from portal.reports.packs.contents import seal
from portal.reports.packs.services import request_pack
from portal.web import history
from portal.web.pdf import render_pdf
from portal.workflow.errors import Refused
from procurements.states.stages import Stage
from tests.cast import Cast
from tests.factories import make_procurement
from tests.governance.deciding import make_meeting


@pytest.fixture(autouse=True)
def _quiet_heart(settings):
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction


def paper_of(pages: list[str], size: str = "A4") -> bytes:
    """A PDF with a word on each of its pages."""
    body = "".join(f"<h1 style='break-before: page'>{word}</h1>" for word in pages)
    head = f"<title>Paper</title><style>@page {{ size: {size} }}</style>"
    return render_pdf(f"<html lang='en'><head>{head}</head><body>{body}</body></html>")


def locked_with(password: str, pdf: bytes) -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(saved, encryption=pikepdf.Encryption(user=password, owner="owner"))
    return saved.getvalue()


def hand_in(cast: Cast, item: AgendaItem, name: str, content: bytes, kind: str = "application/pdf") -> Paper:
    file = store_content(by=cast.officer, name=name, content=content, content_type=kind)
    return Paper.objects.create(item=item, title=name, file=file, position=item.papers.count() + 1)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    group = Group.objects.filter(cooperation=cast.cooperation, kind=GroupKind.STEERING).first()
    meeting = make_meeting(cast, group, title="Decembermötet", state="called")
    for position, title in enumerate(("Budgeten", "Avtalen"), start=1):
        AgendaItem.objects.create(meeting=meeting, position=position, title=title, kind="decision", proposal="Ja.")
    return meeting


def made(by: Any, meeting: Meeting) -> Job:
    job = request_pack(by=by, meeting_id=meeting.pk, language="sv")
    working.perform(job.pk)
    job.refresh_from_db()
    return job


def read(pack: MeetingPack) -> pypdf.PdfReader:
    with pack.file.file.open("rb") as file:
        return pypdf.PdfReader(io.BytesIO(file.read()))


def test_pack_holds_everything_in_order_and_numbered_through(cast, meeting):
    """Cover, agenda, item 1 on page 3 with a paper of two pages on 4 and 5 and a wide one on 6, item 2 on page 7, then
    the figures from page 8."""
    budget, _agreements = meeting.items.order_by("position")
    hand_in(cast, budget, "Förslag", paper_of(["Ettan", "Tvåan"]))
    hand_in(cast, budget, "Tabell", paper_of(["Bredden"], "A3 landscape"))
    hand_in(cast, budget, "Kalkyl.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    job = made(cast.steering, meeting)
    assert (job.status, job.error) == (JobStatus.DONE, "")
    pack = MeetingPack.objects.get()
    reader = read(pack)
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == pack.pages >= 8
    assert "Kalkyl.xlsx" in pages[1]
    for number, words in {
        1: ("Decembermötet",),
        2: ("Budgeten", "Avtalen"),
        3: ("Budgeten", "Ja."),
        4: ("Budgeten", "Förslag", "Ettan"),
        5: ("Budgeten", "Tvåan"),
        6: ("Tabell", "Bredden"),
        7: ("Avtalen",),
    }.items():
        assert all(word in pages[number - 1] for word in words), (number, pages[number - 1])
        assert number == 1 or f"{number}" in pages[number - 1]
    assert f"{len(pages)}" in pages[3]
    wide = reader.pages[5].mediabox
    assert wide.width > wide.height
    titles, below = _outline(reader)
    assert titles[0] == ("Decembermötet", 0)
    assert [entry for entry in titles if entry[1] in (2, 6)] == [("1. Budgeten", 2), ("2. Avtalen", 6)]
    assert titles[-1][1] == 7
    assert below == [("Förslag", 3), ("Tabell", 5)]


def _outline(reader: pypdf.PdfReader) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """The bookmarks with the indexes of their pages, and those below them."""
    top, below = [], []
    for entry in reader.outline:
        for one in entry if isinstance(entry, list) else [entry]:
            (below if isinstance(entry, list) else top).append((one.title, reader.get_destination_page_number(one)))
    return top, below


@pytest.mark.parametrize("broken", ["locked", "torn", "empty of pages", "turned by a word"])
def test_pack_names_the_paper_that_cannot_be_put_in(cast, meeting, broken):
    whole = paper_of(["Ettan"])
    content = {"locked": locked_with("secret", whole), "torn": b"%PDF-1.7\n" + whole[40:200]}
    if broken not in content:
        saved, document = io.BytesIO(), pikepdf.new()
        if broken == "turned by a word":
            document.add_blank_page().obj.Rotate = pikepdf.Name.Left
        document.save(saved)
        content[broken] = saved.getvalue()
    hand_in(cast, meeting.items.get(position=2), "Bilaga 7", content[broken])
    job = made(cast.officer, meeting)
    assert job.status == JobStatus.FAILED
    assert len(job.result["details"]) == 1
    assert "Bilaga 7" in job.result["details"][0]
    assert not MeetingPack.objects.exists()


def test_pack_of_more_pages_than_a_worker_can_set_is_refused(cast, meeting, monkeypatch):
    """A small file can have very many pages."""
    monkeypatch.setattr(making, "MOST_PAGES", 2)
    for name, pages in (("One", ["Ettan", "Tvåan"]), ("Two", ["Trean"])):
        hand_in(cast, meeting.items.get(position=1), name, paper_of(pages))
    assert made(cast.officer, meeting).status == JobStatus.FAILED


def test_pack_is_kept_and_says_when_the_agenda_has_changed(cast, meeting, sign_in):
    made(cast.officer, meeting)
    first = MeetingPack.objects.get()
    assert first.seal == seal(meeting)
    hand_in(cast, meeting.items.get(position=1), "Sent", paper_of(["Sent"]))
    assert first.seal != seal(meeting)
    made(cast.officer, meeting)
    assert MeetingPack.objects.count() == 2
    page = sign_in(cast.officer).get(meeting.get_absolute_url()).content.decode()
    for pack in MeetingPack.objects.all():
        assert pack.get_absolute_url() in page


def test_pack_is_read_by_those_who_see_the_meeting_and_all_that_it_tells(cast, meeting, sign_in):
    made(cast.steering, meeting)
    pack = MeetingPack.objects.get()
    assert pack.with_figures
    address = pack.get_absolute_url()
    #: A purchaser sees the meeting, and does not read the figures.
    for actor, status in (
        ("steering", 200),
        ("officer", 200),
        ("administrator", 200),
        ("purchaser", 404),
        ("stranger", 404),
        ("supplier", 404),
        ("public", 302),
    ):
        client = sign_in(cast.user(actor))
        for page in (address, reverse("file", args=[pack.file_id])):
            response = client.get(page)
            content = b"".join(response)  # reading a file to its end closes it
            assert response.status_code == (404 if status == 302 and page != address else status), (actor, page)
            assert content.startswith(b"%PDF") is (status == 200)


def test_pack_leaves_out_what_is_not_for_its_maker(cast, meeting, sign_in):
    draft = make_procurement(cast.cooperation, "Hemligt", stage=Stage.DRAFT)
    about = ContentType.objects.get_for_model(draft)
    AgendaItem.objects.create(
        meeting=meeting, position=3, title="Hemligt", about_type=about, about_id=draft.pk, about_title="Hemligt"
    )
    made(cast.contact, meeting)
    of_member = MeetingPack.objects.get()
    text = "".join(page.extract_text() for page in read(of_member).pages)
    assert "Hemligt" not in text
    made(cast.officer, meeting)
    of_office = MeetingPack.objects.exclude(pk=of_member.pk).get()
    client = sign_in(cast.contact)
    own = client.get(of_member.get_absolute_url())
    assert b"".join(own).startswith(b"%PDF")
    assert client.get(of_office.get_absolute_url()).status_code == 404
    assert of_office.get_absolute_url() not in client.get(meeting.get_absolute_url()).content.decode()


def test_pack_with_a_paper_that_was_taken_back_is_not_for_everybody(cast, meeting, sign_in):
    paper = hand_in(cast, meeting.items.get(position=1), "Fel papper", paper_of(["Personnummer"]))
    made(cast.officer, meeting)
    address = MeetingPack.objects.get().get_absolute_url()

    def answers(actor: str) -> int:
        response = sign_in(cast.user(actor)).get(address)
        b"".join(response)
        return response.status_code

    assert answers("steering") == 200
    papers.withdraw(by=cast.officer, paper_id=paper.pk)
    assert (answers("steering"), answers("officer")) == (404, 200)


def test_pack_make(cast, meeting, sign_in):
    address = reverse("pack-make", args=[meeting.pk])
    assert sign_in(cast.stranger).post(address).status_code == 404
    client = sign_in(cast.purchaser)
    assert client.get(address).status_code == 405
    job = Job.objects.get(pk=int(client.post(address).url.rstrip("/").rpartition("/")[2]))
    assert job.owner == cast.purchaser
    assert job.get_absolute_url() in client.get(meeting.get_absolute_url()).content.decode()
    meeting.items.all().delete()
    with pytest.raises(Refused):
        request_pack(by=cast.officer, meeting_id=meeting.pk, language="sv")
    assert client.post(address).url == meeting.get_absolute_url()
    Meeting.objects.update(state="cancelled")
    with pytest.raises(Refused):
        request_pack(by=cast.officer, meeting_id=meeting.pk, language="sv")


def test_what_is_told_of_a_pack_is_told_in_the_readers_language():
    with translation.override("nb"):
        (name, _before, after), *_others = history.changes(Meeting, {"pages": (None, 12)})
        assert str(name).lower() == translation.gettext("pages") != "pages"
    assert str(after) == "12"
