"""The ceiling ledger: what its services write and refuse, and that PostgreSQL keeps it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from agreements import services
from agreements.ceilings import buyer_balances, ceilings_of, watched
from agreements.data import TurnoverRow
from agreements.models import Agreement, CallOff, CeilingBalance, CeilingEntry
from agreements.services import ceilings
from agreements.states.call_offs import CallOffStatus
from agreements.states.ceilings import EntryKind
from portal.law.frameworks.ceilings import Level
from portal.workflow import audit
from portal.workflow.errors import Refused
from tests.agreements.builders import as_stored, framework
from tests.agreements.ledger import agreement_with_lots, call_off, sums, turnover, unreserved


def refusal(call, **arguments) -> list[str]:
    """The fields that a refused call names; made in a transaction, as reserving is a part of a service."""
    with pytest.raises(Refused) as refused, transaction.atomic():
        call(**arguments)
    return [reason.field for reason in refused.value.answer.reasons]


@pytest.fixture
def agreement(cast) -> Agreement:
    return agreement_with_lots(cast)


def row(cast, agreement, amount: str, **said) -> TurnoverRow:
    return TurnoverRow(
        **{"buyer_id": cast.municipality.pk, "amount": Decimal(amount), "lot_id": agreement.lots.first().pk} | said
    )


def enter(cast, agreement, *rows, **said):
    return ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=turnover(*rows, **said))


def test_turnover_uses_and_frees_what_was_reserved(cast, agreement):
    # 400 are reserved; 150 bought free 150; 300 more free the 250 that are left of it
    made = call_off(cast, agreement, "400")
    enter(cast, agreement, row(cast, agreement, "150", call_off_id=made.pk))
    assert sums(agreement) == (Decimal(250), Decimal(150))
    enter(cast, agreement, row(cast, agreement, "300", call_off_id=made.pk), month=7)
    assert sums(agreement) == (Decimal(0), Decimal(450))
    assert ceilings.reserved_of(made) == 0
    assert ceilings.used_of(made) == 450


def test_turnover_rows_of_one_call_off_free_it_once(cast, agreement):
    made = call_off(cast, agreement, "100")
    one = row(cast, agreement, "70", call_off_id=made.pk)
    enter(cast, agreement, one, one)
    assert sums(agreement) == (Decimal(0), Decimal(140))


def test_turnover_without_a_lot_takes_that_of_its_call_off(cast, agreement):
    second = agreement.lots.last()
    made = call_off(cast, agreement, "100", second)
    batch = enter(cast, agreement, row(cast, agreement, "60", call_off_id=made.pk, lot_id=None))
    assert batch.entries.get().lot == second


def test_turnover_is_in_the_trail(cast, agreement):
    batch = enter(cast, agreement, row(cast, agreement, "60"))
    assert [(event.action, event.actor) for event in audit.history(batch)] == [("turnover.entered", cast.officer)]


def test_ceilings_now_and_on_a_past_day(cast, agreement):
    first, second = agreement.lots.all()
    call_off(cast, agreement, "200", first, called_off_on=date(2026, 2, 1))
    enter(cast, agreement, row(cast, agreement, "300", lot_id=second.pk), month=6)  # counts on 28 June
    whole, lot = ceilings_of(agreement, second)
    assert (whole.reserved, whole.used, whole.left) == (Decimal(200), Decimal(300), Decimal(500))
    assert (lot.used, lot.left, lot.level) == (Decimal(300), Decimal(300), Level.CALM)
    whole, lot = ceilings_of(agreement, second, date(2026, 6, 27))
    assert (whole.reserved, whole.used) == (Decimal(200), Decimal(0))
    assert lot.taken == 0
    assert ceilings_of(agreement, day=date(2026, 1, 31))[0].taken == 0


def test_balances_of_buyers(cast, agreement):
    call_off(cast, agreement, "200")
    enter(cast, agreement, row(cast, agreement, "300", buyer_id=cast.neighbour.pk))
    now = [(one.buyer, one.reserved, one.used) for one in buyer_balances(agreement)]
    assert now == [("Åsby kommun", Decimal(0), Decimal(300)), ("Ekby kommun", Decimal(200), Decimal(0))]
    own = buyer_balances(agreement, {cast.municipality.pk})
    assert [one.buyer for one in own] == ["Ekby kommun"]
    assert [one.buyer for one in buyer_balances(agreement, day=date(2026, 3, 1))] == ["Ekby kommun"]


@pytest.mark.parametrize("actor", ["administrator", "contact", "purchaser", "supplier", "stranger", "nobody"])
def test_turnover_only_by_the_office(cast, agreement, actor):
    with pytest.raises(Refused):
        ceilings.enter_turnover(
            by=cast.user(actor), agreement_id=agreement.pk, data=turnover(row(cast, agreement, "1"))
        )
    entry = enter(cast, agreement, row(cast, agreement, "1")).entries.get()
    with pytest.raises(Refused):
        ceilings.correct(by=cast.user(actor), entry_id=entry.pk, reason="Wrong")
    assert sums(agreement) == (Decimal(0), Decimal(1))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-5)}, "amount"),
        ({"lot_id": None}, "lot"),
        ({"lot_id": 0}, "lot"),
        ({"buyer_id": 0}, "buyer"),
        ({"call_off_id": 0}, "call_off"),
        ({"day": date(2024, 12, 31)}, "period_to"),  # the day before the agreement's first
        ({"day": date(2999, 1, 1)}, "period_to"),
    ],
)
def test_turnover_of_a_bad_row_refused(cast, agreement, said, field):
    data = turnover(row(cast, agreement, "10"), replace(row(cast, agreement, "10"), **said))
    assert refusal(ceilings.enter_turnover, by=cast.officer, agreement_id=agreement.pk, data=data) == [field]
    assert not CeilingEntry.objects.exists()


def test_turnover_of_anothers_call_off_refused(cast, agreement):
    made = call_off(cast, agreement, "100")
    for said in (
        {"buyer_id": cast.neighbour.pk},
        {"lot_id": agreement.lots.last().pk},
        {"day": date(2026, 1, 31)},  # it was made on 1 February
    ):
        data = turnover(row(cast, agreement, "10", call_off_id=made.pk, **said))
        assert refusal(ceilings.enter_turnover, by=cast.officer, agreement_id=agreement.pk, data=data) == ["call_off"]


def test_turnover_of_a_period_that_cannot_be_refused(cast, agreement):
    for said in (
        {"period_to": date(2026, 5, 31)},
        {"period_to": date(2999, 1, 1)},
        {"period_from": date(2024, 11, 1), "period_to": date(2024, 12, 31)},
    ):
        data = replace(turnover(row(cast, agreement, "10")), **said)
        assert "period_to" in refusal(ceilings.enter_turnover, by=cast.officer, agreement_id=agreement.pk, data=data)


def test_turnover_past_the_maximum_refused(cast, agreement):
    call_off(cast, agreement, "500")
    second = agreement.lots.last().pk
    data = turnover(row(cast, agreement, "500.01", lot_id=second))
    assert refusal(ceilings.enter_turnover, by=cast.officer, agreement_id=agreement.pk, data=data) == ["amount"]
    enter(cast, agreement, row(cast, agreement, "500", lot_id=second))
    assert ceilings_of(agreement)[0].level == Level.EXHAUSTED


def test_turnover_past_a_lots_maximum_refused(cast, agreement):
    data = turnover(row(cast, agreement, "600.01"))
    assert refusal(ceilings.enter_turnover, by=cast.officer, agreement_id=agreement.pk, data=data) == ["amount"]


def test_turnover_up_to_a_recorded_overrun(cast, agreement):
    agreement.overrun_value = Decimal(1200)
    agreement.save()
    first, second = agreement.lots.all()
    enter(cast, agreement, row(cast, agreement, "600", lot_id=first.pk), row(cast, agreement, "600", lot_id=second.pk))
    assert ceilings_of(agreement)[0].left == 0
    with pytest.raises(Refused):  # it opens nothing for call-offs: PostgreSQL holds the overrun, too
        call_off(cast, agreement, "1")


def test_turnover_of_the_same_rows_refused(cast, agreement):
    enter(cast, agreement, row(cast, agreement, "10"), digest="abc")
    data = turnover(row(cast, agreement, "10"), digest="abc")
    assert refusal(ceilings.enter_turnover, by=cast.officer, agreement_id=agreement.pk, data=data) == ["file"]


def test_reserve_past_the_maximum_refused_by_postgresql(cast, agreement):
    call_off(cast, agreement, "600")
    assert refusal(ceilings.reserve, by=cast.purchaser, call_off=unreserved(cast, agreement, "1"),
                   amount=Decimal(1), day=date(2026, 2, 1)) == ["amount"]  # fmt: skip
    assert sums(agreement) == (Decimal(600), Decimal(0))


def test_release_more_than_is_reserved_refused(cast, agreement):
    first, second = call_off(cast, agreement, "100"), call_off(cast, agreement, "100")
    ceilings.release(by=cast.purchaser, call_off=first, amount=Decimal(100), day=date(2026, 3, 1), reason="Cancelled")
    assert refusal(ceilings.release, by=cast.purchaser, call_off=first, amount=Decimal(1), day=date(2026, 3, 1),
                   reason="Again") == ["amount"]  # fmt: skip
    assert ceilings.reserved_of(second) == 100


def test_correct_takes_an_entry_back_whole_and_once(cast, agreement):
    made = call_off(cast, agreement, "100")
    entry = enter(cast, agreement, row(cast, agreement, "70", call_off_id=made.pk)).entries.get()
    assert refusal(ceilings.correct, by=cast.officer, entry_id=entry.pk, reason=" ") == ["reason"]
    counter = ceilings.correct(by=cast.officer, entry_id=entry.pk, reason="Wrong agreement")
    assert (counter.reserved, counter.used, counter.day) == (Decimal(70), Decimal(-70), entry.day)
    assert sums(agreement) == (Decimal(100), Decimal(0))
    assert ceilings_of(agreement, day=entry.day)[0].used == 0
    for again in (entry, counter):
        with pytest.raises(Refused):
            ceilings.correct(by=cast.officer, entry_id=again.pk, reason="Again")


def test_correct_of_a_finished_call_off_reserves_nothing_again(cast, agreement):
    made = call_off(cast, agreement, "100")
    entry = enter(cast, agreement, row(cast, agreement, "100", call_off_id=made.pk)).entries.get()
    CallOff.objects.update(status=CallOffStatus.COMPLETED)
    ceilings.correct(by=cast.officer, entry_id=entry.pk, reason="Wrong agreement")
    assert sums(agreement) == (Decimal(0), Decimal(0))
    assert [one.kind for one in made.entries.order_by("pk")] == [
        EntryKind.RESERVED, EntryKind.SETTLED, EntryKind.CORRECTED, EntryKind.RELEASED,
    ]  # fmt: skip


def test_correct_of_what_a_call_off_reserved_refused(cast, agreement):
    entry = call_off(cast, agreement, "100").entries.get()
    with pytest.raises(Refused):
        ceilings.correct(by=cast.officer, entry_id=entry.pk, reason="Wrong")


def test_correct_batch_lets_the_file_come_again(cast, agreement):
    batch = enter(cast, agreement, row(cast, agreement, "10"), row(cast, agreement, "20"), digest="abc")
    ceilings.correct(by=cast.officer, entry_id=batch.entries.first().pk, reason="One was wrong")
    assert len(ceilings.correct_batch(by=cast.officer, batch_id=batch.pk, reason="All of it")) == 1
    assert sums(agreement) == (Decimal(0), Decimal(0))
    with pytest.raises(Refused):
        ceilings.correct_batch(by=cast.officer, batch_id=batch.pk, reason="Again")
    enter(cast, agreement, row(cast, agreement, "10"), digest="abc")
    assert sums(agreement) == (Decimal(0), Decimal(10))


def test_entries_are_never_changed_or_deleted(cast, agreement):
    entry = call_off(cast, agreement, "100").entries.get()
    for change in (
        lambda: CeilingEntry.objects.update(reserved=1),
        lambda: CeilingEntry.objects.all().delete(),
        lambda: entry.save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert CeilingEntry.objects.get().reserved == 100


@pytest.mark.parametrize("amounts", [{"used": Decimal(-69)}, {"used": Decimal(-70), "reserved": Decimal(1)}])
def test_a_correction_that_is_not_the_opposite_refused_by_postgresql(cast, agreement, amounts):
    made = call_off(cast, agreement, "100")
    entry = enter(cast, agreement, row(cast, agreement, "70", call_off_id=made.pk)).entries.get()
    with pytest.raises(DatabaseError, match="takes back one entry"), transaction.atomic():
        CeilingEntry.objects.create(
            agreement=agreement, lot=entry.lot, buyer=entry.buyer, call_off=made, kind=EntryKind.CORRECTED,
            corrects=entry, day=entry.day, by=cast.officer, **amounts,
        )  # fmt: skip


def test_balances_count_the_entries(cast, agreement):
    enter(cast, agreement, row(cast, agreement, "10"), row(cast, agreement, "20", buyer_id=cast.neighbour.pk))
    assert set(CeilingBalance.objects.values_list("is_whole", "buyer", "entries")) == {
        (True, None, 2), (False, None, 2), (False, cast.municipality.pk, 1), (False, cast.neighbour.pk, 1),
    }  # fmt: skip


def test_watched_agreements_and_lots(cast, agreement):
    first = agreement.lots.first()
    enter(cast, agreement, row(cast, agreement, "419"))  # of 600: below 70 per cent
    assert watched(date(2026, 6, 1)) == []
    enter(cast, agreement, row(cast, agreement, "1"), month=7)
    (lot,) = watched(date(2026, 6, 1))
    assert (lot.agreement, lot.lot, lot.ceiling.level) == (agreement, first, Level.WATCH)
    enter(cast, agreement, row(cast, agreement, "430", lot_id=agreement.lots.last().pk), month=8)
    assert [(one.lot, one.ceiling.level) for one in watched(date(2026, 6, 1))] == [
        (None, Level.WARNING),  # 850 of 1 000
        (agreement.lots.last(), Level.WATCH),
        (first, Level.WATCH),
    ]
    assert watched(date(2028, 1, 1)) == []  # its last day is past


def test_a_changed_maximum_is_watched_anew(cast, agreement):
    enter(cast, agreement, row(cast, agreement, "419"))  # of 600 in the lot and of 1 000 in all
    agreement.lots.filter(pk=agreement.lots.first().pk).update(maximum_value=500)
    assert [one.lot for one in watched(date(2026, 6, 1))] == [agreement.lots.first()]
    agreement.lots.update(maximum_value=None)
    assert watched(date(2026, 6, 1)) == []
    Agreement.objects.filter(pk=agreement.pk).update(maximum_value=420)
    assert [one.lot for one in watched(date(2026, 6, 1))] == [None]


@pytest.fixture
def published(cast):
    """A framework with a maximum of 12 000 000 in one lot, of which 5 000 are used."""
    data = framework(cast, announced_on=date(2025, 6, 1), starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31))
    agreement = services.register(by=cast.officer, data=data)
    agreement = services.publish(by=cast.officer, agreement_id=agreement.pk, version=1)
    enter(cast, agreement, row(cast, agreement, "5000"))
    return agreement, as_stored(agreement, data)


def update(cast, published, **said):
    agreement, data = published
    return services.update(
        by=cast.officer, agreement_id=agreement.pk, version=2, data=replace(data, **said), reason="Agreed"
    )


def test_update_does_not_lower_a_maximum_below_what_is_taken(cast, published):
    said = {"maximum_value": Decimal("4999.99"), "estimated_value": Decimal(1000)}
    assert refusal(update, cast=cast, published=published, **said) == ["maximum_value"]
    lot = replace(published[1].lots[0], maximum_value=Decimal(4000))
    assert refusal(update, cast=cast, published=published, lots=(lot,)) == ["lots.1.maximum_value"]
    assert update(cast, published, **said | {"maximum_value": Decimal(5000)}).maximum_value == 5000


def test_update_keeps_a_lot_in_use(cast, published):
    lot = replace(published[1].lots[0], id=None)
    assert refusal(update, cast=cast, published=published, lots=(lot,)) == ["lots"]


def test_delete_draft_that_was_held(cast):
    agreement = services.register(by=cast.officer, data=framework(cast))
    with transaction.atomic():
        ceilings.hold(agreement.pk)
    services.delete_draft(by=cast.officer, agreement_id=agreement.pk, version=1)
    assert not Agreement.objects.exists()


def test_delete_draft_with_a_call_off_refused(cast):
    agreement = services.register(by=cast.officer, data=framework(cast))
    unreserved(cast, agreement, "100")
    with pytest.raises(Refused):
        services.delete_draft(by=cast.officer, agreement_id=agreement.pk, version=1)
