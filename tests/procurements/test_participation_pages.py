"""The pages of who takes part: what each circle sees before and after the notice, forms, files and the annex."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.accounts.actor import Role
from procurements.models import Participation
from procurements.papers import buyer_annex
from procurements.states.participation import ParticipationState as State
from procurements.states.stages import Stage
from tests import factories
from tests.procurements import joining

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def answered(cast):
    """The municipality joins with 123 456 a year and a mandate; the neighbour declines, giving a reason."""
    neighbour = joining.contact_of(cast.neighbour, "Åsa Kontakt")
    procurement = joining.asking(cast)
    own, other = joining.ask(cast, procurement, cast.municipality, cast.neighbour)
    joining.answer(cast.contact, own, volume="123456")
    joining.sign(cast.contact, own)
    joining.decline(neighbour, other, "Our secret reason.")
    procurement.refresh_from_db()
    own.refresh_from_db()
    other.refresh_from_db()
    return procurement, own, other, neighbour


def address(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def text(response, encoding="utf-8"):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(encoding).replace("\xa0", " ")


SECRETS = ("123 456", "123456", "Our secret reason.")


def test_participation_list_by_circle(cast, answered, sign_in):
    procurement, _own, _other, neighbour = answered
    page = address("participation-list", procurement)
    office = text(sign_in(cast.officer).get(page))
    assert "123 456" in office
    for person in (cast.contact, neighbour, cast.purchaser, cast.working, cast.steering, cast.expert):
        for export in ("", "?export=csv", "?sort=yearly_volume", "?sort=-yearly_volume&export=csv"):
            seen = text(sign_in(person).get(page + export))
            assert "Ekby kommun" in seen
            assert "Åsby kommun" in seen
            assert not any(secret in seen for secret in SECRETS), (person, export)
    for person in (None, cast.supplier, cast.stranger, cast.nobody):
        assert sign_in(person).get(page).status_code == 404, person


def test_participation_list_is_public_from_the_notice_on(cast, answered, sign_in):
    procurement, *_ = answered
    joining.move(procurement, Stage.PUBLISHED)
    page = address("participation-list", procurement)
    for person in (None, cast.supplier, cast.stranger, cast.purchaser):
        for export in ("", "?export=csv"):
            seen = text(sign_in(person).get(page + export))
            assert "Ekby kommun" in seen
            assert not any(secret in seen for secret in SECRETS), (person, export)
    assert "Åsby kommun" not in text(sign_in(None).get(page))  # it declined: that is the members' business
    assert "123 456" in text(sign_in(cast.officer).get(page))


def test_participation_list_stays_kept_when_cancelled_before_the_notice(cast, answered, sign_in):
    procurement, *_ = answered
    joining.move(procurement, Stage.CANCELLED)
    page = address("participation-list", procurement)
    assert sign_in(None).get(page).status_code == 404
    assert sign_in(cast.purchaser).get(page).status_code == 200


def test_participation_panels_by_circle(cast, answered, sign_in):
    procurement, own, _other, neighbour = answered
    page = procurement.get_absolute_url()
    assert "123 456" in text(sign_in(cast.officer).get(page))
    assert own.get_absolute_url() in text(sign_in(cast.contact).get(page))
    for stage in (Stage.PARTICIPATION, Stage.PUBLISHED):
        joining.move(procurement, stage)
        for person in (None, cast.supplier, cast.stranger, cast.purchaser, neighbour, cast.expert):
            seen = text(sign_in(person).get(page))
            assert not any(secret in seen for secret in SECRETS), (person, stage)
            inside = person in (cast.purchaser, neighbour, cast.expert)
            assert (address("participation-list", procurement) in seen) == (inside or stage == Stage.PUBLISHED)


def test_participation_page_is_for_office_and_own_organisation(cast, answered, sign_in):
    _procurement, own, other, neighbour = answered
    assert "123 456" in text(sign_in(cast.contact).get(own.get_absolute_url()))
    assert "123 456" in text(sign_in(cast.officer).get(own.get_absolute_url()))
    for person in (None, neighbour, cast.purchaser, cast.working, cast.expert, cast.supplier, cast.stranger):
        response = sign_in(person).get(own.get_absolute_url())
        assert response.status_code in (302, 404), person
    wrong = joining.asking(cast)
    assert sign_in(cast.officer).get(address("participation", wrong, other)).status_code == 404


def test_participation_answer_page(cast, sign_in):
    procurement = joining.asking(cast)
    (row,) = joining.ask(cast, procurement, cast.municipality)
    page = address("participation-answer", procurement, row)
    client = sign_in(cast.contact)
    assert client.get(page).status_code == 200
    said = {"state": "joins", "yearly_volume": "1 250 000", "contact": cast.contact.pk, "version": row.version}
    for wrong in (
        {"mandate": "upload"},
        {"mandate": ""},
        {"mandate": "sign", "yearly_volume": ""},
        {"mandate": "sign", "yearly_volume": "-5"},
        {"mandate": "sign", "state": "withdrawn"},
        {"mandate": "later", "state": "declined", "reason": ""},
        {"mandate": "sign", "contact": cast.officer.pk},
    ):
        assert client.post(page, said | wrong).status_code == 200, wrong
        row.refresh_from_db()
        assert (row.state, row.has_mandate) == (State.INVITED, False)
    sent = client.post(page, said | {"mandate": "sign"})
    assert sent.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.yearly_volume, row.mandate_signed_by) == (State.JOINS, 1250000, cast.contact)
    outdated = client.post(page, said | {"mandate": "later", "state": "option"})
    assert outdated.status_code == 200  # somebody else was faster: what is typed is kept
    file = SimpleUploadedFile("fullmakt.pdf", PDF, content_type="application/pdf")
    changed = said | {"mandate": "upload", "file": file, "version": row.version, "state": "option"}
    assert client.post(page, changed).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.mandate_signed_by, row.mandate_file.name) == (State.OPTION, None, "fullmakt.pdf")
    file_page = client.get(reverse("file", args=[row.mandate_file_id]))
    assert b"".join(file_page.streaming_content) == PDF
    assert sign_in(cast.purchaser).get(reverse("file", args=[row.mandate_file_id])).status_code == 404


def test_participation_mandate_page(cast, sign_in):
    procurement = joining.asking(cast)
    (row,) = joining.ask(cast, procurement, cast.municipality)
    page = address("participation-mandate", procurement, row)
    assert sign_in(cast.contact).get(page).status_code == 403  # nothing is answered yet
    joining.answer(cast.contact, row)
    row.refresh_from_db()
    client = sign_in(cast.contact)
    assert client.post(page, {"mandate": "upload", "version": row.version}).status_code == 200
    assert client.post(page, {"mandate": "sign", "version": row.version}).status_code == 302
    assert Participation.objects.get(pk=row.pk).mandate_signed_by == cast.contact
    assert sign_in(cast.officer).get(page).status_code == 403


def test_a_late_answer_is_refused_on_its_page_too(cast, sign_in, today):
    procurement = joining.asking(cast)
    (row,) = joining.ask(cast, procurement, cast.municipality)
    today.move_to(joining.DUE + timedelta(days=1))
    client = sign_in(cast.contact)
    page = address("participation-answer", procurement, row)
    assert client.get(page).status_code == 403
    said = {"state": "joins", "yearly_volume": "5", "mandate": "sign", "contact": cast.contact.pk, "version": "1"}
    assert client.post(page, said).status_code == 403
    assert "art. 33(2)" in text(client.get(row.get_absolute_url()))


def test_participation_invite_page(cast, sign_in):
    company = factories.make_organisation("Ekby Hamn AB", kind="company")
    factories.make_member(cast.cooperation, company)
    procurement = joining.asking(cast)
    page = address("participation-invite", procurement)
    client = sign_in(cast.officer)
    assert text(client.get(page)).count("checked") == 0
    assert text(client.get(page + "?tick=members")).count(" checked") == 2
    assert text(client.get(page + "?tick=all")).count(" checked") == 3
    said = {"answers_due_on": joining.DUE.isoformat(), "version": procurement.version}
    assert client.post(page, said).status_code == 200  # nobody is ticked
    assert client.post(page, said | {"members": ["x"]}).status_code == 200
    assert client.post(page, said | {"members": [cast.municipality.pk]}).status_code == 302
    states = dict(procurement.participations.values_list("organisation__name", "state"))
    assert states == {"Ekby kommun": State.INVITED, "Åsby kommun": State.LEFT_OUT, "Ekby Hamn AB": State.LEFT_OUT}
    assert sign_in(cast.contact).get(page).status_code == 403


def test_participation_steps_of_the_office(cast, answered, sign_in):
    procurement, own, other, _neighbour = answered
    client = sign_in(cast.officer)
    later = (joining.DUE + timedelta(days=4)).isoformat()
    assert (
        client.post(
            address("participation-extend", procurement), {"answers_due_on": later, "version": procurement.version}
        ).status_code
        == 302
    )
    assert client.post(address("participation-remind", procurement)).status_code == 302  # nobody: said in a message
    own.refresh_from_db()
    day = {"due_on": later, "version": own.version}
    assert client.post(address("participation-last-day", procurement, own), day).status_code == 302
    other.refresh_from_db()
    gone = {"reason": "Not needed.", "version": other.version}
    assert client.post(address("participation-withdraw", procurement, other), gone).status_code == 302
    other.refresh_from_db()
    again = {"due_on": later, "version": other.version}
    assert client.post(address("participation-invite-again", procurement, other), again).status_code == 302
    other.refresh_from_db()
    assert (other.state, other.reason) == (State.INVITED, "")
    for name in ("withdraw", "last-day"):
        assert sign_in(cast.contact).get(address(f"participation-{name}", procurement, own)).status_code == 403


def test_participation_requests(cast, sign_in):
    procurement = joining.asking(cast)
    (row,) = joining.ask(cast, procurement, cast.municipality)
    assert row.get_absolute_url() in text(sign_in(cast.contact).get(reverse("participation-requests")))
    assert row.get_absolute_url() in text(sign_in(cast.contact).get(reverse("start")))
    for person in (cast.purchaser, cast.officer):
        assert row.get_absolute_url() not in text(sign_in(person).get(reverse("participation-requests")))
    joining.answer(cast.contact, row)
    assert row.get_absolute_url() not in text(sign_in(cast.contact).get(reverse("start")))


# the annex


def words_of(pdf):
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_buyer_annex_names_the_buyers_with_their_numbers(cast, answered):
    procurement, *_ = answered
    cast.municipality.registration_number = "2120000142"
    cast.municipality.save()
    inside = buyer_annex.render(procurement, inside=True)
    public = buyer_annex.render(procurement, inside=False)
    for pdf in (inside, public):
        told = words_of(pdf)
        assert "Ekby kommun" in told
        assert "212000-0142" in told
        assert "Åsby kommun" not in told
        assert "123 456" not in told.replace("\xa0", " ")
        assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert cast.contact.name in words_of(inside)
    assert cast.contact.name not in words_of(public)


def test_buyer_annex_is_for_the_office_before_the_notice(cast, answered, sign_in):
    procurement, *_ = answered
    for name in (["buyer-annex"], ["buyer-annex-sheet", "csv"], ["buyer-annex-sheet", "xlsx"]):
        page = address(name[0], procurement, *name[1:])
        for person in (None, cast.contact, cast.purchaser, cast.expert, cast.supplier, cast.stranger):
            assert sign_in(person).get(page).status_code == 404, person
        assert text(sign_in(cast.officer).get(page), "latin-1")
    assert sign_in(cast.officer).get(address("buyer-annex-sheet", procurement, "pdf")).status_code == 404
    joining.move(procurement, Stage.PUBLISHED)
    sheet = text(sign_in(None).get(address("buyer-annex-sheet", procurement, "csv")))
    assert "Ekby kommun" in sheet
    assert cast.contact.name not in sheet
    assert sign_in(None).get(address("buyer-annex", procurement)).status_code == 202


def test_buyer_annex_sheet_has_no_formulas(cast, sign_in):
    procurement = joining.asking(cast)
    odd = factories.make_organisation("=HYPERLINK(1)")
    factories.make_member(cast.cooperation, odd)
    contact = factories.make_user("Ola Odd")
    factories.appoint(contact, Role.CONTACT, organisation=odd)
    (row,) = joining.ask(cast, procurement, odd)
    joining.answer(contact, row)
    response = sign_in(cast.officer).get(address("buyer-annex-sheet", procurement, "xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[1][0] == "'=HYPERLINK(1)"
