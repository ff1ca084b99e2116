"""Sweden and Norway as rule sets. A cooperation has one; it is never a language setting."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JurisdictionCode(TextChoices):
    """The countries whose procurement rules Samköp knows (ISO 3166-1)."""

    SE = "SE", _("Sweden")
    NO = "NO", _("Norway")


@dataclass(frozen=True)
class Law:
    """An act by the short name that people use and its full name, both in the act's own language."""

    short: str
    name: str


@dataclass(frozen=True)
class Jurisdiction:
    """What differs between the countries.

    ``alphabet`` is the language whose order sorted lists follow; ``authority`` oversees or rules on procurement there:
    in Sweden it supervises, in Norway it is a complaints board that can also impose fees.
    """

    code: JurisdictionCode
    currency: str
    alphabet: str
    procurement_law: Law
    authority: str


JURISDICTIONS: dict[str, Jurisdiction] = {
    rules.code: rules
    for rules in (
        Jurisdiction(
            code=JurisdictionCode.SE,
            currency="SEK",
            alphabet="sv",
            procurement_law=Law("LOU", "lagen (2016:1145) om offentlig upphandling"),
            authority="Konkurrensverket",
        ),
        Jurisdiction(
            code=JurisdictionCode.NO,
            currency="NOK",
            alphabet="nb",
            procurement_law=Law("FOA", "forskrift 12. august 2016 nr. 974 om offentlige anskaffelser"),
            authority="Klagenemnda for offentlige anskaffelser (KOFA)",
        ),
    )
}
