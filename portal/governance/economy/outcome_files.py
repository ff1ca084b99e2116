"""Outcome from a spreadsheet, such as the host's ledger: its rows read and judged before any is entered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.files.sheets import cells, mapping
from portal.files.sheets.cells import Wrong
from portal.files.sheets.findings import Findings, Problem, Row, Severity, Table
from portal.files.sheets.mapping import Field
from portal.files.sheets.reading import Unreadable, read
from portal.governance.economy.outcome import budget_against_outcome
from portal.law.cost_keys import ORE
from portal.organisations.models import Cooperation

MOST_ROWS = 5000
LONGEST_TEXT = 300

FIELDS = (
    Field(
        "code",
        gettext_lazy("Number"),
        ("konto", "kontonummer", "kontonr", "nummer", "budgetrad", "account", "account number", "line", "art"),
        gettext_lazy("The number of the line in the budget. Must be filled in."),
        "4010",
        required=True,
    ),
    Field(
        "day",
        gettext_lazy("Day"),
        ("datum", "dato", "bokföringsdatum", "bokført", "bilagsdato", "verifikationsdatum", "date"),
        gettext_lazy("Within the year of the budget."),
        "2026-03-31",
        required=True,
    ),
    Field(
        "amount",
        gettext_lazy("Amount"),
        ("belopp", "belopp exkl moms", "beløp", "beløp eks mva", "utfall", "amount ex vat", "outcome"),
        gettext_lazy("Excluding VAT. A cost on a line of costs and an income on one of income is above zero."),
        "12500,50",
        required=True,
    ),
    Field(
        "text",
        gettext_lazy("Text"),
        ("tekst", "beskrivning", "beskrivelse", "kommentar", "verifikationstext", "bilagstekst", "description", "what"),
        gettext_lazy("What it was; shown beside the amount."),
        gettext_lazy("Salary, March"),
        required=True,
    ),
)


@dataclass(frozen=True)
class OutcomeRow:
    """A row that can be entered."""

    code: str
    day: date
    amount: Decimal
    text: str


@dataclass(frozen=True)
class CheckedOutcome:
    """What a file holds: the rows that can be entered, and all problems."""

    cooperation_id: int
    year: int
    rows: Sequence[OutcomeRow]
    empty: int
    findings: Findings

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))

    @property
    def digest(self) -> str:
        """The same for the same rows of a year, in whatever order and kind of file they come."""
        seen = hashlib.sha256(f"{self.cooperation_id}:{self.year}".encode())
        for line in sorted(repr(row) for row in self.rows):
            seen.update(line.encode())
        return seen.hexdigest()


def check(cooperation: Cooperation, year: int, content: bytes, name: str) -> CheckedOutcome:
    """Read and judge a file. Raises ``Unreadable`` where it is no table of outcome at all."""
    sheet = read(content, name, lambda header: mapping.recognised(header, FIELDS))
    columns = mapping.guess(sheet.header, FIELDS)
    if missing := [str(field.label) for field in FIELDS if field.required and field.name not in columns]:
        raise Unreadable(
            _("There is no column for: %(fields)s. Use the header of the template.") % {"fields": ", ".join(missing)}
        )
    if len(sheet.rows) > MOST_ROWS:
        raise Unreadable(_("There are more than %(most)s rows. Divide the file.") % {"most": MOST_ROWS})
    table = Table("outcome", name, sheet, columns)
    written = [row for row in table.rows() if row.get("amount") is not None]
    codes = {line.line.code for line in budget_against_outcome(cooperation, year).lines}
    findings = Findings()
    if not codes:
        text = _("There is no adopted budget for %(year)s: outcome is entered on its lines.") % {"year": year}
        findings.problems.append(Problem(Severity.ERROR, "budget", text, name, sheet.name))
    rows = [found for row in written if (found := _read(row, year, codes, findings))]
    return CheckedOutcome(cooperation.pk, year, rows, len(sheet.rows) - len(written), findings)


def _read(row: Row, year: int, codes: set[str], findings: Findings) -> OutcomeRow | None:
    """What a row says; None when a cell is wrong, which is then among the findings."""
    before = len(findings.problems)

    def cell(name: str, reading: Any) -> Any:
        try:
            if row.get(name) is None:
                raise Wrong(_("Must be filled in."))
            return reading(row.get(name))
        except Wrong as wrong:
            findings.error(row, name, name, wrong)
            return None

    def code(value: Any) -> str:
        text = cells.text(value)
        if text not in codes:
            raise Wrong(_("“%(text)s” is not the number of a line in the budget.") % {"text": text})
        return text

    def day(value: Any) -> date | None:
        found = cells.day(value)
        if found and found.year != year:
            raise Wrong(_("%(day)s is not in %(year)s.") % {"day": found.isoformat(), "year": year})
        return found

    def amount(value: Any) -> Decimal | None:
        found = cells.money(value, get_language() or "sv", signed=True)
        if found == 0:
            raise Wrong(_("An entry of 0 says nothing."))
        return found and found.quantize(ORE)  # 100 of one file and 100.00 of another are the same

    said = OutcomeRow(
        cell("code", code),
        cell("day", day),
        cell("amount", amount),
        cell("text", lambda v: cells.line(v, LONGEST_TEXT)),
    )
    return said if len(findings.problems) == before else None
