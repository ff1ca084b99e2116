"""Proofs: kept as told, never changed, seen by whom they concern, and told what has changed since."""

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from agreements.asking import Question
from agreements.models import Agreement, BuyingProof, Outcome
from agreements.papers import proof as papers
from agreements.querysets.proofs import SUMS
from agreements.services import proofs
from portal.accounts.actor import Role, forget
from portal.accounts.models import User
from portal.workflow.errors import Refused
from tests import factories
from tests.agreements import ledger
from tests.cast import Cast
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-20 12:00 +0100", tick=False):
        yield


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    return factories.make_agreement(
        cast.cooperation, cast.municipality, "Framework for cleaning", supplier=cast.supplier_company
    )


def keep(
    cast: Cast, agreement: Agreement | None, amount: str = "100000", by: User | None = None, **said
) -> BuyingProof:
    return proofs.keep(
        by=by or cast.purchaser,
        question=Question(
            **{
                "organisation": cast.municipality,
                "on": TODAY,
                "words": "cleaning",
                "amount": Decimal(amount),
                "ends_on": date(2027, 12, 31),
                **said,
            }
        ),
        agreement_id=agreement.pk if agreement else None,
        language="en",
    )


def test_what_is_kept(cast: Cast, agreement: Agreement) -> None:
    proof = keep(cast, agreement)
    assert proof.outcome == Outcome.YES
    assert proof.number == f"B-2026-{proof.pk:06d}"
    assert [step["step"] for step in proof.chain] == ["buyer", "time", "ceiling", "contract_end", "route"]
    assert "art. 33(2)" in proof.chain[0]["reasons"][0]["source"]
    assert (proof.facts["maximum"], proof.facts["used"], proof.facts["buyer"]) == ("1500000.00", "0.00", "must")
    assert proofs.asked_in(proof) == Question(
        cast.municipality, TODAY, "cleaning", amount=Decimal("100000"), ends_on=date(2027, 12, 31)
    )


def test_what_has_changed_since(cast: Cast, agreement: Agreement) -> None:
    proof = keep(cast, agreement)
    unchanged = proofs.since(proof, cast.purchaser)
    assert (unchanged.facts, unchanged.changed) == ({}, False)
    ledger.call_off(cast, agreement, "1400000.01")  # 99 999.99 is left, and 100 000 was asked for
    since = proofs.since(proof, cast.purchaser)
    assert since.facts == {
        "reserved": ("0.00", "1400000.01"),
        "lot_reserved": ("0.00", "1400000.01"),
    }
    assert (since.changed, since.outcome) == (True, Outcome.NO)
    with time_machine.travel("2028-01-01 12:00 +0100", tick=False):  # asked for a day that is past by then
        later = proofs.since(proof, cast.purchaser)
    assert (later.on, later.facts["state"]) == (date(2028, 1, 1), ("in_force", "expired"))


@pytest.mark.parametrize(("actor", "told"), [("purchaser", True), ("officer", True), ("supplier", False)])
def test_a_proof_tells_nobody_more_of_the_ledger_than_its_page(
    cast: Cast, agreement: Agreement, actor: str, told: bool
) -> None:
    question = Question(cast.municipality, TODAY, "cleaning", amount=Decimal("100000"))
    user = cast.user(actor)
    proof = proofs.keep(by=user, question=question, agreement_id=agreement.pk, language="en")
    assert (proof.facts.keys() >= SUMS) is told
    assert proof.facts["maximum"] == "1500000.00"
    ledger.call_off(cast, agreement, "250000")
    assert ("reserved" in proofs.since(proof, user).facts) is told


def test_that_nothing_covers_a_need(cast: Cast, agreement: Agreement) -> None:
    proof = keep(cast, None, amount="2000000")
    assert proof.outcome == Outcome.NOTHING and proof.agreement is None
    assert proof.facts["near"] == [f"{agreement.number} Framework for cleaning"]
    assert not proofs.since(proof, cast.purchaser).changed
    factories.make_agreement(cast.cooperation, cast.municipality, "More cleaning", maximum_value=Decimal("9000000"))
    since = proofs.since(proof, cast.purchaser)
    assert (since.changed, since.outcome, since.facts) == (True, Outcome.YES, {"usable": (0, 1)})
    with pytest.raises(Refused):
        keep(cast, None, amount="2000000")


def test_only_what_can_be_seen_is_proved(cast: Cast) -> None:
    draft = factories.make_agreement(cast.cooperation, cast.neighbour, status="draft")
    with pytest.raises(Refused):
        keep(cast, draft)


def test_a_proof_stands_as_it_was_taken(cast: Cast, agreement: Agreement) -> None:
    proof = keep(cast, agreement)
    for statement in ("UPDATE agreements_buyingproof SET outcome = 'no'", "DELETE FROM agreements_buyingproof"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert BuyingProof.objects.get().outcome == proof.outcome == Outcome.YES


def test_who_sees_it(cast: Cast, agreement: Agreement) -> None:
    keep(cast, agreement)
    seeing = {actor for actor in Cast.ACTORS if (u := cast.user(actor)) and BuyingProof.objects.visible_to(u).exists()}
    assert seeing == {"administrator", "manager", "officer", "contact", "purchaser"}


def test_who_has_left_sees_no_sums_any_more(cast: Cast, agreement: Agreement) -> None:
    """The purchaser of the municipality leaves it; the supplier never belonged to it, and was told no sums."""
    with_sums, without = keep(cast, agreement), keep(cast, agreement, by=cast.supplier)
    nothing = keep(cast, None, amount="2000000")
    cast.purchaser.appointments.update(valid_to=TODAY - timedelta(days=1))
    forget(cast.purchaser)
    assert set(BuyingProof.objects.visible_to(cast.purchaser)) == {nothing}
    assert set(BuyingProof.objects.visible_to(cast.supplier)) == {without}
    factories.appoint(cast.purchaser, Role.PURCHASER, organisation=cast.neighbour)
    forget(cast.purchaser)
    assert set(BuyingProof.objects.visible_to(cast.purchaser)) == {with_sums, nothing}  # a member knows the sums


def post(client: Client, agreement: Agreement | None, **said):
    return client.post(
        reverse("buying-proof-keep"),
        {"q": "cleaning", "agreement": agreement.pk if agreement else "", **said},
        follow=True,
    )


def test_kept_by_the_button(cast: Cast, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.purchaser)
    text = post(client, agreement, lot=agreement.lots.get().pk, amount="5000").content.decode()
    proof = BuyingProof.objects.get()
    assert proof.lot == agreement.lots.get() and proof.number in text
    assert proof.number in client.get(reverse("buying-proof-list")).content.decode()
    assert "None of the facts" in client.get(proof.get_absolute_url()).content.decode()
    ledger.call_off(cast, agreement, "1499000")
    text = client.get(proof.get_absolute_url()).content.decode()
    assert "Today the answer would be another" in text and "1,499,000" in text


def test_what_the_button_refuses(cast: Cast, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.purchaser)
    assert post(client, agreement, amount="much").status_code == 400
    assert client.get(reverse("buying-proof-keep")).status_code == 405
    assert (
        "Ask again"
        in client.post(
            reverse("buying-proof-keep"), {"q": "cleaning", "agreement": "99999999999999999999"}, follow=True
        ).content.decode()
    )
    post(client, agreement, lot="7")  # a lot of another agreement proves nothing
    sign_in(None)
    assert reverse("account_login") in client.post(reverse("buying-proof-keep"), {"q": "cleaning"}).url
    assert not BuyingProof.objects.exists()


def test_the_pdf_tells_all(cast: Cast, agreement: Agreement) -> None:
    proof = keep(cast, agreement)
    made = PdfReader(io.BytesIO(papers.render(proof)))
    text = " ".join("".join(page.extract_text() for page in made.pages).split())
    for said in (proof.number, "Ekby kommun", "cleaning", "art. 33(2)", "1,500,000", "Bokfink Städ AB", "Mälarköp"):
        assert said in text, said
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert json.dumps(proof.question)
