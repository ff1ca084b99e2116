"""Questions that every page asks: Django writes them as SQL once, and PostgreSQL is asked again and again.

To build a queryset and to write it as SQL costs several times what asking it does. Who someone is and what they may do
is asked on every page, so this is felt everywhere.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import connection, models

#: Values that nobody asks with: they show where those that are asked with belong.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -2_000_000_000 - place,
    date: lambda place: date.min + timedelta(days=place),
}


class Statement:
    """A queryset of plain values (``values_list``), for other values each time it is asked.

    ``build`` makes the queryset from the values, which are whole numbers and days, and must put each of them into it
    as it is: it is called once, with stand-ins. Lists of differing length have no place in it.
    """

    def __init__(self, build: Callable[..., models.QuerySet], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        sql, parameters = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[said] if is_name else said for is_name, said in parameters])
            return cursor.fetchall()

    @cached_property
    def _written(self) -> tuple[str, list[tuple[bool, Any]]]:
        """The SQL, and for each of its parameters either the name of a value or what stands there always."""
        stand_ins = {_STAND_INS[kind](place): name for place, (name, kind) in enumerate(self._kinds.items())}
        queryset = self._build(**{name: value for value, name in stand_ins.items()})
        sql, said = queryset.query.sql_with_params()
        parameters = [
            (True, stand_ins[one]) if isinstance(one, int | date) and one in stand_ins else (False, one) for one in said
        ]
        if unused := self._kinds.keys() - {name for is_name, name in parameters if is_name}:
            raise ValueError(f"not asked with: {', '.join(sorted(unused))}")
        return sql, parameters
