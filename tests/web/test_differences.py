"""Two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from portal.web.differences import Piece, pieces


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(before, after)]


def test_words_that_came_and_went() -> None:
    assert told("Deliver within five days.", "Deliver within three days.") == [
        ("same", "Deliver within "),
        ("removed", "five "),
        ("added", "three "),
        ("same", "days."),
    ]


def test_an_end_that_came_or_went_keeps_its_space() -> None:
    assert told("Deliver fast", "Deliver fast and well") == [("same", "Deliver fast "), ("added", "and well")]
    assert told("Deliver fast and well", "Deliver fast") == [("same", "Deliver fast "), ("removed", "and well")]


def test_a_comma_stands_at_its_word() -> None:
    assert told("The range is organic", "The range, by value, is organic") == [
        ("same", "The range"),
        ("added", ", by value, "),
        ("same", "is organic"),
    ]


def test_all_new_all_gone_and_nothing_changed() -> None:
    assert told("", "Å ä ö") == [("added", "Å ä ö")]
    assert told("Å ä ö", "") == [("removed", "Å ä ö")]
    assert pieces("", "") == []
    assert pieces("a  b\n", "a b") == [Piece("same", "a b")]


@given(st.lists(st.sampled_from("abc.,å")), st.lists(st.sampled_from("abc.,å")))
def test_either_text_can_be_read_from_the_pieces(before: list[str], after: list[str]) -> None:
    found = pieces(" ".join(before), " ".join(after))
    for gone, words in (("added", before), ("removed", after)):
        assert "".join(piece.text for piece in found if piece.kind != gone).split() == words
