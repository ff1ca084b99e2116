"""The suppliers and organisations that a file names: found in the register, or to be made together with the agreements.

What is to be made has no id yet. It is named by a negative number, which ``writing`` replaces.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from portal.files.sheets.cells import Wrong
from portal.law.numbers import BadNumber, check_registration_number, looks_like_person
from portal.organisations.models import Organisation
from suppliers.models import Supplier


def same_name(name: str) -> str:
    """What two spellings of a name have in common: neither case nor spaces part them."""
    return "".join(name.casefold().split())


def bare_number(text: str) -> str:
    """A number without what people write between its digits."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


#: The same supplier stands on many rows.
_checked = lru_cache(maxsize=10_000)(check_registration_number)


class Fresh:
    """Objects to be made, unsaved, each named by a negative number."""

    def __init__(self) -> None:
        self.objects: list[Any] = []

    def add(self, obj: Any) -> int:
        self.objects.append(obj)
        return -len(self.objects)

    def __getitem__(self, name: int) -> Any:
        return self.objects[-name - 1]


def _the_one(namesakes: Sequence[int], numbered: Collection[int]) -> int | None:
    """Whom a bare name means: the only one of that name, or of several the only one that has no number.

    0 when nobody has the name, ``None`` when it could be several.
    """
    if len(namesakes) > 1:
        namesakes = [pk for pk in namesakes if pk not in numbered]
        return namesakes[0] if len(namesakes) == 1 else None
    return namesakes[0] if namesakes else 0


class Suppliers:
    """The suppliers of a country, by number and by name. Natural persons under a pseudonym are never found again."""

    def __init__(self, country: str, source: str = "") -> None:
        self.country = country
        self.source = source
        self.fresh = Fresh()
        self.names: dict[int, str] = {}
        self._by_number: dict[tuple[str, str], int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._numbered: set[int] = set()
        self._pseudonyms: dict[int, str] = {}
        rows = Supplier.objects.order_by("pk").values_list(
            "pk", "name", "country", "registration_number", "is_pseudonym"
        )
        for pk, name, of_country, number, is_pseudonym in rows:
            if is_pseudonym:
                self._pseudonyms[pk] = name
            else:
                self._know(pk, name, of_country, number)

    def _know(self, pk: int, name: str, country: str, number: str) -> None:
        self.names[pk] = name
        if number:
            self._by_number[country, number] = pk
            self._numbered.add(pk)
        if country == self.country:
            self._by_name[same_name(name)].append(pk)

    def identity(self, pk: int) -> Hashable:
        """What a supplier is compared by: itself, but a pseudonymised person by the pseudonym."""
        if pk < 0 and self.fresh[pk].is_pseudonym:
            return ("pseudonym", self.fresh[pk].name)
        return ("pseudonym", self._pseudonyms[pk]) if pk in self._pseudonyms else pk

    def named(self, name: str, **values: Any) -> int:
        """The supplier of exactly this name, or a new one. Raises ``Wrong`` where several have the name."""
        found = _the_one(self._by_name[same_name(name)], self._numbered)
        if found is None:
            raise Wrong(_("Several suppliers are called “%(name)s”: give the registration number.") % {"name": name})
        return found or self._make(name, self.country, "", **values)

    def numbered(self, text: str, name: str) -> tuple[int, str]:
        """The supplier with this number, or a new one of that name, and the name that the register knows it by.

        A number that begins with a country's two letters is that country's. Raises ``Wrong``.
        """
        prefix = text.strip()[:2].upper()
        country, number = (prefix, text.strip()[2:]) if prefix.isalpha() and len(prefix) == 2 else (self.country, text)
        try:
            number = _checked(country, number)
        except BadNumber as bad:
            raise Wrong(str(bad)) from None
        pk = self._by_number.get((country, number))
        if pk is None:
            if not name:
                raise Wrong(_("The register has no supplier with this number: give its name, too."))
            pk = self._make(name, country, number, is_sole_trader=looks_like_person(country, number))
        return pk, self.names[pk]

    def unnumbered_namesake(self, name: str) -> bool:
        """Whether a supplier of this name stands in the register without a number."""
        return any(pk > 0 and pk not in self._numbered for pk in self._by_name[same_name(name)])

    def person(self, pseudonym: str, **values: Any) -> int:
        """A natural person behind a pseudonym: always a new one, for one pseudonym may stand for several persons."""
        return self.fresh.add(
            Supplier(
                name=pseudonym,
                country=self.country,
                is_pseudonym=True,
                is_sole_trader=True,
                source=self.source,
                **values,
            )
        )

    def _make(self, name: str, country: str, number: str, **values: Any) -> int:
        pk = self.fresh.add(
            Supplier(name=name, country=country, registration_number=number, source=self.source, **values)
        )
        self._know(pk, name, country, number)
        return pk


class Organisations:
    """The organisations of a country, by number and by name."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.fresh = Fresh()
        self._names: dict[int, str] = {}
        self._numbered: set[int] = set()
        self._by_number: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        rows = Organisation.objects.filter(country=country).order_by("pk")
        for pk, name, number in rows.values_list("pk", "name", "registration_number"):
            self._know(pk, name, number)

    def _know(self, pk: int, name: str, number: str) -> None:
        self._names[pk] = name
        if number:
            self._by_number[number] = pk
            self._numbered.add(pk)
        self._by_name[same_name(name)].append(pk)

    def name(self, pk: int) -> str:
        return self._names[pk]

    def find(self, text: str) -> int | None:
        """The organisation that a number or a name means. Raises ``Wrong`` where several have the name."""
        number = bare_number(text)
        if number in self._by_number:
            return self._by_number[number]
        found = _the_one(self._by_name.get(same_name(text), []), self._numbered)
        if found is None:
            raise Wrong(
                _("Several organisations are called “%(name)s”: give the registration number.") % {"name": text}
            )
        return found or None

    def without_number(self, name: str) -> int | None:
        """The organisation of this name that has no number."""
        return next((pk for pk in self._by_name.get(same_name(name), []) if pk not in self._numbered), None)

    def make(self, organisation: Organisation) -> int:
        """An organisation to be made together with the agreements."""
        pk = self.fresh.add(organisation)
        self._know(pk, organisation.name, organisation.registration_number)
        return pk
