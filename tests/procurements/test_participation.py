"""Asking members and their companies, their answers and mandates, and until when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.actor import Role
from portal.files.access import may_see
from portal.files.models import StoredFile
from portal.organisations.models import Ownership
from portal.workflow import audit, deadlines
from portal.workflow.errors import Conflict, Refused
from procurements.models import Participation
from procurements.rules import participation as rules
from procurements.services import answers, participation
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
def neighbour_contact(cast):
    return joining.contact_of(cast.neighbour, "Åsa Kontakt")


@pytest.fixture
def asked(cast):
    """A procurement with the municipality and its neighbour asked."""
    procurement = joining.asking(cast)
    return procurement, *joining.ask(cast, procurement, cast.municipality, cast.neighbour)


def upload(content: bytes = PDF, name: str = "fullmakt.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# asking


def test_participation_invite_asks_and_leaves_out(cast, at_once, django_capture_on_commit_callbacks):
    company = factories.make_organisation("Ekby Hamn AB", kind="company")
    Ownership.objects.create(company=company, owner=cast.municipality, valid_from=date(2020, 1, 1))
    procurement = joining.asking(cast)
    deputy = joining.contact_of(cast.municipality, "Dag Deputy", is_deputy=True)
    with django_capture_on_commit_callbacks(execute=True):
        participation.invite(
            by=cast.officer,
            procurement_id=procurement.pk,
            version=procurement.version,
            answers_due_on=joining.DUE,
            organisations=[cast.municipality.pk, cast.neighbour.pk],
            left_out=[company.pk],
        )
    states = dict(procurement.participations.values_list("organisation__name", "state"))
    assert states == {"Ekby kommun": State.INVITED, "Åsby kommun": State.INVITED, "Ekby Hamn AB": State.LEFT_OUT}
    assert {address for letter in mail.outbox for address in letter.to} == {cast.contact.email, deputy.email}
    procurement.refresh_from_db()
    assert procurement.answers_due_on == joining.DUE
    actions = {audit.history(row).get().action for row in procurement.participations.all()}
    assert actions == {"participation.invited", "participation.left_out"}


def test_participation_invite_refuses_strangers_past_days_and_nobody(cast):
    procurement = joining.asking(cast)
    for organisation in (cast.other_cooperation.host, factories.make_organisation("Utby kommun")):
        with pytest.raises(Refused) as refused:
            joining.ask(cast, procurement, organisation)
        assert refused.value.answer.reasons[0].field == "members"
    for day in (factories.TODAY - timedelta(days=1), joining.NOTICE):
        with pytest.raises(Refused) as refused:
            joining.ask(cast, procurement, cast.municipality, due=day)
        assert refused.value.answer.reasons[0].field == "answers_due_on"
    with pytest.raises(Refused):
        joining.ask(cast, procurement)
    assert not procurement.participations.exists()


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.PLANNED, Stage.READY, Stage.PUBLISHED, Stage.CANCELLED])
def test_participation_invite_has_its_stages(cast, stage):
    procurement = joining.asking(cast)
    joining.move(procurement, stage)
    with pytest.raises(Refused):
        joining.ask(cast, procurement, cast.municipality)


def test_participation_is_asked_by_the_office_on_the_version_it_saw(cast):
    procurement = joining.asking(cast)
    said = {"procurement_id": procurement.pk, "answers_due_on": joining.DUE, "organisations": [cast.municipality.pk]}
    for person in (cast.contact, cast.expert, cast.stranger, cast.steering):
        with pytest.raises(Refused):
            participation.invite(by=person, version=procurement.version, **said)
    with pytest.raises(Conflict):
        participation.invite(by=cast.officer, version=procurement.version + 1, **said)


def test_participation_remind_once_a_day(cast, asked, today, at_once, django_capture_on_commit_callbacks):
    procurement, own, _other = asked
    joining.answer(cast.contact, own)
    with django_capture_on_commit_callbacks(execute=True):
        assert participation.remind(by=cast.officer, procurement_id=procurement.pk) == 1
    assert mail.outbox == []  # the neighbour has no purchasing contact
    with pytest.raises(Refused):
        participation.remind(by=cast.officer, procurement_id=procurement.pk)
    joining.contact_of(cast.neighbour, "Åsa Kontakt")
    today.shift(timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert participation.remind(by=cast.officer, procurement_id=procurement.pk) == 1
    assert len(mail.outbox) == 1
    today.move_to(joining.DUE + timedelta(days=1))
    with pytest.raises(Refused):
        participation.remind(by=cast.officer, procurement_id=procurement.pk)


def test_participation_extend_moves_those_without_a_later_day_of_their_own(cast, asked):
    procurement, own, other = asked
    later, last = joining.DUE + timedelta(days=3), joining.DUE + timedelta(days=9)
    participation.set_last_day(by=cast.officer, participation_id=other.pk, version=other.version, due_on=last)
    procurement.refresh_from_db()
    with pytest.raises(Refused):
        participation.extend(
            by=cast.officer, procurement_id=procurement.pk, version=procurement.version, answers_due_on=joining.DUE
        )
    participation.extend(
        by=cast.officer, procurement_id=procurement.pk, version=procurement.version, answers_due_on=later
    )
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.due_on, other.due_on) == (later, last)


def test_participation_withdraw_and_ask_after_all(cast, asked):
    _procurement, own, _other = asked
    joining.answer(cast.contact, own)
    own.refresh_from_db()
    with pytest.raises(Refused):
        participation.withdraw(by=cast.officer, participation_id=own.pk, version=own.version, reason=" ")
    row = participation.withdraw(by=cast.officer, participation_id=own.pk, version=own.version, reason="Sold.")
    with pytest.raises(Refused):
        joining.answer(cast.contact, own)
    row = participation.invite_again(by=cast.officer, participation_id=row.pk, version=row.version, due_on=joining.DUE)
    assert (row.state, row.yearly_volume, row.answered_by) == (State.INVITED, None, None)


def test_participation_conflict_when_two_answer_at_once(cast, asked):
    _procurement, own, _other = asked
    version = own.version
    joining.answer(cast.contact, own)
    data = answers.AnswerData(state=State.DECLINED, reason="No.")
    with pytest.raises(Conflict) as conflict:
        answers.answer(by=cast.contact, participation_id=own.pk, version=version, data=data)
    assert set(conflict.value.changes) >= {"state", "yearly_volume"}


# answering


def test_participation_answer_joins_takes_an_option_or_declines(cast, asked):
    _procurement, own, _other = asked
    row = joining.answer(cast.contact, own, volume="250000.50")
    assert (row.state, row.yearly_volume, row.contact, row.answered_by) == (
        State.JOINS,
        Decimal("250000.50"),
        cast.contact,
        cast.contact,
    )
    row = joining.answer(cast.contact, own, State.OPTION, "0", contact=cast.purchaser)
    assert (row.state, row.contact) == (State.OPTION, cast.purchaser)
    row = joining.decline(cast.contact, own)
    assert (row.state, row.yearly_volume, row.contact, row.reason) == (
        State.DECLINED,
        None,
        None,
        "We have our own agreement.",
    )


def test_participation_answer_names_a_contact_of_its_own(cast, asked):
    _procurement, own, _other = asked
    with pytest.raises(Refused) as refused:
        joining.answer(cast.contact, own, contact=cast.officer)
    assert refused.value.answer.reasons[0].field == "contact"


def test_participation_is_answered_by_its_own_contact_or_deputy_of_today(cast, asked, neighbour_contact):
    _procurement, own, _other = asked
    former = joining.contact_of(cast.municipality, "Former", valid_to=factories.TODAY - timedelta(days=1))
    for person in (cast.officer, cast.purchaser, cast.steering, neighbour_contact, former, cast.administrator):
        with pytest.raises(Refused):
            joining.answer(person, own)
    deputy = joining.contact_of(cast.municipality, "Deputy", is_deputy=True)
    assert joining.answer(deputy, own).answered_by == deputy


def test_late_answers_are_refused_with_the_rule(cast, asked, neighbour_contact, today):
    _procurement, own, other = asked
    joining.answer(cast.contact, own)
    joining.decline(neighbour_contact, other)
    today.move_to(joining.DUE + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        joining.answer(neighbour_contact, other)
    assert "art. 33(2)" in str(refused.value.answer.reasons[0].source)
    assert joining.answer(cast.contact, own, volume="90000").yearly_volume == 90000  # named already: it corrects
    other.refresh_from_db()
    participation.set_last_day(
        by=cast.officer,
        participation_id=other.pk,
        version=other.version,
        due_on=joining.DUE + timedelta(days=5),
    )
    assert joining.answer(neighbour_contact, other).state == State.JOINS


@pytest.mark.parametrize("stage", [Stage.READY, Stage.PUBLISHED, Stage.COMPLETED, Stage.CANCELLED])
def test_nothing_changes_once_it_is_fixed_for_the_notice(cast, asked, stage):
    procurement, own, _other = asked
    joining.answer(cast.contact, own)
    joining.move(procurement, stage)
    for state, volume in ((State.JOINS, "5"), (State.OPTION, "5"), (State.DECLINED, None)):
        with pytest.raises(Refused):
            joining.answer(cast.contact, own, state, volume, reason="Changed our mind.")
    own.refresh_from_db()
    with pytest.raises(Refused):
        answers.sign_mandate(by=cast.contact, participation_id=own.pk, version=own.version)


# mandates


def test_participation_mandate_signed_by_whom_the_day_gives_authority(cast, asked):
    _procurement, own, _other = asked
    with pytest.raises(Refused):
        joining.sign(cast.contact, own)  # nothing is answered yet
    joining.answer(cast.contact, own)
    for person in (cast.purchaser, cast.officer):
        with pytest.raises(Refused):
            joining.sign(person, own)
    row = joining.sign(cast.contact, own)
    assert row.mandate_signed_by == cast.contact
    assert row.mandate_appointment.role == Role.CONTACT
    assert row.mandate_appointment.organisation == cast.municipality


def test_a_mandate_holds_for_the_answer_it_was_given_for(cast, asked):
    _procurement, own, _other = asked
    joining.answer(cast.contact, own)
    joining.sign(cast.contact, own)
    assert joining.answer(cast.contact, own, contact=cast.purchaser).has_mandate
    assert not joining.answer(cast.contact, own, volume="200000").has_mandate


def test_participation_mandate_uploaded_is_for_office_and_organisation(cast, asked, neighbour_contact):
    _procurement, own, _other = asked
    row = joining.answer(cast.contact, own)
    for content, name in ((b"<html>", "x.pdf"), (b"words", "x.txt"), (b"", "empty.pdf")):
        with pytest.raises(Refused) as refused:
            answers.upload_mandate(
                by=cast.contact, participation_id=row.pk, version=row.version, upload=upload(content, name)
            )
        assert refused.value.answer.reasons[0].field == "file"
    row = answers.upload_mandate(by=cast.contact, participation_id=row.pk, version=row.version, upload=upload())
    assert row.has_mandate
    for person, sees in (
        (cast.contact, True),
        (cast.officer, True),
        (cast.purchaser, False),
        (cast.expert, False),
        (cast.stranger, False),
        (neighbour_contact, False),
        (cast.supplier, False),
    ):
        assert may_see(person, row.mandate_file) is sees, person
    joining.decline(cast.contact, own)
    assert not StoredFile.objects.exists()


# what has to be known


def fields(procurement):
    return [reason.field for reason in rules.gaps(procurement)]


def test_participation_gaps(cast, neighbour_contact, today):
    cast.municipality.registration_number = "2120000142"
    cast.municipality.save()
    procurement = joining.asking(cast)
    assert len(fields(procurement)) == 1  # nobody was asked
    own, other = joining.ask(cast, procurement, cast.municipality, cast.neighbour)
    assert len(fields(procurement)) == 2  # they have time left, and nobody joins
    joining.decline(neighbour_contact, other)
    joining.answer(cast.contact, own, State.OPTION)
    assert len(fields(procurement)) == 2  # an option is not enough, and has no mandate
    joining.answer(cast.contact, own)
    joining.sign(cast.contact, own)
    assert fields(procurement) == []
    joining.answer(neighbour_contact, other)
    joining.sign(neighbour_contact, other)
    assert len(fields(procurement)) == 1  # the neighbour has no registration number


def test_those_past_their_day_are_not_waited_for(cast, today):
    cast.municipality.registration_number = "2120000142"
    cast.municipality.save()
    procurement = joining.asking(cast)
    own, _other = joining.ask(cast, procurement, cast.municipality, cast.neighbour)
    joining.answer(cast.contact, own)
    joining.sign(cast.contact, own)
    assert len(fields(procurement)) == 1
    today.move_to(joining.DUE + timedelta(days=1))
    assert fields(procurement) == []


def test_participation_deadlines_reach_those_who_answer(cast, asked):
    _procurement, own, other = asked
    window = deadlines.Window(factories.TODAY, joining.DUE, factories.TODAY)
    kind, provider, _rows = deadlines._sources["participation"]
    found = {deadline.key: deadline for deadline in provider(window)}
    assert found[f"participation:{own.pk}"].to == (cast.contact.pk,)
    assert found[f"participation:{other.pk}"].to == (cast.manager.pk,)  # it has nobody of its own
    joining.answer(cast.contact, own)
    assert f"participation:{own.pk}" not in {deadline.key for deadline in provider(window)}
    assert kind.name == "participation"
    assert [
        row.kind.name for row in deadlines.own(cast.contact.pk, factories.TODAY, factories.TODAY, joining.DUE)
    ] == []


def test_participation_visible_to_office_and_own_organisation(cast, asked, neighbour_contact):
    _procurement, own, other = asked

    def seen(person):
        return set(Participation.objects.visible_to(person).values_list("pk", flat=True))

    assert seen(cast.officer) == {own.pk, other.pk}
    assert seen(cast.contact) == {own.pk}
    assert seen(neighbour_contact) == {other.pk}
    for person in (cast.purchaser, cast.working, cast.expert, cast.supplier, cast.stranger):
        assert seen(person) == set(), person
