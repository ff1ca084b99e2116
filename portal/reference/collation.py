"""Alphabetical order in Swedish and in Norwegian, made by PostgreSQL without a server locale.

``samkop_sort_key(text, alphabet)`` (migration 0001) answers a text whose byte order is the alphabetical order:
Swedish ends in å ä ö, Norwegian in æ ø å, and each reads the other's letters as its own.
"""

from typing import Any

from django.db.models import CharField, F, Func, GeneratedField, TextField, Value

SWEDISH, NORWEGIAN = "sv", "nb"


def alphabet_for(language: str) -> str:
    """The alphabet that a reader of this language expects; Swedish stands in for languages without one here."""
    return NORWEGIAN if language in {"nb", "nn", "no"} else SWEDISH


class SortKey(Func):
    """The place of a text in an alphabet, for ``order_by`` and for a ``GeneratedField`` that an index can follow.

    Case and accents do not count, punctuation parts words as a space does, digits come before letters. Texts that
    differ only in those have the same key: order by the primary key after it.
    """

    function = "samkop_sort_key"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = TextField(db_collation="C")

    def __init__(self, expression: str | F | Func, alphabet: str = SWEDISH, **extra: Any) -> None:
        if alphabet not in {SWEDISH, NORWEGIAN}:
            raise ValueError(f"No such alphabet: {alphabet}")
        super().__init__(expression, Value(alphabet, output_field=CharField()), **extra)


def sort_key(field: str, alphabet: str) -> GeneratedField:
    """A column that keeps the place of a text field in an alphabet, for an index to follow."""
    return GeneratedField(
        expression=SortKey(field, alphabet), output_field=TextField(db_collation="C"), db_persist=True
    )


class SearchVector(Func):
    """Word forms of a text in Swedish, Norwegian and English at once: ``samkop_search_vector(text)``."""

    function = "samkop_search_vector"
    arity = 1


class Fold(Func):
    """A text as trigrams compare it, lower-cased and composed: ``samkop_fold(text)``."""

    function = "samkop_fold"
    arity = 1
    output_field = TextField()
