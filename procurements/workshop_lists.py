"""A workshop's list as a spreadsheet: read as proposals, with every cell that cannot be read by row and column."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.imports import values
from agreements.imports.layouts.base import FileRole
from portal.files.sheets import cells
from portal.files.sheets.cells import Wrong
from portal.files.sheets.findings import Findings, Row, Table
from portal.files.sheets.mapping import Field, guess
from portal.files.sheets.reading import Unreadable, read
from portal.organisations.models import Organisation
from portal.reference.models import CpvCode
from procurements.services.proposals import ProposalData
from procurements.states.proposals import Area

MOST = 500  # proposals in one file
LONGEST = 250  # characters of a title

FIELDS = (
    Field(
        "title",
        gettext_lazy("What to procure together"),
        ("förslag", "upphandling", "område", "vad", "titel", "rubrik", "proposal", "title", "what", "forslag",
         "anskaffelse", "hva", "tittel"),
        gettext_lazy("In a few words."),
        gettext_lazy("Work clothes for home care"),
        required=True,
    ),
    Field(
        "area",
        gettext_lazy("Area"),
        ("sektor", "area", "sector", "fagområde"),
        gettext_lazy("Social, technical or other."),
        gettext_lazy("social"),
    ),
    Field(
        "organisation",
        gettext_lazy("Proposed for"),
        ("kommun", "organisation", "förslagsställare", "från", "municipality", "member", "kommune", "organisasjon"),
        gettext_lazy("The name of a member; leave empty for all members."),
        "Nacka kommun",
    ),
    Field(
        "cpv",
        gettext_lazy("CPV code"),
        ("cpv", "cpv-kod", "cpv code", "cpv-kode"),
        gettext_lazy("Eight digits, if it is known."),
        "18110000",
    ),
    Field(
        "estimated_value",
        gettext_lazy("Estimated value a year"),
        ("värde", "årsvolym", "volym", "belopp", "value", "amount", "verdi", "årsvolum", "beløp"),
        gettext_lazy("For all who would take part, excluding VAT."),
        "4 500 000",
    ),
    Field(
        "description",
        gettext_lazy("Description"),
        ("beskrivning", "kommentar", "anteckning", "description", "note", "beskrivelse", "merknad"),
        gettext_lazy("What is needed, why together, and what matters."),
        "",
    ),
)  # fmt: skip

ROLE = FileRole("workshop", gettext_lazy("The workshop's list"), FIELDS)
_AREAS = {
    "social": Area.SOCIAL, "socialt": Area.SOCIAL, "sociala": Area.SOCIAL, "sosial": Area.SOCIAL,
    "sosialt": Area.SOCIAL, "teknik": Area.TECHNICAL, "teknisk": Area.TECHNICAL, "tekniskt": Area.TECHNICAL,
    "tekniska": Area.TECHNICAL, "technical": Area.TECHNICAL,
}  # fmt: skip


@dataclass
class ReadList:
    """What a file says: its proposals in order, and all that is wrong with it."""

    proposals: list[ProposalData] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)


def read_list(content: bytes, name: str, members: dict[str, Organisation], language: str) -> ReadList:
    """Read a spreadsheet as proposals; ``members`` are those of the cooperation by their names in lower case. Raises
    ``Unreadable`` for the file as a whole.

    Numbers with one mark before three digits are read as ``language`` writes them.
    """
    sheet = read(content, name, ROLE.recognised)
    columns = guess(sheet.header, FIELDS)
    if "title" not in columns:
        raise Unreadable(_("No column says what to procure. Name it “%(name)s”.") % {"name": FIELDS[0].label})
    if len(sheet.rows) > MOST:
        raise Unreadable(_("The file has more than %(most)s rows.") % {"most": MOST})
    found = ReadList()
    for row in Table("workshop", name, sheet, columns).rows():
        data = _proposal(row, members, language, found.findings)
        if data is not None:
            found.proposals.append(data)
    return found


def _proposal(row: Row, members: dict[str, Organisation], language: str, findings: Findings) -> ProposalData | None:
    before = len(findings.problems)
    said: dict[str, Any] = {}

    def take(name: str, reading: Any) -> None:
        try:
            said[name] = reading(row.get(name))
        except Wrong as wrong:
            findings.error(row, name, "unreadable", wrong)

    take("title", lambda cell: cells.line(cell, LONGEST))
    take("description", cells.text)
    take("area", _area)
    take("organisation", lambda cell: _member(cell, members))
    take("cpv", _code)
    take("estimated_value", lambda cell: _amount(cell, language))
    if "title" in said and not said["title"]:
        findings.error(row, "title", "missing", _("Say what to procure together."))
    return ProposalData(**said) if len(findings.problems) == before else None


def _area(cell: Any) -> Area:
    words = cells.text(cell).casefold()
    if not words:
        return Area.OTHER
    labels = {str(area.label).casefold(): area for area in Area}
    if found := labels.get(words) or _AREAS.get(words):
        return found
    raise Wrong(_("“%(words)s” is no area. Write social, technical or other.") % {"words": words})


def _member(cell: Any, members: dict[str, Organisation]) -> Organisation | None:
    words = cells.text(cell)
    if not words:
        return None
    if found := members.get(words.casefold()):
        return found
    raise Wrong(_("“%(name)s” is not a member of the cooperation.") % {"name": words})


def _code(cell: Any) -> CpvCode | None:
    codes = values.codes(cell)
    if not codes:
        return None
    digits, _dash, _check = codes[0].partition("-")
    if found := CpvCode.objects.filter(pk=digits).first():
        return found
    raise Wrong(_("There is no CPV code %(code)s.") % {"code": codes[0]})


def _amount(cell: Any, language: str) -> Decimal | None:
    amount = cells.money(cell, language)
    if amount is not None and amount < 0:
        raise Wrong(_("An amount is never negative."))
    return amount
