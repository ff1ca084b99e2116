"""Answers: truth, combination, and reasons in the reader's words."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy, override

from portal.law.answers import Allowed, Denied, Reason, Source, all_of, answer
from portal.law.wording import Money
from portal.web import formats

NO = Reason("no")
MIND = Reason("mind this")


def test_truth() -> None:
    assert Allowed()
    assert Allowed(notes=(MIND,))
    assert not Denied((NO,))


def test_a_refusal_always_has_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Denied(())


def test_answer_is_denied_as_soon_as_a_reason_speaks_against() -> None:
    assert answer() == Allowed()
    assert answer([NO], [MIND]) == Denied((NO,), (MIND,))


def test_all_of_keeps_every_refusal_and_every_note() -> None:
    because = Allowed((Reason("you are named"),))
    assert all_of() == Allowed()
    assert all_of(because, Allowed(notes=(MIND,))) == Allowed(because.reasons, (MIND,))
    assert all_of(because, Denied((NO,)), Allowed(notes=(MIND,)), Denied((NO,))) == Denied((NO, NO), (MIND,))


def test_a_reason_without_figures_may_hold_a_per_cent_sign() -> None:
    assert str(Reason(gettext_lazy("100 % is the most"))) == "100 % is the most"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "20 nov. 2026: 1 250 000 kr, 99,5 av 4"),
        ("nb", "20. nov. 2026: 1 250 000 kr, 99,5 av 4"),
        ("en", "20 Nov 2026: 1,250,000 kr, 99.5 av 4"),
    ],
)
def test_figures_are_written_in_the_readers_language(language: str, sentence: str) -> None:
    params = {"day": date(2026, 11, 20), "sum": Money(Decimal(1250000), "SEK"), "share": Decimal("99.5"), "n": 4}
    with override(language):
        said = str(Reason("%(day)s: %(sum)s, %(share)s av %(n)s", params=params))
    assert said.replace("\xa0", " ") == sentence


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
@pytest.mark.parametrize("amount", [Decimal("0.50"), Decimal(999), Decimal("1250000.05")])
@pytest.mark.parametrize("currency", ["SEK", "NOK", "EUR"])
def test_the_law_writes_money_as_the_pages_do(language: str, amount: Decimal, currency: str) -> None:
    with override(language):
        assert str(Money(amount, currency)) == formats.money(amount, currency)


def test_a_source_is_cited_with_what_its_jurisdiction_says() -> None:
    source = Source("Act", "art. 1", national={"SE": Source("LOU", "7:2", certain=False), "NO": Source("FOA", "§ 1")})
    with override("en"):
        assert str(source.within("NO")) == "Act art. 1; FOA § 1"
        assert str(source.within("SE")) == "Act art. 1; LOU 7:2 (reference not checked)"
        assert str(source.within("")) == "Act art. 1"
