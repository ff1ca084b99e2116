"""What somebody needs, in words: which agreements may cover it, and which only seem to."""

import pytest

from agreements.models import Agreement
from agreements.search import covering_words, refresh
from portal.reference.models import CpvCode
from tests import factories


def found(text: str) -> set[str]:
    """The titles that the words find, or the next attempt where they find nothing."""
    matches = covering_words(Agreement.objects.all(), text)
    return next((titles for match in matches if (titles := {one.title for one in match.found})), set())


@pytest.fixture
def food(cast) -> Agreement:
    factories.make_cpv("15511000", "Mjölk")
    division = CpvCode.objects.get(code="15000000")
    return factories.make_agreement(cast.cooperation, title="Livsmedel", cpv=division)


def test_a_code_covers_what_lies_below_it(food) -> None:
    assert found("mjölk") == {"Livsmedel"}


def test_a_code_that_mentions_the_word_draws_in_nothing_but_itself(cast) -> None:
    machines = factories.make_cpv("30100000", "Kontorsmaskiner med undantag för datorer")
    paper = factories.make_cpv("30192000", "Kontorsmaterial")
    factories.make_cpv("30213000", "Datorer")
    factories.make_agreement(cast.cooperation, title="Papper och pennor", cpv=paper)
    factories.make_agreement(cast.cooperation, title="Kopiatorer", cpv=machines)
    assert found("datorer") == {"Kopiatorer"}


def test_the_name_of_a_supplier_sells_nothing(cast) -> None:
    cleaner = factories.make_supplier("Blåsippa Lokalvård AB")
    other = factories.make_cpv("60130000", "Persontransporter")
    rides = factories.make_agreement(cast.cooperation, title="Skolskjuts", supplier=cleaner, cpv=other)
    assert found("lokalvård") == set()
    Agreement.objects.filter(pk=rides.pk).update(title="Lokalvård i bussar")
    refresh([rides.pk])
    assert found("lokalvård") == {"Lokalvård i bussar"}


def test_a_number_and_a_typing_error_are_understood(food) -> None:
    assert found(food.number) == {"Livsmedel"}
    assert found("livsmedell") == {"Livsmedel"}
    assert found("lastbil") == set()
