import pytest

from tests.web.test_forms import filled

pytestmark = pytest.mark.urls("tests.web.showcase")


def test_a_word_with_one_meaning_is_enough():
    form = filled(owner="kontors")
    assert form.is_valid(), form.error_list()
    assert form.cleaned_data["owner"] == "90919200"


@pytest.mark.parametrize("text", ["90910000", "90910000 städtjänster"])
def test_an_exact_code_or_label_wins_over_other_matches(text):
    form = filled(owner=text)
    assert form.is_valid(), form.error_list()
    assert form.cleaned_data["owner"] == "90910000"


def test_a_word_with_several_meanings_asks_which():
    form = filled(owner="städ")
    assert not form.is_valid()
    assert "städ" in str(form.errors["owner"])
    drawn = str(form["owner"])
    assert 'name="owner_pick" value="90911000"' in drawn
    assert 'value="städ"' in drawn

    form = filled(owner="städ", owner_pick="90911000")
    assert form.is_valid()
    assert form.cleaned_data["owner"] == "90911000"


def test_a_word_without_meaning_is_refused():
    form = filled(owner="lokomotiv")
    assert not form.is_valid()
    assert "lokomotiv" in str(form.errors["owner"])


def test_a_key_that_the_source_does_not_give_is_refused():
    assert "owner" in filled(owner_pick="11111111").errors
    assert "codes" in filled(codes_key=["11111111"]).errors


def test_several_are_kept_and_added_to():
    form = filled(codes_key=["90910000", "90919200"], codes="dator")
    assert form.is_valid(), form.error_list()
    assert form.cleaned_data["codes"] == ["90910000", "90919200", "30200000"]


def test_adding_without_javascript_shows_the_addition_among_the_chosen():
    form = filled(codes="dator", _rows="choose:codes")
    assert not form.is_valid()
    assert 'name="codes_key" value="30200000"' in str(form["codes"])


def test_lookup(client):
    page = client.get("/lookup/showcase-codes/", {"field": "lots-0-code", "lots-0-code": "kontor"})
    assert page.content.decode().strip() == '<option value="90919200 Kontorsstädning"></option>'
    assert client.get("/lookup/showcase-codes/?q=").content.strip() == b""
    assert client.get("/lookup/unknown/?q=x").status_code == 404
