"""Alphabetical order, which the database makes without a server locale."""

import random

import pytest
from django.db.models import Value
from django.utils import translation

from portal.reference.collation import SortKey, alphabet_for
from portal.reference.models import County, CpvCode, Municipality

pytestmark = pytest.mark.usefixtures("reference")

# Each in its order. "W" is a letter of its own in both; é is an e; space comes before digits, digits before letters.
SWEDISH = [
    "3M Svenska AB",
    "Ab Alfa",
    "Abalfa",
    "Éclair",
    "Eken",
    "Müller",
    "Myran",
    "Vera",
    "Wera",
    "Yngve",
    "Zeta",
    "Åkers",
    "Älv",
    "Ärlig",
    "Ærlig och",
    "Öga",
    "Ørsted",
]
NORWEGIAN = [
    "7-Eleven",
    "Aker",
    "Bø",
    "Érica",
    "Eva",
    "Tønsberg",
    "Zett",
    "Ærlig",
    "Ærø",
    "Ödegård",
    "Ørsta",
    "Ås",
    "Åsnes",
]


def keys(texts: list[str], alphabet: str) -> dict[str, str]:
    row = CpvCode.objects.values_list(*(SortKey(Value(text), alphabet) for text in texts))[0]
    return dict(zip(texts, row, strict=True))


@pytest.mark.parametrize(("alphabet", "golden"), [("sv", SWEDISH), ("nb", NORWEGIAN)])
def test_golden_orders(alphabet, golden):
    key = keys(golden, alphabet)
    shuffled = random.Random(2).sample(golden, len(golden))
    assert sorted(shuffled, key=lambda text: key[text].encode()) == golden


def test_case_accents_and_punctuation_do_not_count():
    key = keys(["ÅKERS & SÖN", "  Åkers-Sön ", "«åkers» sön!", "A\u030akers So\u0308n"], "sv")
    assert set(key.values()) == {"{kers s}n"}


def test_municipalities_of_stockholm_county_in_order():
    found = Municipality.objects.filter(country="SE", county__code="01").in_order("sv")
    assert [place.name for place in found] == [
        "Botkyrka", "Danderyd", "Ekerö", "Haninge", "Huddinge", "Järfälla", "Lidingö", "Nacka", "Norrtälje", "Nykvarn",
        "Nynäshamn", "Salem", "Sigtuna", "Sollentuna", "Solna", "Stockholm", "Sundbyberg", "Södertälje", "Tyresö",
        "Täby", "Upplands-Bro", "Upplands Väsby", "Vallentuna", "Vaxholm", "Värmdö", "Österåker",
    ]  # fmt: skip


def test_counties_in_both_alphabets():
    swedish = [county.name for county in County.objects.filter(country="SE").in_order("sv")]
    assert swedish[-3:] == ["Västra Götalands län", "Örebro län", "Östergötlands län"]
    norwegian = [county.name for county in County.objects.filter(country="NO").in_order("nb")]
    assert norwegian[-3:] == ["Vestfold", "Vestland", "Østfold"]


def test_cpv_labels_sort_in_the_language_of_the_reader():
    for language, field, letter in (("sv", "label_sv", "ö"), ("nb", "label_nb", "å")):
        with translation.override(language):
            last = getattr(CpvCode.objects.in_order().last(), field)
        assert last.casefold().startswith(letter)
    with translation.override("en"):
        assert CpvCode.objects.in_order().last().label_en.casefold().startswith("z")


def test_alphabets():
    assert [alphabet_for(language) for language in ("sv", "nb", "no", "en", "")] == ["sv", "nb", "nb", "sv", "sv"]
    with pytest.raises(ValueError, match="alphabet"):
        SortKey("name", "de")
