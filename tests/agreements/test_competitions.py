"""Mini-competitions: their course, what is refused, and letters."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement, CallOff, CompetitionInvitation, LotSupplier, MiniCompetition
from agreements.rules import competitions as rules
from agreements.services import call_offs
from agreements.services import competitions as services
from agreements.services.competitions import AnswerData, CompetitionData
from agreements.states import CallOffMethod
from agreements.states.call_offs import AnswerKind, CompetitionStatus
from portal.accounts.actor import forget
from portal.files.services import store_upload
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.cast import Cast
from tests.factories import TODAY

HERE = ZoneInfo("Europe/Stockholm")
DEADLINE = datetime(2026, 12, 1, 12, 0, tzinfo=HERE)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(datetime(2026, 11, 20, 10, 0, tzinfo=HERE), tick=False)
    return time_machine


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    """A framework with one lot by mini-competition, between the cast's supplier and its rival."""
    made = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)
    lot = made.lots.get()
    lot.call_off_method = CallOffMethod.MINI_COMPETITION
    lot.save()
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier)
    return made


def said(cast: Cast, agreement: Agreement, **fields) -> CompetitionData:
    first = {
        "agreement_id": agreement.pk,
        "lot_id": agreement.lots.get().pk,
        "buyer_id": cast.municipality.pk,
        "title": "Fönsterputs",
        "description": "All windows of the town hall, twice a year. The lowest price wins.",
        "estimated_value": Decimal("90000"),
        "deadline": DEADLINE,
        "answer_to": "tenders@example.org",
    }
    return CompetitionData(**{**first, **fields})


@pytest.fixture
def competition(cast: Cast, agreement: Agreement) -> MiniCompetition:
    return services.draft(by=cast.purchaser, data=said(cast, agreement))


@pytest.fixture
def invited(cast: Cast, competition: MiniCompetition) -> MiniCompetition:
    return services.invite(by=cast.purchaser, competition_id=competition.pk, version=1)


@pytest.fixture
def opened(invited: MiniCompetition, clock) -> MiniCompetition:
    clock.move_to(DEADLINE + timedelta(hours=1), tick=False)
    return invited


def tender(supplier, price: str = "70000", **fields) -> AnswerData:
    first = {"received_at": DEADLINE - timedelta(hours=2), "price": Decimal(price)}
    return AnswerData(supplier.pk, AnswerKind.TENDER, **{**first, **fields})


def record(by, competition: MiniCompetition, data: AnswerData) -> CompetitionInvitation:
    return services.record_answer(by=by, competition_id=competition.pk, data=data)


def award(by, competition: MiniCompetition, winner, reason: str = "The lowest price.") -> MiniCompetition:
    return services.award(
        by=by, competition_id=competition.pk, version=competition.version, winner_id=winner.pk, reason=reason
    )


def fields_of(caught) -> set:
    return {reason.field for reason in caught.value.answer.reasons}


def test_the_whole_course(cast: Cast, opened: MiniCompetition) -> None:
    """Both answer, one late; the one in time wins and is called off from, once."""
    record(cast.purchaser, opened, tender(cast.supplier_company, points=Decimal("8.5"), note="Complete"))
    late = record(
        cast.purchaser, opened, tender(cast.other_supplier, "50000", received_at=DEADLINE + timedelta(minutes=1))
    )
    assert late.answer == AnswerKind.LATE
    with pytest.raises(Refused) as caught:
        award(cast.purchaser, opened, cast.other_supplier)
    assert caught.value.answer == rules.NO_TENDER
    decided = award(cast.purchaser, opened, cast.supplier_company)
    assert (decided.status, decided.winner) == (CompetitionStatus.AWARDED, cast.supplier_company)
    call_off = call_offs.make(by=cast.contact, data=won(cast, decided))
    assert call_off.competition == decided
    with pytest.raises(Refused) as caught:
        call_offs.make(by=cast.contact, data=won(cast, decided))
    assert caught.value.answer == call_offs.rules.CALLED_OFF_ALREADY
    call_offs.cancel(by=cast.contact, call_off_id=call_off.pk, version=1, reason="A mistake")
    assert call_offs.make(by=cast.contact, data=won(cast, decided)).pk != call_off.pk


def won(cast: Cast, competition: MiniCompetition, **fields) -> call_offs.CallOffData:
    first = {
        "agreement_id": competition.agreement_id,
        "lot_id": competition.lot_id,
        "supplier_id": competition.winner_id or cast.supplier_company.pk,
        "buyer_id": competition.buyer_id,
        "contact_id": cast.contact.pk,
        "title": competition.title,
        "amount": Decimal("70000"),
        "ends_on": TODAY.replace(year=2027),
        "competition_id": competition.pk,
    }
    return call_offs.CallOffData(**{**first, **fields})


def test_nobody_is_called_off_from_but_the_winner(cast: Cast, opened: MiniCompetition) -> None:
    with pytest.raises(Refused):
        call_offs.make(by=cast.contact, data=won(cast, opened))
    record(cast.purchaser, opened, tender(cast.supplier_company))
    decided = award(cast.purchaser, opened, cast.supplier_company)
    with pytest.raises(Refused) as caught:
        call_offs.make(by=cast.contact, data=won(cast, decided, supplier_id=cast.other_supplier.pk))
    assert fields_of(caught) == {"supplier"}
    assert not CallOff.objects.exists()


@pytest.mark.parametrize("who", ["administrator", "manager", "officer", "working", "supplier", "stranger", "nobody"])
def test_only_the_buyer_holds_one(cast: Cast, agreement: Agreement, who: str) -> None:
    with pytest.raises(Refused) as caught:
        services.draft(by=cast.user(who), data=said(cast, agreement))
    assert caught.value.answer == rules.NOT_FOR_THEM


def test_only_in_a_lot_that_is_called_off_so(cast: Cast, agreement: Agreement) -> None:
    lot = agreement.lots.get()
    LotSupplier.objects.filter(lot=lot, supplier=cast.other_supplier).delete()
    with pytest.raises(Refused) as caught:
        services.draft(by=cast.purchaser, data=said(cast, agreement))
    assert caught.value.answer == rules.NOBODY_TO_ASK
    lot.call_off_method = CallOffMethod.RANKING
    lot.save()
    with pytest.raises(Refused) as caught:
        services.draft(by=cast.purchaser, data=said(cast, agreement))
    assert caught.value.answer == rules.NOT_BY_COMPETITION


def test_evaluators_act_for_the_buyer_and_for_nobody_they_judge(cast: Cast, agreement: Agreement) -> None:
    with pytest.raises(Refused) as caught:
        services.draft(by=cast.purchaser, data=said(cast, agreement, evaluators=frozenset({cast.officer.pk})))
    assert caught.value.answer == rules.OUTSIDER
    factories.act_for(cast.expert, cast.other_supplier)
    with pytest.raises(Refused) as caught:
        services.draft(by=cast.purchaser, data=said(cast, agreement, evaluators=frozenset({cast.expert.pk})))
    assert caught.value.answer == rules.BIASED
    made = services.draft(by=cast.purchaser, data=said(cast, agreement, evaluators=frozenset({cast.contact.pk})))
    assert set(made.evaluators.all()) == {cast.purchaser, cast.contact}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"description": " "}, {"description"}),
        ({"deadline": None}, {"deadline"}),
        ({"deadline": datetime(2026, 11, 20, 9, 0, tzinfo=HERE)}, {"deadline"}),
        ({"answer_to": ""}, {"answer_to"}),
        ({"estimated_value": Decimal("1500001")}, {"amount"}),
    ],
)
def test_invite_is_refused(cast: Cast, agreement: Agreement, fields: dict, named: set) -> None:
    drafted = services.draft(by=cast.purchaser, data=said(cast, agreement, **fields))
    with pytest.raises(Refused) as caught:
        services.invite(by=cast.purchaser, competition_id=drafted.pk, version=1)
    assert fields_of(caught) == named
    assert not CompetitionInvitation.objects.exists()


def test_all_suppliers_of_the_lot_are_invited(cast: Cast, invited: MiniCompetition) -> None:
    suppliers = {invitation.supplier for invitation in invited.invitations.all()}
    assert suppliers == {cast.supplier_company, cast.other_supplier}


def test_what_was_sent_stands(cast: Cast, agreement: Agreement, invited: MiniCompetition) -> None:
    with pytest.raises(Refused):
        services.edit(by=cast.purchaser, competition_id=invited.pk, version=2, data=said(cast, agreement, title="New"))


def test_edit_by_two_people(cast: Cast, agreement: Agreement, competition: MiniCompetition) -> None:
    services.edit(by=cast.purchaser, competition_id=competition.pk, version=1, data=said(cast, agreement, title="New"))
    with pytest.raises(Conflict):
        services.edit(by=cast.purchaser, competition_id=competition.pk, version=1, data=said(cast, agreement))


def test_nothing_is_recorded_before_the_deadline(cast: Cast, invited: MiniCompetition, clock) -> None:
    clock.move_to(DEADLINE - timedelta(seconds=1), tick=False)
    for attempt in (
        lambda: record(cast.purchaser, invited, tender(cast.supplier_company)),
        lambda: award(cast.purchaser, invited, cast.supplier_company),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.answer == rules.NOT_YET_OPEN


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"price": None}, {"price"}),
        ({"price": Decimal("-1")}, {"price"}),
        ({"received_at": None}, {"received_at"}),
        ({"received_at": DEADLINE + timedelta(days=2)}, {"received_at"}),
        ({"kind": AnswerKind.LATE}, {"received_at"}),
    ],
)
def test_record_is_refused(cast: Cast, opened: MiniCompetition, fields: dict, named: set) -> None:
    with pytest.raises(Refused) as caught:
        record(cast.purchaser, opened, replace(tender(cast.supplier_company), **fields))
    assert fields_of(caught) == named


def test_record_for_somebody_who_was_not_invited(cast: Cast, opened: MiniCompetition) -> None:
    with pytest.raises(Refused) as caught:
        record(cast.purchaser, opened, tender(factories.make_supplier()))
    assert caught.value.answer == rules.NOT_INVITED


@pytest.mark.parametrize("who", ["administrator", "manager", "officer", "contact", "supplier", "rival", "nobody"])
def test_only_evaluators_record_and_decide(cast: Cast, opened: MiniCompetition, who: str) -> None:
    for attempt in (
        lambda: record(cast.user(who), opened, tender(cast.supplier_company)),
        lambda: award(cast.user(who), opened, cast.supplier_company),
        lambda: services.cancel(by=cast.user(who), competition_id=opened.pk, version=2, reason="No"),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.answer == rules.ONLY_EVALUATORS


def test_an_expert_records_and_does_not_decide(cast: Cast, agreement: Agreement, clock) -> None:
    made = services.draft(by=cast.purchaser, data=said(cast, agreement, evaluators=frozenset({cast.expert.pk})))
    services.invite(by=cast.purchaser, competition_id=made.pk, version=1)
    clock.move_to(DEADLINE + timedelta(hours=1))
    assert record(cast.expert, made, tender(cast.supplier_company)).price == Decimal("70000")
    with pytest.raises(Refused) as caught:
        award(cast.expert, MiniCompetition.objects.get(), cast.supplier_company)
    assert caught.value.answer == rules.ONLY_BUYING_EVALUATORS


def test_who_left_the_buyer_evaluates_no_more(cast: Cast, opened: MiniCompetition) -> None:
    cast.purchaser.appointments.update(valid_to=TODAY)
    forget(cast.purchaser)
    assert not MiniCompetition.objects.visible_to(cast.purchaser).exists()
    with pytest.raises(Refused):
        record(cast.purchaser, opened, tender(cast.supplier_company))


def test_record_again_replaces_the_file(cast: Cast, opened: MiniCompetition) -> None:
    def handed_in(words: bytes):
        return store_upload(by=cast.purchaser, upload=SimpleUploadedFile("tender.txt", words))

    first = handed_in(b"seventy")
    record(cast.purchaser, opened, tender(cast.supplier_company, file=first))
    again = record(cast.purchaser, opened, tender(cast.supplier_company, file=handed_in(b"sixty")))
    assert again.file_id != first.pk
    assert not type(first).objects.filter(pk=first.pk).exists()


def test_award_needs_reasons(cast: Cast, opened: MiniCompetition) -> None:
    record(cast.purchaser, opened, tender(cast.supplier_company))
    with pytest.raises(Refused) as caught:
        award(cast.purchaser, opened, cast.supplier_company, " ")
    assert caught.value.answer == rules.SAY_WHY_IT_WON


def test_cancel(cast: Cast, opened: MiniCompetition) -> None:
    with pytest.raises(Refused):
        services.cancel(by=cast.purchaser, competition_id=opened.pk, version=2, reason="")
    given_up = services.cancel(by=cast.purchaser, competition_id=opened.pk, version=2, reason="Nobody answered.")
    assert given_up.status == CompetitionStatus.CANCELLED
    with pytest.raises(Refused):
        award(cast.purchaser, given_up, cast.supplier_company)


def test_letters(cast: Cast, competition: MiniCompetition, clock, at_once, django_capture_on_commit_callbacks) -> None:
    """Each invited supplier hears the request, and after the decision the winner and the reasons, never a price."""
    cast.rival.language = "nb"
    cast.rival.save()
    with django_capture_on_commit_callbacks(execute=True):
        services.invite(by=cast.purchaser, competition_id=competition.pk, version=1)
    assert {tuple(letter.to) for letter in mail.outbox} == {(cast.supplier.email,), (cast.rival.email,)}
    assert all("tenders@example.org" in letter.body for letter in mail.outbox)
    clock.move_to(DEADLINE + timedelta(hours=1), tick=False)
    record(cast.purchaser, competition, tender(cast.supplier_company, "71234"))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        award(cast.purchaser, MiniCompetition.objects.get(), cast.supplier_company)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {cast.supplier.email, cast.rival.email}
    assert "Bokfink Städ AB" in letters[cast.rival.email].body
    for letter in mail.outbox:
        assert "The lowest price." in letter.body
        assert "71" not in letter.body.replace("\xa0", "")
