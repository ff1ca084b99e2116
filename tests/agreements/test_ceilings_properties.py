"""What holds of a ledger whatever is done to it, in any order, and at the same moment."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.ceilings import ceilings_of
from agreements.data import TurnoverRow
from agreements.models import Agreement, CallOff, CeilingBalance, CeilingEntry
from agreements.services import ceilings
from agreements.states.call_offs import CallOffStatus
from agreements.states.ceilings import EntryKind
from portal.law.frameworks.ceilings import room_for
from portal.workflow.errors import Refused, ask
from tests.agreements.ledger import agreement_with_lots, sums, turnover, unreserved
from tests.cast import Cast, make_cast

DAY = date(2026, 6, 1)
AMOUNTS = st.decimals("0.01", "700", places=2)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "settle", "settle_call_off", "release", "finish", "correct"]),
        AMOUNTS,
        st.integers(0, 1),
        st.integers(0, 5),
    ),
    max_size=14,
)


def balances_equal_sums(agreement: Agreement) -> None:
    """Every balance is the sum of its entries, reckoned here once more."""
    entries = list(CeilingEntry.objects.filter(agreement=agreement))
    for balance in CeilingBalance.objects.filter(agreement=agreement):
        own = [
            entry
            for entry in entries
            if balance.is_whole or (entry.lot_id == balance.lot_id and balance.buyer_id in (None, entry.buyer_id))
        ]
        assert balance.reserved == sum(entry.reserved for entry in own)
        assert balance.used == sum(entry.used for entry in own)
        assert balance.entries == len(own)


def take(cast: Cast, agreement: Agreement, step: str, amount: Decimal, lot: int, which: int) -> None:
    """One thing that happens to a ledger, to one of its lots, call-offs or entries."""
    chosen = agreement.lots.all()[lot]
    call_offs = list(CallOff.objects.filter(agreement=agreement).order_by("pk"))
    call_off = call_offs[which % len(call_offs)] if call_offs else None
    match step:
        case "reserve":
            made = unreserved(cast, agreement, str(amount), chosen)
            ceilings.reserve(by=cast.purchaser, call_off=made, amount=amount, day=DAY)
        case "settle":
            bought = TurnoverRow(cast.neighbour.pk, amount, chosen.pk)
            ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=turnover(bought))
        case "settle_call_off" if call_off:
            bought = TurnoverRow(cast.municipality.pk, amount, call_off_id=call_off.pk)
            ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=turnover(bought))
        case "release" if call_off:
            ceilings.release(by=cast.purchaser, call_off=call_off, amount=amount, day=DAY, reason="Lowered")
        case "finish" if call_off:
            if left := ceilings.reserved_of(call_off):
                ceilings.release(by=cast.purchaser, call_off=call_off, amount=left, day=DAY, reason="Completed")
            CallOff.objects.filter(pk=call_off.pk).update(status=CallOffStatus.COMPLETED)
        case "correct":
            settled = list(CeilingEntry.objects.filter(agreement=agreement, kind=EntryKind.SETTLED).order_by("pk"))
            if settled:
                ceilings.correct(by=cast.officer, entry_id=settled[which % len(settled)].pk, reason="Wrong")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_ledger_holds_in_any_order(cast, steps):
    with transaction.atomic():
        agreement = agreement_with_lots(cast)
        for step in steps:
            try:
                with transaction.atomic():
                    take(cast, agreement, *step)
            except Refused:
                pass
            whole, *lots = (ceilings_of(agreement, lot)[-1] for lot in (None, *agreement.lots.all()))
            for ceiling in (whole, *lots):
                assert ceiling.reserved >= 0
                assert ceiling.used >= 0
                assert ceiling.taken <= ceiling.maximum
        balances_equal_sums(agreement)
        by_call_off = CeilingEntry.objects.filter(call_off__agreement=agreement).order_by().values("call_off")
        assert all(row["left"] >= 0 for row in by_call_off.annotate(left=Sum("reserved")))
        finished = CeilingEntry.objects.filter(call_off__agreement=agreement, call_off__status=CallOffStatus.COMPLETED)
        assert not finished.aggregate(left=Sum("reserved"))["left"]
        transaction.set_rollback(True)


def at_once(calls: list[Callable[[], None]]) -> list[bool]:
    """Do things at the same moment, each in a connection of its own; whether each was done or refused."""
    ready, done = threading.Barrier(len(calls)), [False] * len(calls)

    def run(place: int) -> None:
        try:
            ready.wait()
            calls[place]()
            done[place] = True
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_of_a_ceiling_one_is_refused():
    """Each asks the law for what is left and then reserves it, in a transaction of its own; PostgreSQL's are real."""
    cast = make_cast()
    agreement = agreement_with_lots(cast)
    made = [unreserved(cast, agreement, "600") for _ in range(2)]

    def judged(call_off: CallOff) -> Callable[[], None]:
        def buy() -> None:
            with transaction.atomic():
                ceilings.hold(agreement.pk)
                for ceiling in ceilings_of(agreement, call_off.lot):
                    ask(room_for(ceiling, call_off.amount, "SE"))
                ceilings.reserve(by=cast.purchaser, call_off=call_off, amount=call_off.amount, day=DAY)

        return buy

    assert sorted(at_once([judged(call_off) for call_off in made])) == [False, True]
    assert sums(agreement) == (Decimal(600), Decimal(0))


@pytest.mark.django_db(transaction=True)
def test_two_who_do_not_ask_postgresql_refuses_one():
    """Without a look at what is left, and in two lots, the whole agreement's ceiling holds all the same."""
    cast = make_cast()
    agreement = agreement_with_lots(cast)
    made = [unreserved(cast, agreement, "600", lot) for lot in agreement.lots.all()]

    def careless(call_off: CallOff) -> Callable[[], None]:
        def buy() -> None:
            with transaction.atomic(), ceilings.ceilings_as_reasons():
                CeilingEntry.objects.create(
                    agreement=agreement, lot=call_off.lot, buyer=call_off.buyer, call_off=call_off, day=DAY,
                    kind=EntryKind.RESERVED, reserved=call_off.amount, by=cast.purchaser,
                )  # fmt: skip

        return buy

    assert sorted(at_once([careless(call_off) for call_off in made])) == [False, True]
    assert sums(agreement) == (Decimal(600), Decimal(0))


@pytest.mark.django_db(transaction=True)
def test_many_small_reservations_and_turnover_never_exceed():
    """24 at once, each of 60 out of 600 in the lot, half of them turnover: ten fit, not one more."""
    cast = make_cast()
    agreement = agreement_with_lots(cast)
    lot = agreement.lots.first()

    def call(place: int) -> Callable[[], None]:
        if place % 2:
            data = turnover(TurnoverRow(cast.neighbour.pk, Decimal(60), lot.pk))
            return lambda: ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=data) and None
        made = unreserved(cast, agreement, "60")
        return lambda: ceilings.reserve(by=cast.purchaser, call_off=made, amount=Decimal(60), day=DAY) and None

    done = at_once([call(place) for place in range(24)])
    assert done.count(True) == 10
    reserved, used = sums(agreement)
    assert reserved + used == 600
    balances_equal_sums(agreement)


@pytest.mark.django_db(transaction=True)
def test_two_who_correct_the_same_entry_one_is_refused():
    cast = make_cast()
    agreement = agreement_with_lots(cast)
    lot = agreement.lots.first().pk
    data = turnover(TurnoverRow(cast.neighbour.pk, Decimal(60), lot))
    entry = ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=data).entries.get()
    back = [lambda: ceilings.correct(by=cast.officer, entry_id=entry.pk, reason="Wrong") and None] * 2
    assert sorted(at_once(back)) == [False, True]
    assert sums(agreement) == (Decimal(0), Decimal(0))
