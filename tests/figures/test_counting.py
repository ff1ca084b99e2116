"""The figures of a register small enough to count by hand."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.states import AgreementStatus
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from portal.figures import catalogue, counting, kept
from portal.figures.models import FigureSnapshot
from portal.organisations.models import Cooperation
from procurements.states.stages import Stage
from tests.factories import (
    TODAY,
    make_agreement,
    make_change,
    make_cpv,
    make_draft,
    make_organisation,
    make_procurement,
)


@pytest.fixture
def register(cast):
    """On 20 November 2026, in force: two of cleaning, one in each municipality, that end within a year of each other;
    one of cleaning that ends later; one of a company; one until further notice. Not in force: a draft, an expired, an
    upcoming and a terminated one, and one of another cooperation."""
    cooperation, ekby, asby = cast.cooperation, cast.municipality, cast.neighbour
    cleaning, food = make_cpv("90910000", "Städtjänster"), make_cpv("15000000", "Livsmedel")
    company = make_organisation("Ekby Energi AB", kind="company")
    make_agreement(cooperation, ekby, ends_on=date(2027, 1, 31), cpv=cleaning)
    make_agreement(cooperation, asby, ends_on=date(2027, 5, 20), cpv=cleaning, maximum_value=None)
    make_agreement(cooperation, asby, ends_on=date(2028, 6, 30), cpv=cleaning)
    make_agreement(cooperation, company, ends_on=date(2027, 2, 20), cpv=food, estimated_value=Decimal("250000.50"))
    make_agreement(cooperation, ekby, ends_on=date(2027, 6, 30), cpv=food, last_day=None, until_further_notice=True)
    make_draft(cooperation, owner=ekby)
    make_agreement(cooperation, ekby, ends_on=date(2026, 11, 19), cpv=cleaning)
    make_agreement(cooperation, ekby, starts_on=date(2026, 11, 21), cpv=cleaning)
    make_agreement(cooperation, ekby, status=AgreementStatus.TERMINATED, cpv=cleaning)
    make_agreement(cast.other_cooperation, cpv=cleaning)
    return cooperation


def test_register_counts(register, cast):
    figures = counting.register(register, TODAY)
    assert figures["total"] == {
        "agreements": 5,
        "running_out": 3,
        "estimated": "4250000.50",  # 4 of 1 000 000 and one of 250 000.50
        "estimated_known": 5,
        "maximum": "6000000.00",  # 4 of 1 500 000, one unknown
        "maximum_known": 4,
    }
    # 20 February is within three months of 20 November, 20 May within six
    assert figures["running_out"] == {"3": 2, "6": 3, "12": 3}
    ends = {first: number for first, _last, number in figures["quarters"]}
    assert ends["2026-11-20"] == 0
    assert ends["2027-01-01"] == 2
    assert ends["2027-04-01"] == 1
    assert ends["2028-04-01"] == 1
    assert len(ends) == 12
    assert [(owner, tally["agreements"]) for owner, tally in figures["municipalities"]] == [
        (cast.municipality.pk, 2),
        (cast.neighbour.pk, 2),
    ]
    assert [(category, tally["agreements"]) for category, tally in figures["categories"]] == [("90", 3), ("15", 2)]


def test_candidates_are_municipalities_whose_agreements_end_within_a_year(register, cast):
    (found,) = counting.register(register, TODAY)["candidates"]
    assert found["category"] == "90"
    assert (found["first"], found["last"]) == ("2027-01-31", "2027-05-20")
    assert found["owners"] == sorted([cast.municipality.pk, cast.neighbour.pk])
    assert (found["agreements"], found["maximum"], found["maximum_known"]) == (2, "1500000.00", 1)


def test_the_best_window_has_most_municipalities_then_most_agreements(cast):
    third = make_organisation("Örby kommun")
    cpv = make_cpv("45000000", "Anläggning")
    for owner, ends_on in [
        (cast.municipality, date(2027, 1, 1)),
        (cast.municipality, date(2027, 1, 2)),
        (cast.municipality, date(2027, 2, 1)),
        (cast.neighbour, date(2027, 2, 1)),
        (third, date(2028, 1, 2)),  # within a year of the second, not of the first
        (cast.neighbour, date(2028, 1, 3)),  # a day past it
    ]:
        make_agreement(cast.cooperation, owner, ends_on=ends_on, cpv=cpv)
    (found,) = counting.register(cast.cooperation, TODAY)["candidates"]
    assert (found["first"], found["last"], found["agreements"]) == ("2027-01-02", "2028-01-02", 4)
    assert len(found["owners"]) == 3


def test_an_empty_register(cast):
    figures = counting.register(cast.cooperation, TODAY)
    assert figures["total"]["agreements"] == 0
    assert figures["candidates"] == figures["categories"] == figures["municipalities"] == []


def test_plan_counts(cast):
    cleaning, food = make_cpv("90910000", "Städtjänster"), make_cpv("15000000", "Livsmedel")
    both = make_procurement(cast.cooperation, notice_on=date(2027, 3, 31))
    both.cpvs.add(cleaning, food, make_cpv("90900000", "Städning och sanering"))
    make_procurement(cast.cooperation, notice_on=date(2027, 4, 1)).cpvs.add(food)
    make_procurement(cast.cooperation)
    make_procurement(cast.cooperation, stage=Stage.DRAFT)
    make_procurement(cast.cooperation, stage=Stage.PUBLISHED)
    make_procurement(cast.other_cooperation)
    assert counting.plan(cast.cooperation) == {
        "procurements": 3,
        "categories": [["15", 2], ["90", 1]],
        "quarters": [["2027-01-01", 1], ["2027-04-01", 1], [None, 1]],
    }


def test_figures_are_kept_until_register_or_day_moves_on(register, django_assert_num_queries):
    first = kept.register(register, TODAY)
    with django_assert_num_queries(2):
        assert kept.register(register, TODAY) == first
    make_agreement(register, ends_on=date(2027, 12, 1))
    assert kept.register(register, TODAY) == first  # the services raise the version, not the model
    Cooperation.objects.filter(pk=register.pk).update(register_version=7)
    assert kept.register(register, TODAY)["total"]["agreements"] == 6
    assert kept.register(register, date(2027, 2, 1))["total"]["agreements"] == 6  # one ended, one began
    assert FigureSnapshot.objects.get().register_version == 7


def test_what_passed_a_maximum_in_a_year_is_told_once(cast):
    """Raised a year ago to the day and today; not told: one the day before, one that lowered, one not yet in effect,
    another cooperation's."""
    agreement = make_agreement(cast.cooperation, title="Cleaning")
    told = {
        "kind": ChangeKind.MAXIMUM,
        "status": ChangeStatus.IN_EFFECT,
        "new_maximum": Decimal("1800000.50"),
        "legal_basis": LegalBasis.UNFORESEEN,
        "before": {"maximum_value": "1500000.00"},
        "needs_two": True,
        "confirmed_by": cast.manager,
    }
    first = make_change(agreement, cast.officer, **told, effective_on=date(2025, 11, 20))
    overrun = {**told, "legal_basis": LegalBasis.OVERRUN, "lot": agreement.lots.get()}
    last = make_change(agreement, cast.officer, **overrun, effective_on=TODAY)
    make_change(agreement, cast.officer, **told, effective_on=date(2025, 11, 19))
    make_change(agreement, cast.officer, **{**told, "needs_two": False})
    make_change(agreement, cast.officer, **{**told, "status": ChangeStatus.CONFIRMED})
    make_change(make_agreement(cast.other_cooperation), cast.stranger, **told)
    found = counting.past_maximum(cast.cooperation, TODAY)
    assert [row["change"] for row in found] == [last.pk, first.pk]
    assert found[1] == {
        "change": first.pk,
        "agreement": "Cleaning",
        "lot": "",
        "day": "2025-11-20",
        "basis": "unforeseen",
        "before": "1500000.00",
        "after": "1800000.50",
        "currency": "SEK",
    }
    shown = catalogue.steering(cast.cooperation, TODAY).past_maximum
    assert [(row.is_overrun, row.before, row.lot) for row in shown] == [
        (True, Decimal("1500000.00"), "Whole"),
        (False, Decimal("1500000.00"), ""),
    ]
    taken = {key: value for key, value in catalogue.take(cast.cooperation, TODAY).items() if key != "past_maximum"}
    assert catalogue.shown(cast.cooperation, taken).past_maximum == ()  # kept before this was counted
