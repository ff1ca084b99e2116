"""The market dialogue: who was told what, gaps in equal treatment, letters to one supplier each, what is published."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.accounts.actor import forget
from portal.jobs.models import Job
from portal.workflow.errors import Conflict, Refused
from procurements.models import DialogueContact, Information, Question, Told
from procurements.papers import dialogue as papers
from procurements.rules import dialogue as rules
from procurements.rules.gates import gate
from procurements.services import dialogue, informing, questions
from procurements.services.dialogue import ContactData, EventData
from procurements.states.stages import PREPARED, Stage
from tests import factories
from tests.procurements import joining, talking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False) as clock:
        yield clock


def address(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def text(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8-sig").replace("\xa0", " ")


def fields_of(refused):
    return [reason.field for reason in refused.value.answer.reasons]


def test_what_one_is_told_is_a_gap_for_the_others(cast):
    procurement = talking.procurement_of(cast)
    one, other, third = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB", "Domherre AB"))
    information = talking.told(cast, procurement, one)
    log = rules.log_of(procurement)
    assert [(line.information, line.missing) for line in log.lines] == [(information, (other, third))]
    assert log.gaps == 2
    (reason,) = rules.gaps(procurement)
    assert reason.field == "dialogue"
    assert reason.params["names"] == "Bofink AB, Domherre AB"
    informing.tell(by=cast.officer, information_id=information.pk, contacts=[other.pk])
    assert rules.log_of(procurement).gaps == 1
    informing.tell(by=cast.officer, information_id=information.pk, contacts=[third.pk])
    assert rules.log_of(procurement).gaps == 0
    assert not list(rules.gaps(procurement))


def test_a_supplier_that_comes_later_is_told_what_was_said_before(cast):
    procurement = talking.procurement_of(cast)
    talking.told(cast, procurement, talking.contact(cast, procurement, "Alka AB"))
    assert rules.log_of(procurement).gaps == 0
    talking.contact(cast, procurement, "Bofink AB")
    assert rules.log_of(procurement).gaps == 1


def test_what_nobody_was_told_is_no_gap(cast):
    procurement = talking.procurement_of(cast)
    talking.contact(cast, procurement)
    talking.told(cast, procurement)
    assert rules.log_of(procurement).gaps == 0


def test_what_is_published_has_been_told_to_all(cast):
    procurement = talking.procurement_of(cast)
    one, _other = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB"))
    information = talking.told(cast, procurement, one)
    informing.publish(by=cast.officer, information_id=information.pk)
    assert rules.log_of(procurement).gaps == 0
    with pytest.raises(Refused):
        informing.publish(by=cast.officer, information_id=information.pk)


def test_a_supplier_that_left_is_not_counted_until_it_returns(cast):
    procurement = talking.procurement_of(cast)
    one, other = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB"))
    talking.told(cast, procurement, one)
    with pytest.raises(Refused) as refused:
        dialogue.dismiss_contact(by=cast.officer, contact_id=other.pk, version=1, reason=" ")
    assert fields_of(refused) == ["reason"]
    dialogue.dismiss_contact(by=cast.officer, contact_id=other.pk, version=1, reason="Does not sell vans.")
    assert rules.log_of(procurement).gaps == 0
    with pytest.raises(Refused):
        dialogue.dismiss_contact(by=cast.officer, contact_id=other.pk, version=2, reason="Again.")
    dialogue.readmit_contact(by=cast.officer, contact_id=other.pk)
    assert rules.log_of(procurement).gaps == 1
    with pytest.raises(Refused):
        dialogue.readmit_contact(by=cast.officer, contact_id=other.pk)


def test_gates_wait_for_equal_treatment_and_for_answers(cast):
    procurement = talking.procurement_of(cast, answers_due_on=factories.TODAY)
    one, other = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB"))
    information = talking.told(cast, procurement, one)
    question = questions.note(by=cast.officer, procurement_id=procurement.pk, text="How many vans?")
    for name in ("specification_opened", "made_ready", "published"):
        assert [row.field for row in gate(name, procurement).reasons].count("dialogue") == 2, name
    informing.tell(by=cast.officer, information_id=information.pk, contacts=[other.pk])
    questions.answer(
        by=cast.officer, question_id=question.pk, version=1, text="How many vans?", answer="Forty in four years."
    )
    for name in ("specification_opened", "made_ready", "published"):
        assert "dialogue" not in [row.field for row in gate(name, procurement).reasons], name


def test_letters_go_to_one_supplier_each(cast, at_once, django_capture_on_commit_callbacks):
    procurement = talking.procurement_of(cast)
    one, other, third = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB", "Domherre AB"))
    information = talking.told(cast, procurement, one)
    with django_capture_on_commit_callbacks(execute=True):
        informing.tell(by=cast.officer, information_id=information.pk, contacts=[other.pk, third.pk], by_mail=True)
    assert sorted(letter.to for letter in mail.outbox) == [["bofink@example.org"], ["domherre@example.org"]]
    for letter in mail.outbox:
        assert not letter.cc
        assert not letter.bcc
        assert "Deliveries begin in May." in letter.body
        own = {"bofink@example.org": other, "domherre@example.org": third}[letter.to[0]]
        assert not any(row.name in letter.body + letter.subject for row in (one, other, third) if row != own)
    assert Told.objects.filter(by_mail=True).count() == 2


def test_letters_carry_ids_only(cast, monkeypatch, django_capture_on_commit_callbacks):
    procurement = talking.procurement_of(cast)
    sent = []
    monkeypatch.setattr("procurements.letters.dialogue.send_information.delay", lambda *said: sent.append(said))
    with django_capture_on_commit_callbacks(execute=True):
        talking.told(cast, procurement, talking.contact(cast, procurement), by_mail=True)
    assert sent == [(Told.objects.get().pk,)]


def test_a_letter_wants_an_address(cast):
    procurement = talking.procurement_of(cast)
    silent = talking.contact(cast, procurement, email="")
    with pytest.raises(Refused) as refused:
        talking.told(cast, procurement, silent, by_mail=True)
    assert fields_of(refused) == ["contacts"]
    assert talking.told(cast, procurement, silent).told.count() == 1


def test_a_supplier_of_the_register_is_written_to_at_its_address(cast):
    cast.supplier_company.email = "office@example.org"
    cast.supplier_company.save()
    procurement = talking.procurement_of(cast)
    data = ContactData(supplier=cast.supplier_company)
    found = dialogue.add_contact(by=cast.officer, procurement_id=procurement.pk, data=data)
    assert (found.name, found.email) == (cast.supplier_company.name, "office@example.org")
    with pytest.raises(Refused) as refused:
        dialogue.add_contact(by=cast.officer, procurement_id=procurement.pk, data=data)
    assert fields_of(refused) == ["supplier"]
    with pytest.raises(IntegrityError), transaction.atomic():
        DialogueContact.objects.create(
            procurement=procurement, supplier=cast.supplier_company, name="x", added_on=factories.TODAY
        )


def test_bad_input_is_refused_beside_its_field(cast):
    procurement = talking.procurement_of(cast)
    one = talking.contact(cast, procurement)
    stranger = talking.contact(cast, talking.procurement_of(cast), "Korp AB")
    tomorrow = factories.TODAY + timedelta(days=1)
    shared = {"by": cast.officer, "procurement_id": procurement.pk}
    for field, work in {
        "name": lambda: dialogue.add_contact(**shared, data=ContactData(name="  ")),
        "supplier": lambda: dialogue.add_contact(**shared, data=ContactData(name=one.name.upper())),
        "title": lambda: talking.meeting(cast, procurement, one, title=" "),
        "participants": lambda: talking.meeting(cast, procurement, stranger),
        "link": lambda: talking.meeting(cast, procurement, one, link="http://example.org"),
        "text": lambda: talking.told(cast, procurement, one, text=" "),
        "told_on": lambda: talking.told(cast, procurement, one, told_on=tomorrow),
        "contacts": lambda: talking.told(cast, procurement, stranger),
        "asked_on": lambda: questions.note(**shared, text="When?", asked_on=tomorrow),
        "contact": lambda: questions.note(**shared, text="When?", contact_id=stranger.pk),
    }.items():
        with pytest.raises(Refused) as refused:
            work()
        assert fields_of(refused) == [field]
    with pytest.raises(Refused):
        talking.meeting(cast, procurement)
    with pytest.raises(Refused) as refused:
        questions.note(**shared, text="")
    assert fields_of(refused) == ["text"]


def test_what_went_out_stays(cast):
    procurement = talking.procurement_of(cast)
    one, other = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB"))
    information = talking.told(cast, procurement, one)
    informing.reword(by=cast.officer, information_id=information.pk, version=1, text="Deliveries begin in June.")
    with pytest.raises(Conflict):
        informing.reword(by=cast.officer, information_id=information.pk, version=1, text="Or in July.")
    with pytest.raises(Refused) as refused:
        informing.take_back(by=cast.officer, information_id=information.pk, contact_id=one.pk, reason="")
    assert fields_of(refused) == ["reason"]
    informing.take_back(by=cast.officer, information_id=information.pk, contact_id=one.pk, reason="It was Bofink.")
    with pytest.raises(Refused):
        informing.take_back(by=cast.officer, information_id=information.pk, contact_id=one.pk, reason="Again.")
    informing.tell(by=cast.officer, information_id=information.pk, contacts=[other.pk], by_mail=True)
    with pytest.raises(Refused):
        informing.reword(by=cast.officer, information_id=information.pk, version=2, text="In August.")
    with pytest.raises(Refused):
        informing.take_back(by=cast.officer, information_id=information.pk, contact_id=other.pk, reason="No.")
    assert Information.objects.get().text == "Deliveries begin in June."


def test_the_day_of_the_first_who_was_told_counts(cast):
    procurement = talking.procurement_of(cast)
    one, other = (talking.contact(cast, procurement, name) for name in ("Alka AB", "Bofink AB"))
    information = talking.told(cast, procurement, one)
    earlier = factories.TODAY - timedelta(days=3)
    informing.tell(by=cast.officer, information_id=information.pk, contacts=[other.pk], told_on=earlier)
    information.refresh_from_db()
    assert information.told_on == earlier


def test_questions_are_answered_without_names(cast):
    procurement = talking.procurement_of(cast)
    one = talking.contact(cast, procurement, "Alka AB", person="Ann Kihl", email="ann@alka.example")
    question = questions.note(
        by=cast.officer, procurement_id=procurement.pk, text="May Alka AB deliver at night?", contact_id=one.pk
    )
    for said, field in (
        ({"text": "May alka ab deliver at night?", "answer": "Yes."}, "text"),
        ({"text": "May we deliver at night?", "answer": "Yes, ALKA AB."}, "answer"),
        ({"text": "May Alka deliver at night?", "answer": "Yes."}, "text"),
        ({"text": "May we deliver at night?", "answer": "Yes, as Ann Kihl was told."}, "answer"),
        ({"text": "May we deliver at night?", "answer": "Ask ann@alka.example."}, "answer"),
        ({"text": " ", "answer": "Yes."}, "text"),
        ({"text": "May we?", "answer": " "}, "answer"),
    ):
        with pytest.raises(Refused) as refused:
            questions.answer(by=cast.officer, question_id=question.pk, version=1, **said)
        assert fields_of(refused) == [field]
    said = {"text": "May we deliver at night, and balkans too?", "answer": "Yes."}  # a part of a word names nobody
    questions.answer(by=cast.officer, question_id=question.pk, version=1, **said)
    with pytest.raises(Refused):
        questions.edit(
            by=cast.officer, question_id=question.pk, version=2, text="x", contact_id=None, asked_on=factories.TODAY
        )
    questions.answer(by=cast.officer, question_id=question.pk, version=2, **(said | {"answer": "No."}))
    assert Question.objects.get().answer == "No."
    information = talking.told(cast, procurement, text="Alka AB may come.")
    with pytest.raises(Refused):
        informing.publish(by=cast.officer, information_id=information.pk)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_log_is_written_from_the_plan_until_the_notice(cast, stage):
    procurement = talking.procurement_of(cast)
    one = talking.contact(cast, procurement)
    information = talking.told(cast, procurement)
    question = questions.note(by=cast.officer, procurement_id=procurement.pk, text="How many?")
    joining.move(procurement, stage)
    is_open = stage in PREPARED
    for work in (
        lambda: talking.contact(cast, procurement, "Korp AB"),
        lambda: talking.meeting(cast, procurement, one),
        lambda: talking.told(cast, procurement, one),
        lambda: informing.tell(by=cast.officer, information_id=information.pk, contacts=[one.pk]),
        lambda: informing.publish(by=cast.officer, information_id=information.pk),
        lambda: questions.note(by=cast.officer, procurement_id=procurement.pk, text="When?"),
        lambda: questions.answer(by=cast.officer, question_id=question.pk, version=1, text="How many?", answer="Two."),
    ):
        if is_open:
            work()
        else:
            with pytest.raises(Refused):
                work()


def test_only_the_office_writes(cast):
    procurement = talking.procurement_of(cast)
    one = talking.contact(cast, procurement)
    for person in (cast.expert, cast.contact, cast.purchaser, cast.supplier, cast.stranger, cast.administrator):
        forget(person)
        with pytest.raises(Refused):
            dialogue.add_contact(by=person, procurement_id=procurement.pk, data=ContactData(name="Korp AB"))
        with pytest.raises(Refused):
            data = EventData(title="x", held_on=factories.TODAY, participants=[one.pk])
            dialogue.record_event(by=person, procurement_id=procurement.pk, data=data)
        with pytest.raises(Refused):
            informing.note(by=person, procurement_id=procurement.pk, text="x")


MARKS = ("Alka AB", "Bofink AB", "Deliveries begin in May.", "Vans rust.", "Who are you?", "secret@example.org")


@pytest.fixture
def led(cast):
    """A dialogue with everything in it: what suppliers said, what one was told, an open and an answered question."""
    procurement = talking.procurement_of(cast)
    one = talking.contact(cast, procurement, "Alka AB", email="secret@example.org")
    talking.contact(cast, procurement, "Bofink AB")
    talking.meeting(cast, procurement, one, notes="Vans rust.")
    talking.told(cast, procurement, one)
    shared = {"by": cast.officer, "procurement_id": procurement.pk}
    questions.note(**shared, text="Who are you?", contact_id=one.pk)
    asked = questions.note(**shared, text="How many vans?", contact_id=one.pk)
    questions.answer(by=cast.officer, question_id=asked.pk, version=1, text="How many vans?", answer="Forty.")
    return procurement


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DRAFT])
def test_the_dialogue_is_known_to_office_and_group_only(cast, led, sign_in, stage):
    """Whatever the stage: page, files, panel. Suppliers do not learn of each other; questions are everybody's."""
    joining.move(led, stage)
    inside = [address("market-dialogue", led), address("market-dialogue-sheet", led, "csv")]
    for person in (cast.officer, cast.manager, cast.administrator, cast.expert):
        forget(person)
        for page in inside:
            assert "Alka AB" in text(sign_in(person).get(page)), (person, page)
    outside = [cast.contact, cast.purchaser, cast.working, cast.steering]
    outside += [cast.supplier, cast.rival, cast.stranger, cast.nobody, None]
    pages = (
        led.get_absolute_url(),
        reverse("procurement-list"),
        f"{reverse('procurement-list')}?q=Alka",
        f"{reverse('procurement-list')}?export=csv",
        reverse("start"),
    )
    for person in outside:
        browser = sign_in(person)
        for page in (*inside, address("market-dialogue-sheet", led, "xlsx"), address("market-dialogue-pdf", led)):
            assert browser.get(page).status_code in (302, 404), (person, page)
        for page in pages:
            seen = text(browser.get(page))
            assert not [mark for mark in MARKS if mark in seen], (person, page)
        assert "Forty." in text(browser.get(led.get_absolute_url())), person


def test_a_draft_tells_nobody_anything(cast, led, sign_in):
    joining.move(led, Stage.DRAFT)
    for person in (cast.expert, cast.supplier, None):
        assert sign_in(person).get(led.get_absolute_url()).status_code == 404
        assert sign_in(person).get(address("market-dialogue", led)).status_code in (302, 404)


def test_visible_to(cast, led):
    for person, seen in ((cast.officer, 2), (cast.expert, 2), (cast.supplier, 1), (cast.contact, 1), (cast.rival, 1)):
        assert Question.objects.visible_to(person).count() == seen
        assert Information.objects.visible_to(person).count() == seen - 1


def test_market_dialogue_page_says_gaps_in_words(cast, led, sign_in):
    page = text(sign_in(cast.officer).get(address("market-dialogue", led)))
    assert page.count('data-color="warning"') >= 2
    assert address("information-tell", led, Information.objects.get()) in page
    joining.move(led, Stage.PUBLISHED)
    page = text(sign_in(cast.officer).get(address("market-dialogue", led)))
    assert address("information-tell", led, Information.objects.get()) not in page
    assert sign_in(cast.officer).get(address("information-new", led)).status_code == 403
    assert sign_in(cast.expert).get(address("information-new", led)).status_code == 403


def test_market_dialogue_sheets(cast, led, sign_in):
    talking.told(cast, led, text="=1+1")
    browser = sign_in(cast.officer)
    rows = list(csv.reader(io.StringIO(text(browser.get(address("market-dialogue-sheet", led, "csv")))), delimiter=";"))
    assert rows[0][3:5] == ["Alka AB", "Bofink AB"]
    assert rows[1][0] == "Deliveries begin in May."
    assert rows[1][-1] == "1"
    assert rows[2][0] == "'=1+1"
    answer = browser.get(address("market-dialogue-sheet", led, "xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[1][0] == "Deliveries begin in May."
    assert browser.get(address("market-dialogue-sheet", led, "doc")).status_code == 404


def test_market_dialogue_pdf(cast, led):
    assert papers.render(led).startswith(b"%PDF")
    before = papers.paper(led, "sv").key
    talking.contact(cast, led, "Korp AB")
    assert papers.paper(led, "sv").key != before


def test_market_dialogue_pages_work_through(cast, sign_in):
    procurement = talking.procurement_of(cast)
    browser = sign_in(cast.officer)
    for name in ("Alka AB", "Bofink AB"):
        answer = browser.post(address("market-contact-new", procurement), {"name": name, "email": "a@example.org"})
        assert answer.status_code == 302, answer.content.decode()
    one, other = procurement.dialogue_contacts.all()
    answer = browser.post(
        address("market-event-new", procurement),
        {
            "kind": "meeting",
            "title": "Open house",
            "held_on": factories.TODAY.isoformat(),
            "participants": [one.pk],
            "notes": "Said.",
            "told": "It begins in May.",
            "by_mail": "noted",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    information, event = procurement.information.get(), procurement.dialogue_events.get()
    assert information.event == event
    assert [row.contact for row in information.told.all()] == [one]
    answer = browser.post(
        address("information-tell", procurement, information), {"contacts": [other.pk], "by_mail": "mail"}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Told.objects.get(contact=other).by_mail
    assert browser.get(address("information-take-back", procurement, information, one)).status_code == 200
    assert browser.get(address("information-take-back", procurement, information, other)).status_code == 403
    said = {"text": "How many?", "contact_id": one.pk, "asked_on": ""}
    assert browser.post(address("question-new", procurement), said).status_code == 302
    question = procurement.questions.get()
    assert (question.contact, question.asked_on) == (one, factories.TODAY)
    assert browser.get(address("question-edit", procurement, question)).status_code == 200
    said = {"text": "How many?", "answer": "Two.", "version": "1"}
    assert browser.post(address("question-answer", procurement, question), said).status_code == 302
    assert browser.post(address("information-publish", procurement, information)).status_code == 302
    page = text(sign_in(None).get(procurement.get_absolute_url()))
    assert "Two." in page
    assert "It begins in May." in page
    assert "Alka AB" not in page
    for name, part in (("market-contact-edit", one), ("market-contact-dismiss", one), ("market-event-edit", event)):
        assert sign_in(cast.officer).get(address(name, procurement, part)).status_code == 200
    elsewhere = talking.procurement_of(cast)
    assert sign_in(cast.officer).get(address("market-event-edit", elsewhere, event)).status_code == 404
    assert not Job.objects.exists()
