"""A spreadsheet with requirements: which column holds what, and every cell that cannot be read, by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.imports.layouts.base import FileRole
from portal.files.sheets import mapping
from portal.files.sheets.cells import Wrong, text, yes_or_no
from portal.files.sheets.findings import Findings, Row, Table
from portal.files.sheets.mapping import Field
from portal.files.sheets.reading import Cell, Unreadable, read
from portal.workflow.errors import Refused, ask
from procurements.models import Requirement
from procurements.rules import requirements as rules
from procurements.services.requirements import RequirementData
from procurements.states.requirements import RequirementKind, Strength

MOST_ROWS = 1000
_CENT = Decimal("0.01")

FIELDS = (
    Field(
        "text",
        gettext_lazy("Requirement"),
        ("krav", "kravtext", "kravformulering", "beskrivning", "kravtekst", "beskrivelse", "description"),
        gettext_lazy("What is asked, one thing at a time."),
        gettext_lazy("Deliveries in town are made with electric vehicles."),
        required=True,
    ),
    Field(
        "heading",
        gettext_lazy("Section"),
        ("avsnitt", "rubrik", "område", "kapitel", "kategori", "avsnitt", "overskrift", "kapittel", "heading"),
        gettext_lazy("Where it belongs."),
        gettext_lazy("Delivery"),
    ),
    Field(
        "kind",
        gettext_lazy("Kind"),
        ("typ", "kravtyp", "type", "kravtype"),
        gettext_lazy("functional or detailed; functional where it is empty"),
        gettext_lazy("functional"),
    ),
    Field(
        "strength",
        gettext_lazy("Strength"),
        ("styrka", "skall", "ska/bör", "nivå", "styrke", "må/bør"),
        gettext_lazy("mandatory or weighted; where it is empty, whatever has a weight is weighted"),
        gettext_lazy("weighted"),
    ),
    Field(
        "weight",
        gettext_lazy("Weight, per cent"),
        ("vikt", "viktning", "vekt", "vekting", "weight"),
        gettext_lazy("Of all that is weighted, between 0 and 100."),
        "20",
    ),
    Field(
        "verification",
        gettext_lazy("How it is verified"),
        ("verifiering", "bevis", "uppföljning", "verifisering", "dokumentasjon", "dokumentation", "verification"),
        gettext_lazy("What the supplier hands in, and what is checked."),
        gettext_lazy("List of vehicles with the tender"),
    ),
    Field(
        "goals",
        gettext_lazy("Goals it serves"),
        ("mål", "målsättning", "goal", "goals"),
        gettext_lazy("Of the members or the cooperation."),
        gettext_lazy("Fossil-free transports by 2030"),
    ),
    Field(
        "is_climate",
        gettext_lazy("Climate and environment"),
        ("klimat", "miljö", "klimat och miljö", "klima", "miljø", "klima og miljø", "climate"),
        gettext_lazy("yes or no"),
        gettext_lazy("yes"),
    ),
)

ROLE = FileRole("requirements", gettext_lazy("Requirements"), FIELDS)

_WORDS: Mapping[str, tuple[str, ...]] = {
    RequirementKind.FUNCTIONAL: ("functional", "funktion", "funktionellt", "funktionskrav", "funksjon", "funksjonelt"),
    RequirementKind.DETAILED: ("detailed", "detalj", "detaljerat", "detaljkrav", "detaljert", "tekniskt", "teknisk"),
    Strength.MANDATORY: ("mandatory", "skall", "ska", "skallkrav", "obligatoriskt", "må", "skal", "obligatorisk"),
    Strength.WEIGHTED: ("weighted", "bör", "börkrav", "viktat", "utvärderas", "bør", "vektet", "evalueres"),
}


@dataclass
class CheckedFile:
    """What a file would bring in, and all that is wrong with it."""

    rows: list[RequirementData] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    @property
    def weight(self) -> Decimal:
        return sum((row.weight for row in self.rows if row.weight is not None), Decimal(0))

    @property
    def digest(self) -> str:
        """The same for the same rows, so that nothing else is brought in than what a person has looked at."""
        return self.findings.digest(*self.rows)


def check(content: bytes, name: str) -> CheckedFile:
    """Read a file. Raises ``Unreadable`` where it is no table of requirements at all."""
    sheet = read(content, name, ROLE.recognised)
    columns = mapping.guess(sheet.header, FIELDS)
    if lacking := ROLE.missing(columns):
        raise Unreadable(_("No column is called: %(columns)s.") % {"columns": ", ".join(lacking)})
    rows = Table(ROLE.name, name, sheet, columns).rows()
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
    found = CheckedFile()
    for row in rows:
        if (data := _requirement(row, found.findings)) is not None:
            found.rows.append(data)
    return found


def _requirement(row: Row, findings: Findings) -> RequirementData | None:
    """The requirement of a row, or nothing where a cell cannot be read; each such cell is told."""
    before = findings.errors
    said: dict[str, Any] = {name: text(row.get(name)).strip() for name in ("text", "verification")}
    for name in ("heading", "goals"):
        said[name] = _line(row, name, findings)
    for name, choices in (("kind", RequirementKind), ("strength", Strength)):
        said[name] = _tried(row, name, findings, lambda cell, among=choices: _choice(cell, among))
    said["weight"] = _tried(row, "weight", findings, _weight)
    said["is_climate"] = bool(_tried(row, "is_climate", findings, yes_or_no))
    if findings.errors > before:
        return None
    said["kind"] = said["kind"] or RequirementKind.FUNCTIONAL
    said["strength"] = said["strength"] or (Strength.WEIGHTED if said["weight"] is not None else Strength.MANDATORY)
    data = RequirementData(**said)
    try:
        ask(rules.well_formed(data))
    except Refused as refused:
        for reason in refused.answer.reasons:
            findings.error(row, reason.field or "text", "rule", reason)
        return None
    return data


def _tried(row: Row, name: str, findings: Findings, reading: Any) -> Any:
    try:
        return reading(row.get(name))
    except Wrong as wrong:
        findings.error(row, name, name, wrong)
        return None


def _line(row: Row, name: str, findings: Findings) -> str:
    words = " ".join(text(row.get(name)).split())
    most = Requirement._meta.get_field(name).max_length
    if len(words) > most:
        findings.error(row, name, "long", _("Write at most %(most)s characters.") % {"most": most})
    return words


def _choice(cell: Cell, among: type[TextChoices]) -> str:
    words = " ".join(text(cell).casefold().split())
    if not words:
        return ""
    for value, label in among.choices:
        if words in (str(label).casefold(), *_WORDS[value]):
            return str(value)
    known = ", ".join(str(label) for _value, label in among.choices)
    raise Wrong(_("“%(text)s” is not one of: %(known)s.") % {"text": text(cell), "known": known})


def _weight(cell: Cell) -> Decimal | None:
    """Per cent: 20, 20 %, 12,5."""
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        weight = cell
    else:
        try:
            weight = Decimal(text(cell).replace("%", "").replace(",", ".").strip())
        except ArithmeticError:
            raise Wrong(_("“%(text)s” is not a weight. Write it as 20 or 12,5.") % {"text": text(cell)}) from None
    if not weight.is_finite() or not 0 < weight <= rules.WHOLE:
        raise Wrong(_("A weight is between 0 and 100 per cent."))
    return weight.quantize(_CENT, ROUND_HALF_UP)
