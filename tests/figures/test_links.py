"""Every figure leads to the list of exactly the rows that it counts."""

import csv
import io
from datetime import date
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import translation

from agreements.models import Agreement
from agreements.search import refresh
from portal.figures import catalogue
from tests.factories import TODAY, make_agreement, make_cpv, make_organisation, make_procurement


@pytest.fixture
def today():
    with time_machine.travel(f"{TODAY.isoformat()} 09:00", tick=False), translation.override("en"):
        yield TODAY


@pytest.fixture
def register(cast):
    """Agreements of three municipalities and a company that end on many days, each with codes of two categories."""
    owners = [cast.municipality, cast.neighbour, make_organisation("Örby kommun"), make_organisation(kind="company")]
    cpvs = [make_cpv("90910000", "Städtjänster"), make_cpv("15000000", "Livsmedel"), make_cpv("45000000", "Bygg")]
    for number in range(18):
        agreement = make_agreement(
            cast.cooperation,
            owners[number % 4],
            ends_on=date(2026 + number % 4, 1 + number % 12, 20),
            cpv=cpvs[number % 3],
        )
        agreement.cpvs.create(cpv=cpvs[(number + 1) % 3])
    make_agreement(cast.cooperation, cast.municipality, last_day=None, until_further_notice=True, cpv=cpvs[0])
    make_agreement(cast.other_cooperation, cast.municipality, cpv=cpvs[0])
    refresh(list(Agreement.objects.values_list("pk", flat=True)))
    for number in range(5):
        planned = make_procurement(cast.cooperation, notice_on=date(2027, 1 + 2 * number, 1) if number else None)
        planned.cpvs.add(cpvs[number % 3], cpvs[(number + 1) % 3])
    make_procurement(cast.other_cooperation).cpvs.add(cpvs[0])
    return cast.cooperation


def rows_of(client, figure: catalogue.Figure) -> int:
    """How many rows the list behind a figure has, told by its CSV."""
    address = urlsplit(figure.rows_url)
    answer = client.get(f"{address.path}?{address.query}&export=csv")
    assert answer.status_code == 200, figure.rows_url
    assert answer["Content-Type"].startswith("text/csv")
    return len(list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))) - 1


@pytest.mark.parametrize("actor", ["manager", "steering", "administrator"])
def test_every_figure_equals_its_list(register, cast, sign_in, today, actor):
    figures = catalogue.steering(register)
    assert figures.in_force.value
    assert figures.candidates
    client = sign_in(cast.user(actor))
    told = [(figure.key, figure.value) for figure in figures.counted()]
    assert len({key for key, _ in told}) == len(told)
    hidden = {figure.key for figure in figures.use.of_buyers()} if actor == "steering" else set()
    shown = [figure for figure in figures.counted() if figure.key not in hidden]
    assert [(figure.key, figure.value) for figure in shown] == [
        (figure.key, rows_of(client, figure)) for figure in shown
    ]


def test_a_candidate_names_its_municipalities_in_the_alphabet_of_the_cooperation(cast, today):
    for owner in (make_organisation("Örby kommun"), cast.neighbour, cast.municipality):
        make_agreement(cast.cooperation, owner)
    (found,) = catalogue.steering(cast.cooperation).candidates
    assert found.owners == ("Ekby kommun", "Åsby kommun", "Örby kommun")


def test_kept_figures_are_shown_as_they_were(register, today):
    taken = catalogue.take(register)
    before = catalogue.shown(register, taken)
    make_agreement(register)
    assert catalogue.shown(register, taken) == before
