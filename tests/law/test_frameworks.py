"""Rules 1 to 4 as they guard publication, and what is common to all kinds."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from agreements import states
from portal.law.frameworks import BuyerTerms, CallOffMethod, Kind, Terms, duration, may_join, may_publish
from portal.law.periods import last_day_of_period
from tests.law.terms import CONTRACT, FRAMEWORK, ONE, PARTNERSHIP, fields, notes, said


@pytest.mark.parametrize("terms", [FRAMEWORK, CONTRACT, PARTNERSHIP, replace(CONTRACT, kind="dps", lots=())])
def test_what_keeps_every_rule_is_allowed_without_remark(terms: Terms) -> None:
    answer = may_publish(terms)
    assert answer, said(answer)
    assert answer.notes == ()


def test_an_empty_framework_hears_everything_that_is_missing() -> None:
    assert fields(may_publish(Terms(kind="framework", jurisdiction="SE"))) == [
        "title", "number", "owner", "cpvs", "starts_on", "ends_on", "lots",
        "latest_contract_end_on", "estimated_value", "maximum_value", "buyers",
    ]  # fmt: skip


def test_an_empty_contract_hears_only_what_a_contract_needs() -> None:
    for kind, extra in (("contract", ["lots"]), ("partnership", ["lots", "partnership", "partnership"]), ("dps", [])):
        missing = fields(may_publish(Terms(kind=kind, jurisdiction="NO")))
        assert missing == ["title", "number", "owner", "cpvs", "starts_on", "ends_on", *extra]


def test_the_values_are_those_of_the_register() -> None:
    assert set(Kind) == set(states.AgreementKind.values)
    assert set(CallOffMethod) == set(states.CallOffMethod.values)


# Rule 1: duration


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "options", "allowed"),
    [
        (date(2026, 1, 1), date(2029, 12, 31), (), True),
        (date(2026, 1, 1), date(2030, 1, 1), (), False),
        (date(2026, 1, 1), date(2027, 12, 31), (12, 12), True),  # 2 + 1 + 1 years
        (date(2026, 1, 1), date(2027, 12, 31), (12, 12, 1), False),
        (date(2024, 2, 29), date(2028, 2, 28), (), True),
        (date(2024, 2, 29), date(2028, 2, 29), (), False),
        (date(2024, 2, 29), date(2026, 2, 28), (24,), True),
        (date(2024, 3, 1), date(2026, 2, 28), (24,), True),  # until 29 February 2028
        (date(2026, 5, 15), date(2028, 5, 14), (12, 12), True),
        (date(2026, 5, 15), date(2028, 5, 15), (12, 12), False),
        (date(2026, 5, 15), date.max, (12,), False),
    ],
)
def test_a_framework_lasts_at_most_four_years(
    starts_on: date, ends_on: date, options: tuple[int, ...], allowed: bool
) -> None:
    terms = replace(
        FRAMEWORK, starts_on=starts_on, ends_on=ends_on, option_months=options, latest_contract_end_on=date.max
    )
    terms = replace(terms, announced_on=None)
    assert bool(may_publish(terms)) is allowed
    recorded = may_publish(replace(terms, duration_reason="Long depreciation of the equipment"))
    assert recorded
    assert notes(recorded) == ([] if allowed else ["duration_reason"])


def test_the_refusal_names_both_days_and_the_source() -> None:
    answer = duration(replace(FRAMEWORK, option_months=(36,)))
    assert fields(answer) == ["duration_reason"]
    assert "here until 31 Dec 2029, but it may run until 31 Dec 2030" in said(answer)
    with override("en"):
        assert str(answer.reasons[0].source) == (
            "Directive 2014/24/EU art. 33(1); LOU 7 kap. 2 § (reference not checked)"
        )
    norwegian = duration(replace(FRAMEWORK, jurisdiction="NO", option_months=(36,)))
    assert "FOA § 26-1" in str(norwegian.reasons[0].source)


def test_others_than_frameworks_may_last_longer() -> None:
    for kind in ("contract", "dps"):
        assert may_publish(replace(FRAMEWORK, kind=kind, option_months=(120,), buyers=()))


@given(
    starts_on=st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    agreed=st.integers(1, 60),
    options=st.lists(st.integers(1, 36), max_size=4),
)
def test_whole_months_may_be_forty_eight_and_a_day_more_is_too_long(
    starts_on: date, agreed: int, options: list[int]
) -> None:
    ends_on = last_day_of_period(starts_on, agreed)
    terms = Terms("framework", "SE", starts_on=starts_on, ends_on=ends_on, option_months=tuple(options))
    assert bool(duration(terms)) is (agreed + sum(options) <= 48)
    limit = last_day_of_period(starts_on, 48)
    assert duration(Terms("framework", "SE", starts_on=starts_on, ends_on=limit))
    assert not duration(Terms("framework", "SE", starts_on=starts_on, ends_on=limit + timedelta(days=1)))


# Rule 2: two dates


@pytest.mark.parametrize(
    ("latest", "allowed"),
    [(None, False), (date(2027, 12, 30), False), (date(2027, 12, 31), True), (date(2035, 1, 1), True)],
)
def test_contracts_may_outlive_the_framework_but_not_end_before_it(latest: date | None, allowed: bool) -> None:
    answer = may_publish(replace(FRAMEWORK, latest_contract_end_on=latest))
    assert fields(answer) == ([] if allowed else ["latest_contract_end_on"])


def test_contracts_outlive_the_options_that_were_used() -> None:
    extended = replace(FRAMEWORK, latest_contract_end_on=date(2028, 6, 30), used_months=12)  # runs to 31 December 2028
    assert fields(may_publish(extended)) == ["latest_contract_end_on"]
    assert not fields(may_publish(replace(extended, latest_contract_end_on=date(2028, 12, 31))))


def test_an_agreement_of_another_kind_states_the_end_of_contracts_or_none() -> None:
    contract = replace(FRAMEWORK, kind="contract", latest_contract_end_on=None)
    assert "latest_contract_end_on" not in fields(may_publish(contract))
    early = replace(contract, latest_contract_end_on=date(2027, 12, 30))
    assert "latest_contract_end_on" in fields(may_publish(early))


# Rule 3: values


def test_the_estimate_is_at_most_the_maximum() -> None:
    maximum = FRAMEWORK.maximum_value
    assert maximum is not None
    assert may_publish(replace(FRAMEWORK, estimated_value=maximum))
    answer = may_publish(replace(FRAMEWORK, estimated_value=maximum + Decimal("0.01")))
    assert fields(answer) == ["estimated_value"]
    assert said(answer) == ("The estimated value, 10,000,000.01 kr, is above the maximum value, 10,000,000 kr.")


@pytest.mark.parametrize("value", [Decimal("0.00"), Decimal("-1.00")])
def test_a_value_is_more_than_zero_for_every_kind(value: Decimal) -> None:
    assert "estimated_value" in fields(may_publish(replace(CONTRACT, estimated_value=value)))
    assert "maximum_value" in fields(may_publish(replace(CONTRACT, maximum_value=value)))
    lot = replace(ONE, maximum_value=value)
    assert "lots.1.maximum_value" in fields(may_publish(replace(CONTRACT, lots=(lot,))))


@pytest.mark.parametrize(
    ("announced_on", "because", "imported", "missing", "noted"),
    [
        (date(2025, 9, 1), "", False, "maximum_value", []),
        (date(2025, 9, 1), "We forgot", False, "maximum_value", []),
        (None, "We forgot", False, "maximum_value", []),
        (date(2021, 6, 17), "Not required then", False, "maximum_value", []),  # the day of the judgment
        (date(2021, 6, 16), "Not required then", False, None, ["maximum_value"]),
        (date(2021, 6, 16), " ", False, "maximum_unknown_because", []),
        (date(2025, 9, 1), "Not in the statistics", True, None, ["maximum_value"]),
        (date(2025, 9, 1), "", True, "maximum_value", []),
    ],
)
def test_a_missing_maximum_is_refused_or_stays_unknown_with_its_reason(
    announced_on: date | None, because: str, imported: bool, missing: str | None, noted: list[str]
) -> None:
    answer = may_publish(
        replace(
            FRAMEWORK,
            announced_on=announced_on,
            maximum_value=None,
            maximum_unknown_because=because,
            from_public_source=imported,
        )
    )
    assert fields(answer) == ([missing] if missing else [])
    assert notes(answer) == noted


def test_a_missing_estimate_is_accepted_only_from_a_public_source() -> None:
    terms = replace(FRAMEWORK, estimated_value=None)
    assert fields(may_publish(terms)) == ["estimated_value"]
    imported = may_publish(replace(terms, from_public_source=True))
    assert imported
    assert notes(imported) == ["estimated_value"]


@pytest.mark.parametrize(
    ("limits", "allowed", "noted"),
    [
        (("4000000", "6000000"), True, False),  # 10 million: the agreement's own
        (("4000000", None), True, False),  # one lot states none: nothing to compare
        (("7000000", "6000000"), True, True),  # 13 million, of which 10 may be used
        (("4000000", "5000000"), True, True),  # 9 million: one can never be used
        (("10000000.01", "1"), False, False),
    ],
)
def test_lots_against_the_whole_agreement(limits: tuple[str | None, ...], allowed: bool, noted: bool) -> None:
    lots = tuple(
        replace(ONE, number=str(place), maximum_value=limit and Decimal(limit)) for place, limit in enumerate(limits, 1)
    )
    answer = may_publish(replace(FRAMEWORK, lots=lots))
    assert fields(answer) == ([] if allowed else ["lots.1.maximum_value"])
    assert bool(answer.notes) is noted


# Rule 4: buyers


def test_a_framework_names_its_buyers() -> None:
    assert fields(may_publish(replace(FRAMEWORK, buyers=()))) == ["buyers"]
    assert fields(may_publish(replace(FRAMEWORK, buyers=(BuyerTerms(1), BuyerTerms(1, True))))) == ["buyers"]


def test_nobody_joins_later() -> None:
    assert may_join()
    answer = may_join(new_buyers=("Nacka kommun", "Täby kommun"), new_suppliers=("Fiktiva AB",), jurisdiction="NO")
    assert fields(answer) == ["buyers", "lots"]
    assert "Nacka kommun, Täby kommun cannot join it now" in said(answer)
    with override("en"):
        assert str(answer.reasons[0].source) == "Directive 2014/24/EU art. 33(2); KOFA 2015/65"


# What is common to all kinds


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"number": ""}, "number"),
        ({"has_owner": False}, "owner"),
        ({"cpv_codes": ()}, "cpvs"),
        ({"ends_on": date(2025, 12, 31), "until_further_notice": False}, "ends_on"),
        ({"ends_on": date(2027, 12, 31)}, "ends_on"),  # and until further notice
        ({"until_further_notice": False}, "ends_on"),
        ({"option_months": (12,)}, "options"),
        ({"option_months": (0,), "ends_on": date(2027, 1, 1), "until_further_notice": False}, "options"),
        ({"announced_on": date(2026, 1, 2)}, "announced_on"),
        ({"lots": ()}, "lots"),
        ({"lots": (replace(ONE, suppliers=()),)}, "lots.1.suppliers"),
    ],
)
def test_what_every_agreement_needs(change: dict[str, object], field: str) -> None:
    assert fields(may_publish(replace(CONTRACT, **change))) == [field]


def test_a_framework_does_not_run_until_further_notice() -> None:
    terms = replace(FRAMEWORK, ends_on=None, option_months=(), until_further_notice=True)
    assert fields(may_publish(terms)) == ["ends_on"]


@pytest.mark.parametrize(
    ("ends_on", "noted"),
    [
        (date(2035, 12, 30), True),
        (date(2035, 12, 31), False),  # ten years
        (date(2037, 12, 31), False),  # twelve
        (date(2038, 1, 1), True),
    ],
)
def test_an_unusually_short_or_long_partnership_is_noted(ends_on: date, noted: bool) -> None:
    answer = may_publish(replace(PARTNERSHIP, ends_on=ends_on))
    assert answer
    assert notes(answer) == (["ends_on"] if noted else [])


def test_a_partnership_has_a_partner_manager_and_a_cadence() -> None:
    assert fields(may_publish(replace(PARTNERSHIP, has_partner_manager=False))) == ["partnership"]
    assert fields(may_publish(replace(PARTNERSHIP, has_cadence=False))) == ["partnership"]
    assert may_publish(replace(CONTRACT, has_partner_manager=False, has_cadence=False))
