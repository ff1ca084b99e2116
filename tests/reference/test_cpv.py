"""Finding a CPV code by what people type."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.reference.cpv import parse_cpv, search_cpv
from portal.reference.models import CpvCode

pytestmark = pytest.mark.usefixtures("reference")


def found(text: str, limit: int = 10, language: str = "sv") -> list[str]:
    return [cpv.code for cpv in search_cpv(text, limit, language)]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("städ", "90910000"),  # begins "Städning"
        ("städning", "90910000"),  # is the whole label
        ("Städning", "90910000"),
        ("cleaning services", "90910000"),
        ("rengjøring", "90910000"),
        ("kontorsstädning", "90919200"),
        ("office cleaning", "90919200"),
        ("rengjøring av kontorer", "90919200"),
        ("møbler", "39100000"),
        ("furniture", "39100000"),
        ("livsmedel", "15000000"),  # the division comes before what lies below it
    ],
)
def test_the_best_comes_first(text, best):
    assert found(text)[0] == best


def test_a_word_finds_compounds_and_other_languages():
    assert {"90910000", "90919200", "90919300"} <= set(found("städ", 30))
    assert {"90900000", "90911000", "90919000"} <= set(found("renhold"))
    assert {"90910000", "90900000"} <= set(found("cleaning"))


def test_word_forms_are_found():
    assert "39130000" in found("kontorsmöblerna")
    assert "37535200" in found("playgrounds equipments", 20)


def test_all_words_are_needed():
    assert found("städning skolor") == ["90919300", "90919000"]


@pytest.mark.parametrize("text", ["90910000-9", "90910000", "909100009", " 90910000-9 Städning ", "90910000-"])
def test_a_whole_code_finds_itself_alone(text):
    assert found(text) == ["90910000"]


def test_a_code_begun_finds_its_branch():
    assert found("9091")[0] == "90910000"
    assert found("90910") == ["90910000"]
    assert all(code.startswith("9091") for code in found("9091", 50))
    assert found("90910000-8") == []  # not its check digit


@pytest.mark.parametrize(
    ("text", "meant"),
    [("stdning", "90910000"), ("renhodl", "90900000"), ("office clening", "90919200"), ("kontormøbel", "39130000")],
)
def test_typing_errors_are_forgiven(text, meant):
    assert found(text)[0] == meant


def test_likeness_is_not_asked_while_words_are_found():
    assert "90910000" not in found("stadion", 100)


@pytest.mark.parametrize("text", ["", " ", "x", "%", "_'\"\\", "qqqqqq", "\0", "qq\0qq", "99999999"])
def test_nothing_comes_of_nothing(text):
    assert found(text) == []


def test_the_readers_language_decides_between_equals():
    # "Cleaning services" and "Cleaning products" are as near; "Städning" is shorter than "Rengöringsmedel".
    assert found("cleaning", language="sv")[:2] == ["90910000", "39830000"]


def test_labels_speak_the_readers_language():
    cleaning = CpvCode.objects.get(pk="90910000")
    for language, shown in (
        ("sv", "90910000-9 Städning"),
        ("nb", "90910000-9 Rengjøring"),
        ("en", "90910000-9 Cleaning services"),
    ):
        with translation.override(language):
            assert str(cleaning) == shown
    assert cleaning.label("nb") == "Rengjøring"


@pytest.mark.parametrize("text", ["90910000-9", "90910000", "909100009", " 90910000 "])
def test_parse_cpv(text):
    assert parse_cpv(text).code == "90910000"


def test_parse_cpv_puts_back_the_zero_that_a_spreadsheet_took():
    assert parse_cpv("3000000").code == "03000000"
    assert parse_cpv("3000000-1").code == "03000000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "cpv_form"),
        ("städning", "cpv_form"),
        ("9091", "cpv_form"),
        ("90910000-99", "cpv_form"),
        ("90910000.0", "cpv_form"),
        ("90910001", "cpv_unknown"),
        ("90910000-8", "cpv_check_digit"),
        ("909100008", "cpv_check_digit"),
    ],
)
def test_parse_cpv_says_what_is_wrong(text, code):
    with pytest.raises(ValidationError) as refusal:
        parse_cpv(text)
    assert refusal.value.code == code


def test_parse_cpv_asks_nothing_when_the_codes_are_at_hand(django_assert_num_queries):
    known = CpvCode.objects.in_bulk(["90910000"])
    with django_assert_num_queries(0):
        assert parse_cpv("90910000-9", known).code == "90910000"
        with pytest.raises(ValidationError):
            parse_cpv("39100000", known)


def test_a_search_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [str(cpv) for cpv in search_cpv("städning", 10, "sv")]
