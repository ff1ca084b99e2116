"""Municipalities merge: what their successor takes over, and what it reads as its own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from agreements import use
from agreements.asking import Question
from agreements.facts import with_children
from agreements.models import Agreement, BuyingProof, CallOff, OffContractPurchase, Succession
from agreements.querysets.proofs import SUMS
from agreements.services import proofs
from agreements.services import reorganisations as services
from agreements.states import AgreementStatus
from agreements.states.call_offs import OffContractReason
from agreements.states.reorganisations import ReorganisationKind
from agreements.succession import ReorganisationData
from agreements.turnover import turnover_of
from portal.accounts.actor import actor_of, forget
from portal.organisations.models import Organisation
from tests import factories
from tests.agreements.reorganised import TODAY, TOMORROW, merging, planned, traded
from tests.cast import Cast


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def trade(cast: Cast) -> Agreement:
    return traded(cast)


def test_the_successor_reads_what_its_predecessors_called_off(cast: Cast, trade: Agreement) -> None:
    """Storby succeeds Ekby and Åsby; then Storby becomes a part of Jätteby: all three are Jätteby's."""
    first = merging(cast)
    planned(cast, first)
    services.take_effect_due(TOMORROW)
    assert set(Succession.objects.filter(successor=first.successor_id).values_list("predecessor", flat=True)) == {
        cast.municipality.pk,
        cast.neighbour.pk,
    }
    giant = factories.make_organisation("Jätteby kommun")
    assert first.successor_id is not None
    second = ReorganisationData(
        ReorganisationKind.MERGER,
        TODAY + timedelta(days=9),
        "Two are one.",
        (first.successor_id, giant.pk),
        successor_id=giant.pk,
    )
    planned(cast, second)
    services.take_effect_due(TODAY + timedelta(days=9))
    assert Succession.objects.filter(successor=giant).count() == 3
    assert set(CallOff.objects.values_list("buyer", flat=True)) == {cast.municipality.pk, cast.neighbour.pk}
    kept, former = with_children(Agreement.objects.get(pk=trade.pk)), Organisation.objects.get(pk=first.successor_id)
    assert use.may_use(kept, giant, TODAY + timedelta(days=9))
    assert not use.may_use(kept, former, TODAY + timedelta(days=9))
    assert use.may_use(kept, former, TODAY + timedelta(days=8))
    made = CallOff.objects.filter(agreement__cooperation=cast.cooperation)
    year, bought = TODAY.year, made.aggregate(sum=Sum("amount"))["sum"]
    assert set(turnover_of(cast.cooperation, year, TODAY)) == {cast.municipality.pk, cast.neighbour.pk}
    assert turnover_of(cast.cooperation, year, TOMORROW) == {former.pk: bought}
    assert turnover_of(cast.cooperation, year, TODAY + timedelta(days=9)) == {giant.pk: bought}


def test_people_of_those_who_merge_go_on_for_the_successor(cast: Cast, trade: Agreement) -> None:
    data = merging(cast, effective_on=TODAY)
    planned(cast, data)
    for person in (cast.contact, cast.purchaser, cast.steering):
        forget(person)
        assert actor_of(person).organisations == {data.successor_id}
        assert cast.cooperation.pk in actor_of(person).cooperations
    trade.refresh_from_db()
    cast.cooperation.refresh_from_db()
    assert trade.owner_id == cast.cooperation.host_id == data.successor_id


def test_only_what_lasts_is_taken_over(cast: Cast) -> None:
    over = factories.make_agreement(
        cast.cooperation, cast.neighbour, starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31)
    )
    draft = factories.make_agreement(cast.cooperation, cast.neighbour, status=AgreementStatus.DRAFT)
    data = merging(cast, effective_on=TODAY)
    planned(cast, data)
    over.refresh_from_db()
    draft.refresh_from_db()
    assert (over.owner_id, draft.owner_id) == (cast.neighbour.pk, data.successor_id)
    assert list(over.buyers.values_list("organisation", flat=True)) == [cast.neighbour.pk]
    assert list(draft.buyers.values_list("organisation", flat=True)) == [data.successor_id]


def test_who_wrote_for_a_predecessor_reads_it_for_the_successor(cast: Cast, trade: Agreement) -> None:
    """The purchaser of Ekby told of a purchase elsewhere and kept an answer; with Storby the contact sees both too."""
    notice = OffContractPurchase.objects.create(
        agreement=trade,
        buyer=cast.municipality,
        title="Bänkar",
        supplier_name="Enbär AB",
        amount=Decimal("100.00"),
        bought_on=TODAY,
        reason=OffContractReason.URGENT,
        explanation="It rained.",
        created_by=cast.purchaser,
    )
    question = Question(cast.municipality, TODAY, "möbler", amount=Decimal("100"), ends_on=date(2028, 5, 31))
    proof = proofs.keep(by=cast.purchaser, question=question, agreement_id=trade.pk, language="en")
    assert proof.facts.keys() >= SUMS
    planned(cast, merging(cast, effective_on=TODAY))
    for person in (cast.purchaser, cast.contact):
        forget(person)
        assert OffContractPurchase.objects.visible_to(person).get() == notice
        assert BuyingProof.objects.visible_to(person).get() == proof
