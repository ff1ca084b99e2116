"""Turnover from a spreadsheet: its rows read and judged, before anything is entered."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements.ceilings import Books, books_of, call_offs_numbered
from agreements.data import TurnoverData, TurnoverRow
from agreements.imports.parties import bare_number, same_name
from agreements.models import Agreement
from agreements.rules.ceilings import bad_row, room_for_all
from portal.files.sheets import cells, mapping
from portal.files.sheets.cells import Wrong
from portal.files.sheets.findings import Findings, Problem, Row, Severity, Table
from portal.files.sheets.mapping import Field
from portal.files.sheets.reading import Unreadable, read
from portal.organisations.models import Organisation

MOST_ROWS = 5000
LONGEST_REFERENCE = 300

FIELDS = (
    Field(
        "lot", gettext_lazy("Lot number"),
        ("lot number", "anbudsområde", "anbudsområde nr", "område", "delområde", "delkontrakt",
         "delkontrakt nr", "lotnr"),
        gettext_lazy("May be empty when the agreement has only one, or when the call-off is named."), "1",
    ),
    Field(
        "buyer", gettext_lazy("Buyer"),
        ("köpare", "avropande", "kommun", "kund", "organisation", "organisationsnummer", "orgnr", "beställare",
         "kjøper", "kommune", "kunde", "organisasjonsnummer", "oppdragsgiver", "customer", "registration number"),
        gettext_lazy("The registration number or the name of an eligible buyer. Must be filled in."),
        "212000-0142", required=True,
    ),
    Field(
        "call_off", gettext_lazy("Call-off"),
        ("avrop", "avropsnummer", "avropsnr", "avropnummer", "call-off number", "order"),
        gettext_lazy("Its number, when it is known: what it had reserved is then freed."), "2026-00012",
    ),
    Field(
        "amount", gettext_lazy("Amount"),
        ("belopp", "belopp exkl moms", "omsättning", "försäljning", "beløp", "beløp eks mva", "omsetning", "salg",
         "amount ex vat", "turnover", "sales"),
        gettext_lazy("Excluding VAT, in the agreement's currency. A row without an amount is left out."),
        "125000,50", required=True,
    ),
    Field(
        "period_from", gettext_lazy("Period from"),
        ("från", "från och med", "fr.o.m.", "period från", "startdatum", "fra", "fra og med", "periode fra", "from"),
        gettext_lazy("The first day on which it was bought."), "2026-07-01", required=True,
    ),
    Field(
        "period_to", gettext_lazy("Period to"),
        ("till", "till och med", "t.o.m.", "period till", "slutdatum", "til", "til og med", "periode til", "to"),
        gettext_lazy("The last day of the period; the amount counts on it."), "2026-09-30", required=True,
    ),
    Field(
        "reference", gettext_lazy("Reference"),
        ("referens", "referanse", "fakturanummer", "kommentar", "notering", "ref", "invoice", "comment"),
        gettext_lazy("Where the figure comes from; shown beside it."), gettext_lazy("Invoice 4711"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class CheckedTurnover:
    """What a file holds: the rows that can be entered with the books they were judged by, and all problems."""

    books: Books
    rows: Sequence[TurnoverRow]
    first: date | None
    last: date | None
    empty: int
    findings: Findings

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))

    @property
    def digest(self) -> str:
        """The same for the same rows of the agreement, in whatever order and kind of file they come."""
        seen = hashlib.sha256(str(self.books.agreement.pk).encode())
        for line in sorted(repr(row) for row in self.rows):
            seen.update(line.encode())
        return seen.hexdigest()

    def sums(self, of: str) -> list[tuple[int | None, Decimal]]:
        """What the rows add up to for each ``lot_id`` or ``buyer_id``, most first."""
        found: dict[int | None, Decimal] = defaultdict(Decimal)
        for row in self.rows:
            found[getattr(row, of)] += row.amount
        return sorted(found.items(), key=lambda pair: -pair[1])

    def data(self, source: str) -> TurnoverData:
        """What is to be entered. Raises ``ValueError`` when there is nothing."""
        if self.first is None or self.last is None:
            raise ValueError("no rows")
        return TurnoverData(
            source=source, period_from=self.first, period_to=self.last, rows=tuple(self.rows), digest=self.digest
        )


def check(agreement: Agreement, content: bytes, name: str) -> CheckedTurnover:
    """Read and judge a file. Raises ``Unreadable`` where it is no table of turnover at all.

    Reads the rows of the agreement that ``facts.with_children`` fetched.
    """
    sheet = read(content, name, lambda header: mapping.recognised(header, FIELDS))
    columns = mapping.guess(sheet.header, FIELDS)
    if missing := [str(field.label) for field in FIELDS if field.required and field.name not in columns]:
        raise Unreadable(
            _("There is no column for: %(fields)s. Use the header of the template.") % {"fields": ", ".join(missing)}
        )
    if len(sheet.rows) > MOST_ROWS:
        raise Unreadable(_("There are more than %(most)s rows. Divide the file.") % {"most": MOST_ROWS})
    table = Table("turnover", name, sheet, columns)
    written = [row for row in table.rows() if row.get("amount") is not None]
    numbers = call_offs_numbered(agreement, (cells.text(row.get("call_off")) for row in written))
    parties = _Parties(agreement)
    findings = Findings()
    read_rows = [(row, _read(row, parties, numbers, findings)) for row in written]
    good = [(row, found) for row, found in read_rows if found is not None]
    books = books_of(agreement, [found for _row, (_first, found) in good])
    rows = []
    for row, (_first, found) in good:
        whole = books.completed(found)
        reasons = list(bad_row(books, whole))
        for reason in reasons:
            findings.error(row, reason.field or "", reason.field or "row", reason)
        if not reasons:
            rows.append(whole)
    if not findings.problems:
        _judge_room(books, rows, findings, table)
    return CheckedTurnover(
        books=books,
        rows=rows,
        first=min((first for _row, (first, _found) in good), default=None),
        last=max((found.day for _row, (_first, found) in good if found.day), default=None),
        empty=len(sheet.rows) - len(written),
        findings=findings,
    )


def _judge_room(books: Books, rows: Iterable[TurnoverRow], findings: Findings, table: Table) -> None:
    """Whether the ceilings take all of it, when every row is right."""
    answer = room_for_all(books, books.grown(rows))
    for reason in answer.reasons if not answer else ():
        findings.problems.append(Problem(Severity.ERROR, "room", str(reason), table.file, table.sheet.name))


class _Parties:
    """The agreement's lots and buyers by what people call them."""

    def __init__(self, agreement: Agreement) -> None:
        self.lots: dict[str, int] = {}
        for lot in reversed(list(agreement.lots.all())):
            for name in (lot.title, str(lot.position), lot.number):
                if name:
                    self.lots[same_name(name)] = lot.pk
        self.numbers: dict[str, int] = {}
        self.names: dict[str, list[int]] = defaultdict(list)
        buyers = books_of(agreement).buyers
        for pk, name, number in Organisation.objects.filter(pk__in=buyers).values_list(
            "pk", "name", "registration_number"
        ):
            self.names[same_name(name)].append(pk)
            if number:
                self.numbers[bare_number(number)] = pk

    def lot(self, text: str) -> int | None:
        """The lot that is meant, None when none is named."""
        if not text:
            return None
        if same_name(text) not in self.lots:
            raise Wrong(_("“%(text)s” is not one of the agreement's lots.") % {"text": text})
        return self.lots[same_name(text)]

    def buyer(self, text: str) -> int:
        """The eligible buyer that is meant."""
        if pk := self.numbers.get(bare_number(text)):
            return pk
        found = self.names.get(same_name(text), [])
        if len(found) > 1:
            raise Wrong(
                _("Several organisations are called “%(name)s”: give the registration number.") % {"name": text}
            )
        if not found:
            raise Wrong(_("“%(text)s” is not an eligible buyer of the agreement.") % {"text": text})
        return found[0]


def _read(
    row: Row, parties: _Parties, numbers: Mapping[str, int], findings: Findings
) -> tuple[date, TurnoverRow] | None:
    """A row's first day and what it says; None when a cell is wrong, which is then among the findings."""
    before = len(findings.problems)

    def cell(name: str, reading: Any, required: bool = False) -> Any:
        try:
            if row.get(name) is None and required:
                raise Wrong(_("Must be filled in."))
            return reading(row.get(name))
        except Wrong as wrong:
            findings.error(row, name, name, wrong)
            return None

    def call_off(value: Any) -> int | None:
        text = cells.text(value)
        if text and text not in numbers:
            raise Wrong(_("“%(text)s” is not a call-off under the agreement.") % {"text": text})
        return numbers.get(text)

    lot = cell("lot", lambda value: parties.lot(cells.text(value)))
    buyer = cell("buyer", lambda value: parties.buyer(cells.text(value)), required=True)
    made = cell("call_off", call_off)
    amount = cell("amount", lambda value: cells.money(value, get_language() or "sv"))
    first = cell("period_from", cells.day, required=True)
    last = cell("period_to", cells.day, required=True)
    reference = cell("reference", lambda value: cells.line(value, LONGEST_REFERENCE))
    if first and last and last < first:
        findings.error(row, "period_to", "period_to", _("The period ends before it begins."))
    if len(findings.problems) > before:
        return None
    return first, TurnoverRow(
        buyer_id=buyer, amount=amount, lot_id=lot, call_off_id=made, day=last, reference=reference or ""
    )
