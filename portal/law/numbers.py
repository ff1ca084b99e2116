"""Registration numbers of organisations and sole traders: checked, kept as digits alone, shown as people write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from django.utils.translation import gettext_lazy as _
from stdnum.dk import cvr
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fi import ytunnus
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish
from stdnum.se import personnummer
from stdnum.util import clean

from portal.law.answers import Reason, Words

LONGEST = 20
MASKED = "XXXXXX-XXXX"


class BadNumber(ValueError):
    """The text is not a registration number of its country. ``reason`` says why."""

    def __init__(self, text: Words, **params: str) -> None:
        self.reason = Reason(text, params=params)

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True)
class _Country:
    """How a country checks its numbers, and what they look like, said to the person who typed another."""

    check: ModuleType
    shape: Words


_COUNTRIES: Mapping[str, _Country] = {
    "SE": _Country(swedish, _("A Swedish registration number has ten digits, as 212000-0142.")),
    "NO": _Country(norwegian, _("A Norwegian registration number has nine digits, as 942 402 465.")),
    "DK": _Country(cvr, _("A Danish registration number has eight digits, as 13585628.")),
    "FI": _Country(ytunnus, _("A Finnish registration number has eight digits, as 2077474-0.")),
}


def check_registration_number(country: str, text: str) -> str:
    """The number as it is stored: without separators, a Swedish one with ten digits.

    ``country`` is ISO 3166-1. The check digit is checked for the Nordic countries; a number from elsewhere is taken
    as it stands, in capitals. Raises ``BadNumber``.
    """
    number = _bare(country, text)
    if not number:
        raise BadNumber(_("Write a registration number."))
    if country not in _COUNTRIES:
        if len(number) > LONGEST or not number.isalnum():
            raise BadNumber(_("A registration number has letters and digits only, at most 20."))
        return number
    rules = _COUNTRIES[country]
    try:
        valid = rules.check.validate(number)
    except InvalidChecksum:
        raise BadNumber(
            _("%(number)s is not a registration number: its check digit does not fit. Is a digit mistyped?"),
            number=text.strip(),
        ) from None
    except ValidationError:
        raise BadNumber(rules.shape) from None
    if looks_like_person(country, valid):
        _check_birth_date(valid, text)
    return str(valid)


def format_number(country: str, number: str) -> str:
    """A stored number as people write it: 212000-0142, 942 402 465. What has another shape is left as it is."""
    number = _bare(country, number)
    if not number.isdigit():
        return number
    if country == "SE" and len(number) == 10:
        return str(swedish.format(number))
    if country == "NO" and len(number) == 9:
        return str(norwegian.format(number))
    if country == "FI" and len(number) == 8:
        return f"{number[:7]}-{number[7]}"
    return number


def looks_like_person(country: str, number: str) -> bool:
    """Whether a number is a personal number: a Swedish sole trader's is (rule 15).

    The third digit of an organisation's number is 2 or more, of a personal number it begins the month of birth.
    """
    number = _bare(country, number)
    return country == "SE" and len(number) == 10 and number.isdigit() and number[2] < "2"


def masked(country: str, number: str) -> str:
    """The number as anybody may see it: a personal number is hidden whole, since half of it is a birth date."""
    return MASKED if looks_like_person(country, number) else format_number(country, number)


def _bare(country: str, text: str) -> str:
    number = str(clean(text, " -.+/\xa0\u202f\t")).strip().upper()
    if country == "SE" and len(number) == 12 and number[:2] in ("16", "18", "19", "20"):
        return number[2:]  # registers write the century, or 16 for an organisation, in front
    return number


def _check_birth_date(number: str, text: str) -> None:
    """A personal number begins with a date; a coordination number has 60 added to its day."""
    day = int(number[4:6])
    birth = f"{number[:4]}{day - 60 if day > 60 else day:02}-{number[6:]}"
    try:
        personnummer.get_birth_date(birth)
    except ValidationError:
        raise BadNumber(
            _("%(number)s is not a registration number: it does not begin with a date."), number=text.strip()
        ) from None
