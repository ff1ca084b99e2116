"""Making, changing, completing and cancelling a call-off: what is refused, and what the ledger says after it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.ceilings import ceilings_of
from agreements.facts import with_children
from agreements.models import Agreement, CallOff, CeilingEntry, LotSupplier
from agreements.rules import call_offs as rules
from agreements.services import call_offs as services
from agreements.services.call_offs import CallOffChange, CallOffData
from agreements.services.ceilings import reserved_of
from agreements.states import AgreementStatus, CallOffMethod
from agreements.states.call_offs import CallOffStatus
from portal.accounts.actor import Role
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.cast import Cast
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def on_the_day(time_machine) -> None:
    time_machine.move_to(f"{TODAY}T10:00:00+01:00", tick=False)


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    """A framework of 1 500 000 kr at most, one lot, one supplier, bound for the municipality and its neighbour."""
    return factories.make_agreement(
        cast.cooperation, cast.municipality, supplier=cast.supplier_company, buyers=(cast.neighbour,)
    )


def said(cast: Cast, agreement: Agreement, **fields) -> CallOffData:
    lot = agreement.lots.get()
    first = {
        "agreement_id": agreement.pk,
        "lot_id": lot.pk,
        "supplier_id": lot.suppliers.all()[0].supplier_id,
        "buyer_id": cast.municipality.pk,
        "contact_id": cast.purchaser.pk,
        "title": "Städning av Ekskolan",
        "amount": Decimal("400000"),
        "ends_on": date(2027, 12, 31),
    }
    return CallOffData(**{**first, **fields})


def as_it_is(call_off: CallOff, **fields) -> CallOffChange:
    names = ("title", "amount", "ends_on", "contact_id", "starts_on", "reference", "unit_id")
    return CallOffChange(**{**{name: getattr(call_off, name) for name in names}, **fields})


def left(agreement: Agreement) -> Decimal | None:
    return ceilings_of(with_children(Agreement.objects.get(pk=agreement.pk)))[0].left


def refused(**kwargs) -> set[str | None]:
    """The fields that the refusal names."""
    with pytest.raises(Refused) as caught:
        services.make(**kwargs)
    assert not CallOff.objects.exists()
    assert not CeilingEntry.objects.exists()
    return {reason.field for reason in caught.value.answer.reasons}


def test_make_reserves(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    assert call_off.status == CallOffStatus.MADE
    assert reserved_of(call_off) == Decimal("400000")
    assert left(agreement) == Decimal("1100000")
    event = audit.history(call_off).get()
    assert event.action == "call_off.made"
    assert "on_behalf_of" not in event.changes


def test_make_on_behalf_of_a_buyer(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.officer, data=said(cast, agreement))
    assert audit.history(call_off).get().changes["on_behalf_of"] == [None, "Ekby kommun"]


@pytest.mark.parametrize("who", ["administrator", "working", "steering", "supplier", "rival", "stranger", "nobody"])
def test_make_is_refused_to_others(cast: Cast, agreement: Agreement, who: str) -> None:
    assert refused(by=cast.user(who), data=said(cast, agreement)) == {"buyer"}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": "  "}, {"title"}),
        ({"amount": Decimal("0")}, {"amount"}),
        ({"amount": Decimal("1500000.01")}, {"amount"}),
        ({"ends_on": date(2029, 12, 29)}, {"ends_on"}),  # contracts end on 28 December 2029 at the latest
        ({"ends_on": date(2026, 11, 19)}, {"ends_on"}),
        ({"starts_on": date(2028, 1, 1)}, {"starts_on"}),
        ({"called_off_on": date(2026, 11, 21)}, {"called_off_on"}),
        ({"called_off_on": date(2026, 11, 19)}, {"called_off_on"}),
    ],
)
def test_make_is_refused(cast: Cast, agreement: Agreement, fields: dict, named: set) -> None:
    assert refused(by=cast.purchaser, data=said(cast, agreement, **fields)) == named


def test_make_takes_all_that_is_left(cast: Cast, agreement: Agreement) -> None:
    services.make(by=cast.purchaser, data=said(cast, agreement, amount=Decimal("1500000"), ends_on=date(2029, 12, 28)))
    assert left(agreement) == 0


def test_make_for_somebody_who_is_not_named(cast: Cast, agreement: Agreement) -> None:
    late = factories.make_organisation("Öby kommun")
    factories.make_member(cast.cooperation, late, since=date(2026, 1, 1))
    purchaser = factories.make_user("Late Purchaser")
    factories.appoint(purchaser, Role.PURCHASER, organisation=late)
    named = refused(by=purchaser, data=said(cast, agreement, buyer_id=late.pk, contact_id=purchaser.pk))
    assert named == {"buyer"}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"starts_on": date(2026, 12, 1)}, AgreementStatus.PUBLISHED),
        ({"ends_on": date(2026, 11, 19)}, AgreementStatus.PUBLISHED),
        ({}, AgreementStatus.DRAFT),
        ({"ends_on": date(2026, 11, 19)}, AgreementStatus.TERMINATED),
    ],
)
def test_make_out_of_time(cast: Cast, fields: dict, status: str) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, status=status, **fields)
    assert "on" in refused(by=cast.purchaser, data=said(cast, agreement, ends_on=date(2027, 6, 1)))


def test_make_with_a_stranger_as_contact_or_unit(cast: Cast, agreement: Agreement) -> None:
    assert refused(by=cast.purchaser, data=said(cast, agreement, contact_id=cast.officer.pk)) == {"contact"}
    unit = factories.make_organisation("Sjöby kommun").units.create(name="Skolan")
    assert refused(by=cast.purchaser, data=said(cast, agreement, unit_id=unit.pk)) == {"unit"}


def test_make_in_the_lot_of_another_agreement(cast: Cast, agreement: Agreement) -> None:
    other = factories.make_agreement(cast.cooperation, cast.municipality)
    assert refused(by=cast.purchaser, data=said(cast, agreement, lot_id=other.lots.get().pk)) == {"lot"}


def test_the_office_enters_earlier_call_offs(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.officer, data=said(cast, agreement, called_off_on=date(2026, 3, 2)))
    assert call_off.called_off_on == date(2026, 3, 2)
    assert call_off.entries.get().day == date(2026, 3, 2)


def with_suppliers(agreement: Agreement, method: str, count: int = 3) -> list[int]:
    lot = agreement.lots.get()
    lot.call_off_method = method
    lot.save()
    LotSupplier.objects.filter(lot=lot).update(rank=1)
    for rank in range(2, count + 1):
        LotSupplier.objects.create(lot=lot, supplier=factories.make_supplier(), rank=rank)
    return list(lot.suppliers.order_by("rank").values_list("supplier_id", flat=True))


@pytest.mark.parametrize("method", [CallOffMethod.CONDITIONS, CallOffMethod.SHARES])
def test_conditions_want_a_reason(cast: Cast, agreement: Agreement, method: str) -> None:
    suppliers = with_suppliers(agreement, method)
    data = said(cast, agreement, supplier_id=suppliers[1])
    assert refused(by=cast.purchaser, data=data) == {"choice"}
    assert (
        services.make(by=cast.purchaser, data=replace(data, choice="Nearest to the school.")).supplier_id
        == (suppliers[1])
    )


def test_a_lot_by_mini_competition_wants_a_winner(cast: Cast, agreement: Agreement) -> None:
    suppliers = with_suppliers(agreement, CallOffMethod.MINI_COMPETITION)
    assert refused(by=cast.purchaser, data=said(cast, agreement, supplier_id=suppliers[0])) == {"supplier"}


def test_a_supplier_from_elsewhere(cast: Cast, agreement: Agreement) -> None:
    assert refused(by=cast.purchaser, data=said(cast, agreement, supplier_id=cast.other_supplier.pk)) == {"supplier"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ranks=st.permutations([1, 2, 3, 4]), chosen=st.integers(0, 3), reason=st.sampled_from(["", "  ", "No capacity."])
)
def test_passing_over_needs_a_reason(
    cast: Cast, agreement: Agreement, ranks: list[int], chosen: int, reason: str
) -> None:
    """Whatever the order of the ranks: the first is called off from freely, every other with a reason only."""
    lot = agreement.lots.get()
    lot.call_off_method = CallOffMethod.RANKING
    lot.save()
    lot.suppliers.all().delete()
    places = [LotSupplier.objects.create(lot=lot, supplier=factories.make_supplier(), rank=rank) for rank in ranks]
    data = said(cast, agreement, supplier_id=places[chosen].supplier_id, passing_over=reason, amount=Decimal("1.00"))
    if ranks[chosen] == 1 or reason.strip():
        assert services.make(by=cast.purchaser, data=data).passing_over == reason.strip()
    else:
        with pytest.raises(Refused) as caught:
            services.make(by=cast.purchaser, data=data)
        assert [one.field for one in caught.value.answer.reasons] == ["passing_over"]


def test_change_reserves_and_releases(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    for amount in ("1500000", "250000", "250000.50"):
        call_off = services.change(
            by=cast.contact,
            call_off_id=call_off.pk,
            version=call_off.version,
            data=as_it_is(call_off, amount=Decimal(amount)),
            reason="The need changed.",
        )
        assert reserved_of(call_off) == Decimal(amount)
        assert left(agreement) == Decimal("1500000") - Decimal(amount)


def changed(by, call_off: CallOff, reason: str = "Needed", **fields) -> CallOff:
    return services.change(
        by=by, call_off_id=call_off.pk, version=call_off.version, data=as_it_is(call_off, **fields), reason=reason
    )


@pytest.mark.parametrize(
    ("fields", "reason", "named"),
    [
        ({"amount": Decimal("1500001")}, "More", {"amount"}),
        ({"amount": Decimal("1")}, " ", {"reason"}),
        ({"ends_on": date(2029, 12, 29)}, "Longer", {"ends_on"}),
        ({"amount": Decimal("-1")}, "Less", {"amount"}),
    ],
)
def test_change_is_refused(cast: Cast, agreement: Agreement, fields: dict, reason: str, named: set) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    with pytest.raises(Refused) as caught:
        changed(cast.purchaser, call_off, reason, **fields)
    assert {one.field for one in caught.value.answer.reasons} == named
    assert reserved_of(call_off) == Decimal("400000")


def test_change_of_a_reference_wants_no_reason(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    assert changed(cast.purchaser, call_off, "", reference="K-17").reference == "K-17"


def test_more_is_not_added_after_the_last_day(cast: Cast, agreement: Agreement, time_machine) -> None:
    """What is added is a call-off of that day; a lower amount, or a new reference, is possible still."""
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement, ends_on=date(2029, 1, 1)))
    time_machine.move_to("2028-01-03T10:00:00+01:00")
    with pytest.raises(Refused) as caught:
        changed(cast.purchaser, call_off, amount=Decimal("400001"))
    assert {one.field for one in caught.value.answer.reasons} == {"on"}
    assert changed(cast.purchaser, CallOff.objects.get(), amount=Decimal("300000")).amount == Decimal("300000")


def test_change_by_two_people(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    changed(cast.purchaser, CallOff.objects.get(), reference="K-17")
    with pytest.raises(Conflict) as caught:
        changed(cast.contact, call_off, reference="K-18")
    assert caught.value.changes == {"reference": ("", "K-17")}


def test_cancel_releases(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    with pytest.raises(Refused):
        services.cancel(by=cast.purchaser, call_off_id=call_off.pk, version=1, reason=" ")
    call_off = services.cancel(by=cast.purchaser, call_off_id=call_off.pk, version=1, reason="The school was closed.")
    assert (call_off.status, reserved_of(call_off), left(agreement)) == (
        CallOffStatus.CANCELLED,
        0,
        Decimal("1500000"),
    )
    for verb in (services.complete, services.cancel):
        with pytest.raises(Refused):
            verb(by=cast.purchaser, call_off_id=call_off.pk, version=2, reason="Again")


def bought(cast: Cast, call_off: CallOff, amount: str) -> None:
    """Turnover under the call-off, as the ledger writes it."""
    freed = min(Decimal(amount), reserved_of(call_off))
    CeilingEntry.objects.create(
        agreement_id=call_off.agreement_id,
        lot_id=call_off.lot_id,
        buyer_id=call_off.buyer_id,
        call_off=call_off,
        kind="settled",
        reserved=-freed,
        used=Decimal(amount),
        day=TODAY,
        by=cast.officer,
    )


def test_what_has_been_bought_stays(cast: Cast, agreement: Agreement) -> None:
    """400 000 reserved, 150 000 bought: it cannot be cancelled, nor lowered below; completed, 250 000 go back."""
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    bought(cast, call_off, "150000")
    with pytest.raises(Refused):
        services.cancel(by=cast.purchaser, call_off_id=call_off.pk, version=1, reason="No longer")
    with pytest.raises(Refused):
        changed(cast.purchaser, call_off, amount=Decimal("149999"))
    call_off = changed(cast.purchaser, CallOff.objects.get(), amount=Decimal("200000"))
    assert reserved_of(call_off) == Decimal("50000")
    call_off = services.complete(by=cast.contact, call_off_id=call_off.pk, version=call_off.version)
    assert (call_off.status, reserved_of(call_off)) == (CallOffStatus.COMPLETED, 0)
    assert left(agreement) == Decimal("1350000")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.integers(1, 1_600_000), max_size=5),
    end=st.sampled_from(["", "complete", "cancel"]),
)
def test_what_is_reserved_is_the_amount(cast: Cast, agreement: Agreement, steps: list[int], end: str) -> None:
    """After any changes, refused ones among them, as much is reserved as the call-off says; after its end nothing."""
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement, amount=Decimal("1")))
    for kroner in steps:
        room = left(agreement) + reserved_of(call_off)
        if kroner <= room:
            call_off = changed(cast.purchaser, call_off, amount=Decimal(kroner))
        else:
            with pytest.raises(Refused):
                changed(cast.purchaser, call_off, amount=Decimal(kroner))
            call_off = CallOff.objects.get(pk=call_off.pk)
        assert reserved_of(call_off) == call_off.amount
    before = left(agreement)
    amount = reserved_of(call_off)
    if end:
        verb = getattr(services, end)
        verb(by=cast.purchaser, call_off_id=call_off.pk, version=call_off.version, reason="The end")
        assert reserved_of(call_off) == 0
        assert left(agreement) == before + amount


@pytest.mark.parametrize("who", ["supplier", "rival", "working", "stranger", "nobody", "administrator"])
def test_only_buyer_and_office_change(cast: Cast, agreement: Agreement, who: str) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    with pytest.raises(Refused) as caught:
        changed(cast.user(who), call_off, reference="K-17")
    assert caught.value.answer == rules.NOT_YOURS


def test_visible_to(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    neighbour = factories.make_user("Neighbour Purchaser")
    factories.appoint(neighbour, Role.PURCHASER, organisation=cast.neighbour)
    assert not CallOff.objects.visible_to(neighbour).exists()
    see = {actor for actor in Cast.ACTORS if CallOff.objects.visible_to(cast.user(actor)).filter(pk=call_off.pk)}
    assert see == {"administrator", "manager", "officer", "contact", "purchaser", "supplier"}


def test_number(cast: Cast, agreement: Agreement) -> None:
    call_off = services.make(by=cast.purchaser, data=said(cast, agreement))
    assert call_off.number == f"2026-{call_off.pk:05d}"
