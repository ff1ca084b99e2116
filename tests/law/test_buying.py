"""The chain of questions: each refusal with its reason and source, under Swedish and Norwegian law."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from portal.law.answers import all_of
from portal.law.frameworks import CallOffMethod, Kind, LotTerms, SupplierTerms, Terms
from portal.law.frameworks.buying import QUESTIONS, Buyer, Choice, LotScope, Standing, Wanted, steps
from portal.law.frameworks.ceilings import Ceiling
from portal.law.periods import State
from portal.law.thresholds import Threshold, ThresholdKind, direct_award

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


ONE = SupplierTerms(id=1, name="Bokfink", rank=1)
TWO = SupplierTerms(id=2, name="Grönsiska", rank=2)


def terms(jurisdiction: str, **said) -> Terms:
    lot = LotTerms(id=1, number="1", call_off_method=CallOffMethod.RANKING, suppliers=(TWO, ONE))
    return Terms(
        **{
            "kind": Kind.FRAMEWORK,
            "jurisdiction": jurisdiction,
            "cpv_codes": ("90910000",),
            "announced_on": date(2025, 3, 1),
            "starts_on": date(2025, 6, 1),
            "ends_on": date(2027, 5, 31),
            "latest_contract_end_on": date(2029, 5, 31),
            "currency": "SEK" if jurisdiction == "SE" else "NOK",
            "lots": (lot,),
            **said,
        }
    )


def ceiling(used: str = "0", lot: str = "", maximum: str | None = "1000") -> Ceiling:
    return Ceiling(None if maximum is None else Decimal(maximum), Decimal(0), Decimal(used), "SEK", lot=lot)


BUYER = Buyer("Ekby", named=True, municipality=7)
STRANGER = replace(BUYER, named=False)
OPEN = Standing(State.IN_FORCE, date(2027, 5, 31))

#: What is different from a purchase that is allowed, the step that says no, and words of its reason.
REFUSED = {
    "not eligible": ({"buyer": STRANGER}, "buyer", "is not one"),
    "joined too late": ({"buyer": replace(STRANGER, member_since=date(2025, 3, 2))}, "buyer", "joined the cooperation"),
    "a right that has ended": ({"buyer": replace(STRANGER, lost_on=date(2026, 10, 31))}, "buyer", "31 Oct 2026"),
    "not yet": ({"standing": Standing(State.UPCOMING)}, "time", "1 Jun 2025"),
    "expired": ({"standing": Standing(State.EXPIRED, date(2026, 5, 31))}, "time", "31 May 2026"),
    "terminated": ({"standing": Standing(State.TERMINATED, date(2026, 5, 31))}, "time", "was terminated"),
    "ceiling reached": ({"ceilings": [ceiling("1000")]}, "ceiling", "is exhausted"),
    "too little left": ({"ceilings": [ceiling("900.01")]}, "ceiling", "99.99"),
    "too little left in the lot": ({"ceilings": [ceiling(), ceiling("950", "1")]}, "ceiling", "lot 1"),
    "wrong code": ({"wanted": Wanted(DAY, cpv_code="45000000")}, "scope", "does not cover CPV 45000000"),
    "wrong code of the lot": ({"scope": LotScope(frozenset({"90911300"})), "wanted": Wanted(DAY, cpv_code="90919200")},
                              "scope", "does not cover"),
    "wrong area": ({"scope": LotScope(areas=frozenset({8}))}, "scope", "another area"),
    "contract too long": ({"wanted": Wanted(DAY, ends_on=date(2029, 6, 1))}, "contract_end", "31 May 2029"),
}  # fmt: skip

SOURCES = {
    ("buyer", "SE"): "LOU 7 kap. 3 §",
    ("buyer", "NO"): "KOFA 2015/65",
    ("time", "SE"): "recital 62",
    ("time", "NO"): "recital 62",
    ("ceiling", "SE"): "HFD 2022:4",
    ("ceiling", "NO"): "C-216/17, C-23/20",
    ("contract_end", "SE"): "recital 62",
    ("contract_end", "NO"): "recital 62",
}


def ask(jurisdiction: str, choice: Choice | None = None, *, of: Terms | None = None, **said):
    facts = {
        "standing": OPEN,
        "buyer": BUYER,
        "scope": LotScope(),
        "ceilings": [ceiling()],
        "wanted": Wanted(DAY, Decimal("100")),
        **said,
    }
    of = of or terms(jurisdiction)
    return steps(of, of.lots[0], choice=choice, **facts)


@pytest.mark.parametrize("jurisdiction", ["SE", "NO"])
@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, jurisdiction: str) -> None:
    said, stem, words = REFUSED[case]
    found = [step for step in ask(jurisdiction, **said) if not step.answer]
    assert [step.name for step in found] == [stem]
    reason = found[0].answer.reasons[0]
    assert words in str(reason)
    source = SOURCES.get((stem, jurisdiction))
    assert source in str(reason.source) if source else reason.source is None  # the scope is the agreement's own term


@pytest.mark.parametrize("jurisdiction", ["SE", "NO"])
def test_allowed(jurisdiction: str) -> None:
    found = ask(jurisdiction, wanted=Wanted(DAY, Decimal("1000"), date(2029, 5, 31), "90911300"))
    assert [step.name for step in found] == ["buyer", "time", "scope", "ceiling", "contract_end", "route"]
    assert all_of(*(step.answer for step in found))
    assert all(step.name in QUESTIONS for step in found)
    assert "Bokfink" in str(found[-1].answer)  # first in rank, wherever it stands in the list


def test_an_unknown_maximum_is_said_and_refuses_nothing() -> None:
    (answer,) = [step.answer for step in ask("SE", ceilings=[ceiling(maximum=None)]) if step.name == "ceiling"]
    assert answer and "No maximum is known" in str(answer)


def test_passing_over_wants_a_reason() -> None:
    (last,) = [step for step in ask("SE", Choice(2)) if step.name == "supplier"]
    assert not last.answer and last.answer.reasons[0].field == "passing_over"
    assert all(step.answer for step in ask("SE", Choice(2, passing_over="Cannot deliver in time")))
    assert all(step.answer for step in ask("SE", Choice(1)))
    assert not ask("SE", Choice(3))[-1].answer


@pytest.mark.parametrize(
    ("method", "choice", "field"),
    [
        (CallOffMethod.MINI_COMPETITION, Choice(1), "supplier"),
        (CallOffMethod.CONDITIONS, Choice(1), "choice"),
        (CallOffMethod.SHARES, Choice(1), "choice"),
    ],
)
def test_routes(method: str, choice: Choice, field: str) -> None:
    of = terms("SE", lots=(LotTerms(id=1, number="1", call_off_method=method, suppliers=(ONE, TWO)),))
    refused = ask("SE", choice, of=of)[-1].answer
    assert not refused and refused.reasons[0].field == field
    assert ask("SE", replace(choice, reasons="As stated", won_competition=True), of=of)[-1].answer


def test_thresholds_inform_and_never_block() -> None:
    (unknown,) = direct_award("SE", {}, Decimal("1"), DAY)
    assert unknown and "does not know" in str(unknown)
    known = Threshold(ThresholdKind.DIRECT_AWARD, Decimal("700000"), "SEK", "Vänersborgs kommun", certain=False)
    (told,) = direct_award("SE", {known.kind: known}, Decimal("700000"), DAY)
    assert told and "not below it" in str(told)
    assert "not checked" in str(told.reasons[0].source)
    assert len(list(direct_award("NO", {}, None, DAY))) == 2  # where the act begins, and where a notice does
