"""May I buy here: the page, the interface for other systems, and what they share."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agreements import asking
from agreements.asking import Question
from agreements.models import EligibleBuyer, Lot, LotSupplier
from agreements.search import refresh
from agreements.states import CallOffMethod
from portal.law.visibility import Visibility
from portal.reference.models import Municipality
from tests import factories
from tests.agreements import ledger
from tests.cast import Cast
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Every test happens on TODAY."""
    with time_machine.travel("2026-11-20 12:00 +0100", tick=False):
        yield


def question(cast: Cast, words: str = "framework", **said) -> Question:
    return Question(**{"organisation": cast.municipality, "on": TODAY, "words": words, **said})


def refusals(found: asking.Findings) -> list[str]:
    """The stems of the questions that say no, of the first agreement that does."""
    return [step.name for step in found.refused[0].best.decisive]


def ask(cast: Cast, **said) -> asking.Findings:
    return asking.ask(question(cast, **said), cast.purchaser)


def test_yes(cast: Cast) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, "Framework for cleaning")
    found = ask(cast, words="cleaning", amount=Decimal("1000000"))
    assert [row.agreement for row in found.usable] == [agreement]
    row = found.usable[0]
    assert row.binding
    assert row.best.tightest.left == Decimal("1500000")  # nothing is reserved or used of the maximum
    assert [step.name for step in row.best.steps] == ["buyer", "time", "ceiling", "route"]


def test_by_cpv_code_above_and_below(cast: Cast) -> None:
    above = factories.make_agreement(cast.cooperation, cast.municipality, cpv=factories.make_cpv("90900000", "Ren"))
    below = factories.make_agreement(cast.cooperation, cast.municipality, cpv=factories.make_cpv("90911200", "Hus"))
    factories.make_agreement(cast.cooperation, cast.municipality, cpv=factories.make_cpv("90920000", "Annat"))
    found = ask(cast, words="", cpv=factories.make_cpv("90911000", "Bostad"))
    assert {row.agreement for row in found.usable} == {above, below}
    assert found.refused == ()


def test_not_eligible(cast: Cast) -> None:
    factories.make_agreement(cast.cooperation, cast.neighbour)
    found = ask(cast)
    assert found.outcome == "not_these" and refusals(found) == ["buyer"]


def test_right_that_has_ended(cast: Cast) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.neighbour, buyers=(cast.municipality,))
    EligibleBuyer.objects.filter(agreement=agreement, organisation=cast.municipality).update(ends_on=date(2026, 10, 31))
    assert refusals(ask(cast)) == ["buyer"]
    assert ask(cast, on=date(2026, 10, 31)).usable


def test_expired_upcoming_and_terminated(cast: Cast) -> None:
    factories.make_agreement(
        cast.cooperation, cast.municipality, starts_on=date(2022, 1, 1), ends_on=date(2025, 12, 31)
    )
    assert refusals(ask(cast)) == ["time"]
    upcoming = factories.make_agreement(
        cast.cooperation, cast.municipality, starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31)
    )
    assert ask(cast).refused[0].agreement == upcoming  # what comes stands before what is over
    ending = factories.make_agreement(
        cast.cooperation, cast.municipality, status="terminated", terminated_on=date(2026, 11, 30)
    )
    assert [row.agreement for row in ask(cast).usable] == [ending]
    assert ask(cast, on=date(2026, 12, 1)).usable == ()


def test_ceiling_reached_and_too_little_left(cast: Cast) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    ledger.call_off(cast, agreement, "1400000")
    found = ask(cast, amount=Decimal("100000.01"))
    assert refusals(found) == ["ceiling"]
    assert found.bound == found.refused  # it binds, so buying elsewhere is told
    assert ask(cast, amount=Decimal("100000")).usable
    ledger.call_off(cast, agreement, "100000")
    assert refusals(ask(cast)) == ["ceiling"]


def test_lots_by_code_and_area(cast: Cast) -> None:
    county = factories.make_county()
    here, there = (
        Municipality.objects.create(
            country="SE", code=code, name=name, official_name=name, county=county, nuts3="SE110"
        )
        for code, name in (("0101", "Ekby"), ("0102", "Åsby"))
    )
    cast.municipality.municipality = here
    cast.municipality.save()
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    first = agreement.lots.get()
    first.areas.add(there)
    assert refusals(ask(cast)) == ["scope"]
    second = Lot.objects.create(agreement=agreement, position=2, number="2", title="Windows", call_off_method="single")
    LotSupplier.objects.create(lot=second, supplier=cast.supplier_company)
    row = ask(cast).usable[0]
    assert [lot.lot for lot in row.lots] == [second, first] and row.others == ()
    second.cpvs.add(factories.make_cpv("90911300", "Fönsterputsning"))
    assert refusals(ask(cast, words="", cpv=factories.make_cpv("90919200", "Kontor"))) == ["scope"]


def test_contract_too_long(cast: Cast) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality)  # contracts end on 28 December 2029
    assert refusals(ask(cast, ends_on=date(2029, 12, 29))) == ["contract_end"]
    assert ask(cast, ends_on=date(2029, 12, 28)).usable


def test_the_lot_that_the_words_name_comes_first(cast: Cast) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, "Framework")
    windows = Lot.objects.create(agreement=agreement, position=2, number="2", title="Windows", call_off_method="single")
    LotSupplier.objects.create(lot=windows, supplier=cast.supplier_company)
    refresh([agreement.pk])
    row = ask(cast, words="windows").usable[0]
    assert row.best.lot == windows and len(row.others) == 1


def test_a_draft_answers_nobody(cast: Cast) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality, status="draft")
    assert asking.ask(question(cast), cast.officer).outcome == "nothing"


def test_how_many_more_there_are_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_USABLE", 2)
    monkeypatch.setattr(asking, "MOST_NEAR", 1)
    for _ in range(3):
        factories.make_agreement(cast.cooperation, cast.municipality)
        factories.make_agreement(cast.cooperation, cast.neighbour)
    found = ask(cast)
    assert (len(found.usable), found.more_usable) == (2, 1)
    assert (len(found.refused), found.more_near) == (1, 2)


def test_as_many_queries_for_thirty_as_for_three(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(cast)
        return len(queries)

    for number in range(30):
        factories.make_agreement(cast.cooperation, cast.municipality if number % 3 else cast.neighbour)
        if number == 2:
            ask(cast)
            few = count()
    assert count() == few


# The page


def page(client: Client, **said) -> object:
    return client.get(reverse("may-i-buy"), {"q": "framework", **said})


def test_the_reader_asks_for_the_own_organisation_today(cast: Cast, sign_in) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality)
    answer = page(sign_in(cast.purchaser))
    assert answer.context["question"].organisation == cast.municipality
    assert answer.context["question"].on == TODAY
    assert "call-offs/new/?" in answer.content.decode()


def test_everybody_may_ask_for_any_municipality(cast: Cast, sign_in) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality, responsible=cast.officer)
    client = sign_in(None)
    answer = page(client, organisation=cast.municipality.pk, amount="1 000,50")
    text = answer.content.decode()
    assert answer.context["found"].usable
    assert "call-offs/new/?" not in text  # the button is for those who buy there
    assert cast.officer.email not in text and cast.officer.name in text
    assert page(client, organisation="Ekby kommun").context["found"].usable  # as people type it


def test_documents_by_their_visibility(cast: Cast, sign_in) -> None:
    from tests.matrices.world import _document

    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    for level in (Visibility.PUBLIC, Visibility.OFFICE):
        _document(cast, agreement, level)
    assert [len(row) for row in page(sign_in(cast.purchaser)).context["documents"].values()] == [1]
    officer = page(sign_in(cast.officer), organisation=cast.municipality.pk)
    assert [len(row) for row in officer.context["documents"].values()] == [2]


def test_what_cannot_be_asked(cast: Cast, sign_in) -> None:
    client = sign_in(cast.purchaser)
    assert "found" not in client.get(reverse("may-i-buy")).context
    for said, field in (
        ({"amount": "much"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"on": "yesterday"}, "on"),
        ({"ends_on": "2026-11-19"}, "ends_on"),
        ({"organisation": "Nowhere"}, "organisation"),
    ):
        answer = page(client, **said)
        assert list(answer.context["form"].errors) == [field]
        assert "found" not in answer.context
    assert list(page(sign_in(None)).context["form"].errors) == ["organisation"]


def test_a_mini_competition_begins_instead_of_a_call_off(cast: Cast, sign_in) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    lot = agreement.lots.get()
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier)
    Lot.objects.filter(pk=lot.pk).update(call_off_method=CallOffMethod.MINI_COMPETITION)
    assert ask(cast).usable[0].best.needs_competition


def test_page_and_interface_answer_alike(cast: Cast, sign_in) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality)
    factories.make_agreement(cast.cooperation, cast.neighbour)
    client = sign_in(cast.purchaser)
    said = {"q": "framework", "amount": "2000000", "organisation": cast.municipality.pk}
    shown = client.get(reverse("may-i-buy"), said).context["found"]
    answer = client.get(reverse("api-may-i-buy"), said)
    assert answer.status_code == 200
    told = answer.json()
    assert told["outcome"] == shown.outcome == "not_these"
    assert [row["id"] for row in told["refused"]] == [row.agreement.pk for row in shown.refused]
    with translation.override("sv"):
        for row, judged in zip(told["refused"], shown.refused, strict=True):
            steps = [(step["step"], step["allowed"]) for step in row["lots"][0]["chain"]]
            assert steps == [(step.name, bool(step.answer)) for step in judged.best.steps]
    assert told["refused"][0]["lots"][0]["left"] == "1500000.00"


def test_interface_names_what_is_wrong(cast: Cast, sign_in) -> None:
    client = sign_in(None)
    answer = client.get(reverse("api-may-i-buy"), {"amount": "much"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"q", "amount", "organisation"}
    assert client.get(reverse("api-schema")).status_code == 200
