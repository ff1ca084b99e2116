"""May I buy here: the page, the interface for other systems, and what they share."""

import html
import re
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
from agreements.models import AgreementDocument, EligibleBuyer, Lot, LotSupplier
from agreements.search import refresh
from agreements.states import CallOffMethod
from portal.files.services import store_content
from portal.law.visibility import Visibility
from portal.reference.models import Municipality, Threshold
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
        factories.make_agreement(cast.cooperation, cast.neighbour)
    found = ask(cast)
    assert (len(found.refused), found.more_near) == (1, 2)
    for _ in range(3):
        factories.make_agreement(cast.cooperation, cast.municipality)
    found = ask(cast)
    assert (len(found.usable), found.more_usable) == (2, 1)


def test_who_has_enough_is_not_told_what_only_comes_near(cast: Cast) -> None:
    factories.make_agreement(cast.cooperation, cast.neighbour)
    for number in range(1, asking.ENOUGH + 1):
        factories.make_agreement(cast.cooperation, cast.municipality)
        found = ask(cast)
        assert len(found.usable) == number
        assert len(found.refused) == (0 if number == asking.ENOUGH else 1)


def test_the_next_are_asked_where_none_of_the_first_has_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_USABLE", 2)
    large = factories.make_agreement(cast.cooperation, cast.municipality, maximum_value=Decimal("9000000"))
    large.lots.update(maximum_value=None)
    for _ in range(5):
        factories.make_agreement(cast.cooperation, cast.municipality, ends_on=date(2028, 12, 31))  # comes first
    found = ask(cast, amount=Decimal("8000000"))
    assert [row.agreement for row in found.usable] == [large]
    assert (len(found.refused), found.more_near) == (2, 3)


def test_as_many_queries_for_thirty_as_for_six(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(cast)
        return len(queries)

    for number in range(30):
        factories.make_agreement(cast.cooperation, cast.municipality if number % 3 else cast.neighbour)
        if number == 5:
            ask(cast)
            few = count()
    assert count() == few


# The page


def page(client: Client, **said) -> str:
    """The page's text, with the numbers of its parts in order."""
    answer = client.get(reverse("may-i-buy"), {"q": "framework", **said})
    assert answer.status_code == 200
    return answer.content.decode()


def told(text: str) -> list[int]:
    """The agreements of which the page tells, in its order."""
    return [int(pk) for pk in re.findall(r'card-title"><a href="/agreements/(\d+)/"', text)]


def wrong(text: str) -> set[str]:
    """The fields beside which an error stands."""
    return set(re.findall(r'id="id_(\w+)_error"', text))


def test_the_reader_asks_for_the_own_organisation_today(cast: Cast, sign_in) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    text = page(sign_in(cast.purchaser))
    assert told(text) == [agreement.pk]
    assert 'value="Ekby kommun"' in text and 'value="2026-11-20"' in text
    assert f"/agreements/call-offs/new/?agreement={agreement.pk}&amp;lot={agreement.lots.get().pk}" in text


def test_everybody_may_ask_for_any_municipality(cast: Cast, sign_in) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, responsible=cast.officer)
    client = sign_in(None)
    text = page(client, organisation=cast.municipality.pk, amount="1 000,50")
    assert told(text) == [agreement.pk]
    assert "call-offs/new/" not in text and "buy/keep/" not in text  # those are for people who are signed in
    assert cast.officer.email not in text and cast.officer.name in text
    assert told(page(client, organisation="Ekby kommun")) == [agreement.pk]  # as people type it


def test_documents_by_their_visibility(cast: Cast, sign_in) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    for level in (Visibility.PUBLIC, Visibility.OFFICE):
        file = store_content(by=cast.officer, name="paper.txt", content=b"words", content_type="text/plain")
        AgreementDocument.objects.create(agreement=agreement, title=f"For {level}", visibility=level, file=file)
    text = page(sign_in(cast.purchaser))
    assert "For public" in text and "For office" not in text
    assert "For office" in page(sign_in(cast.officer), organisation=cast.municipality.pk)


def test_what_cannot_be_asked(cast: Cast, sign_in) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality)
    client = sign_in(cast.purchaser)
    assert wrong(client.get(reverse("may-i-buy")).content.decode()) == set()
    for said, field in (
        ({"amount": "much"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"on": "yesterday"}, "on"),
        ({"ends_on": "2026-11-19"}, "ends_on"),
        ({"organisation": "Nowhere"}, "organisation"),
    ):
        text = page(client, **said)
        assert wrong(text) == {field} and told(text) == []
    assert wrong(page(sign_in(None))) == {"organisation"}


def test_a_mini_competition_begins_instead_of_a_call_off(cast: Cast) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality)
    lot = agreement.lots.get()
    Lot.objects.filter(pk=lot.pk).update(call_off_method=CallOffMethod.MINI_COMPETITION)
    assert not ask(cast).usable[0].best.needs_competition  # one supplier competes with nobody
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier)
    assert ask(cast).usable[0].best.needs_competition


def test_what_binds_although_it_has_no_room(cast: Cast, sign_in) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality)
    text = page(sign_in(cast.purchaser), amount="2000000")
    assert "is bound by" in text and "/needs/new/?" in text
    assert "is bound by" not in page(sign_in(cast.purchaser), amount="2000000", on="2024-01-01")


def test_thresholds_by_day(cast: Cast, sign_in) -> None:
    client = sign_in(cast.purchaser)
    assert "does not know the threshold" in page(client)
    Threshold.objects.create(
        jurisdiction="SE", kind="direct_award", amount=615312, currency="SEK", source="Konkurrensverket",
        valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 31),
    )  # fmt: skip
    assert "does not know the threshold" in page(client)
    assert "615" in page(client, on="2021-06-01") and "Konkurrensverket" in page(client, on="2021-06-01")


def test_page_and_interface_answer_alike(cast: Cast, sign_in) -> None:
    factories.make_agreement(cast.cooperation, cast.municipality)
    factories.make_agreement(cast.cooperation, cast.neighbour)
    client = sign_in(cast.purchaser)
    for amount, outcome in (("1000", "yes"), ("2000000", "not_these")):
        said = {"q": "framework", "amount": amount, "organisation": cast.municipality.pk}
        answer = client.get(reverse("api-may-i-buy"), said)
        assert answer.status_code == 200
        told_as_json = answer.json()
        assert told_as_json["outcome"] == outcome
        rows = [*told_as_json["usable"], *told_as_json["refused"]]
        text = page(client, **said)
        assert [row["id"] for row in rows] == told(text)
        plain = html.unescape(text)
        for row in rows:
            assert all(reason["text"] in plain for step in row["lots"][0]["chain"] for reason in step["reasons"])
        assert rows[0]["lots"][0]["left"] == "1500000.00"


def test_interface_names_what_is_wrong(cast: Cast, sign_in) -> None:
    client = sign_in(None)
    answer = client.get(reverse("api-may-i-buy"), {"amount": "much"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"q", "amount", "organisation"}
    assert "may_i_buy" in client.get(reverse("api-schema")).content.decode()
