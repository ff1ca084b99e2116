"""A supplier's file as articles: which column holds what, and every cell that cannot be read, by row and column."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.imports.layouts.base import FileRole
from agreements.models import PriceList
from agreements.prices.articles import Article, key_of
from portal.files.sheets.cells import Wrong, line, text
from portal.files.sheets.findings import Findings, Row, Table
from portal.files.sheets.mapping import Field
from portal.files.sheets.reading import Cell, Sheet, read
from portal.web.forms import parse_money

EVERY = 500  # rows between two reports of progress
SMALLEST = Decimal("0.0001")
LARGEST = Decimal(10) ** 11
_CURRENCIES = {
    "kr": ("SEK", "NOK", "DKK"),
    "sek": ("SEK",),
    "nok": ("NOK",),
    "dkk": ("DKK",),
    "eur": ("EUR",),
    "€": ("EUR",),
    "usd": ("USD",),
    "$": ("USD",),
    "gbp": ("GBP",),
    "£": ("GBP",),
}
_CURRENCY = re.compile(rf"^({'|'.join(map(re.escape, _CURRENCIES))})\.?|({'|'.join(map(re.escape, _CURRENCIES))})\.?$")
_BELOW_ONE = re.compile(r"0[.,]\d{1,15}")

FIELDS = (
    Field(
        "article_number",
        gettext_lazy("Article number"),
        ("artikelnummer", "artikelnr", "artnr", "art.nr", "article no", "item number", "item no", "sku", "varenummer",
         "varenr", "produktnummer", "produktnr"),
        gettext_lazy("The supplier's own number, as it is written on orders."),
        "10-4711",
        required=True,
    ),
    Field(
        "name",
        gettext_lazy("Article"),
        ("benämning", "artikelbenämning", "artikel", "artikelnamn", "beskrivning", "produkt", "produktnamn", "namn",
         "description", "product", "item", "name", "varenavn", "produktnavn", "beskrivelse", "benevnelse", "vare"),
        gettext_lazy("What the article is, in a few words."),
        gettext_lazy("Nitrile glove, powder-free, size M"),
        required=True,
    ),
    Field(
        "unit",
        gettext_lazy("Unit"),
        ("enhet", "prisenhet", "försäljningsenhet", "unit", "uom", "salgsenhet"),
        gettext_lazy("What the price is for: piece, box, metre …"),
        gettext_lazy("box"),
        required=True,
    ),
    Field(
        "price",
        gettext_lazy("Price"),
        ("pris", "nettopris", "avtalspris", "à-pris", "a-pris", "apris", "styckpris", "pris exkl moms", "net price",
         "unit price", "agreed price", "avtalepris", "enhetspris", "pris eks mva"),
        gettext_lazy("Per unit, excluding VAT, in the agreement's currency; four decimals at most."),
        "64,50",
        required=True,
    ),
    Field("currency", gettext_lazy("Currency"), ("valuta", "currency"), gettext_lazy("Only checked."), "SEK"),
    Field(
        "pack_size",
        gettext_lazy("Pack size"),
        ("förpackning", "förpackningsstorlek", "antal per förpackning", "kolli", "pack", "pakning",
         "pakningsstørrelse"),
        gettext_lazy("How many there are in a unit."),
        "100",
    ),
    Field(
        "manufacturer",
        gettext_lazy("Manufacturer"),
        ("tillverkare", "fabrikat", "varumärke", "märke", "leverantör", "brand", "make", "produsent", "merke"),
        gettext_lazy("Who makes the article."),
        "Bokfink",
    ),
)  # fmt: skip

ROLE = FileRole("prices", gettext_lazy("Price list"), FIELDS)

_LONGEST = {"article_number": 60, "name": 250, "unit": 30, "pack_size": 40, "manufacturer": 120}


@dataclass
class Plan:
    """What a file says: its articles in order, and all that is wrong with it."""

    articles: list[Article] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    rows: int = 0


def read_sheet(content: bytes, name: str) -> Sheet:
    """The sheet of a file in which the columns of a price list are found. Raises ``Unreadable``."""
    return read(content, name, ROLE.recognised)


def read_articles(price_list: PriceList, language: str, progress: Callable[[int, int], None]) -> Plan:
    """Read a list's file anew with its columns as they were matched. Raises ``Unreadable`` for the file as a whole.

    Numbers with one mark before three digits are read as ``language`` writes them.
    """
    stored = price_list.file
    assert stored is not None  # a list without a file is made from another list, and never read
    with stored.file.open("rb") as opened:
        sheet = read_sheet(opened.read(), stored.name)
    rows = Table("prices", stored.name, sheet, price_list.columns).rows()
    plan, known = Plan(rows=len(rows)), dict[tuple[str, str], int]()
    currency = price_list.agreement.currency
    for done, row in enumerate(rows):
        if done % EVERY == 0:
            progress(done, len(rows))
        if _is_heading(row):
            continue
        article = _article(row, currency, language, plan.findings)
        if article is None:
            continue
        first = known.setdefault((article.key, article.unit.casefold()), row.number)
        if first != row.number:
            words = _("The article stands on row %(row)s already, with the same unit.") % {"row": first}
            plan.findings.error(row, "article_number", "twice", words)
            continue
        plan.articles.append(article)
    return plan


def _is_heading(row: Row) -> bool:
    """A line of words alone parts the groups of a catalogue: neither a number nor a price."""
    return row.get("article_number") is None and row.get("price") is None


def _article(row: Row, currency: str, language: str, findings: Findings) -> Article | None:
    """The article of a row, or nothing where a cell cannot be read; each such cell is told."""
    before = len(findings.problems)
    said = {name: _line(row, name, longest, findings) for name, longest in _LONGEST.items()}
    for name in ("article_number", "name", "unit"):
        if row.get(name) is None:
            findings.error(row, name, "empty", _("The cell is empty."))
    if said["article_number"] and not key_of(said["article_number"]):
        findings.error(row, "article_number", "article_number", _("There is neither a letter nor a digit in it."))
    amount = _price(row, currency, language, findings)
    if len(findings.problems) > before or amount is None:
        return None
    if amount == 0:
        findings.warning(row, "price", "free", _("The price is zero: the article would cost nothing."))
    return Article(said["article_number"], said["name"], said["unit"], amount, said["pack_size"], said["manufacturer"])


def _line(row: Row, name: str, longest: int, findings: Findings) -> str:
    try:
        return line(row.get(name), longest)
    except Wrong as wrong:
        findings.error(row, name, "long", wrong)
        return ""


def _price(row: Row, currency: str, language: str, findings: Findings) -> Decimal | None:
    stated = text(row.get("currency")).strip().casefold()
    if stated and currency not in _CURRENCIES.get(stated.rstrip("."), (stated.upper(),)):
        words = _("The agreement's currency is %(currency)s.") % {"currency": currency}
        findings.error(row, "currency", "currency", words)
    if row.get("price") is None:
        findings.error(row, "price", "empty", _("The price is missing."))
        return None
    try:
        return price(row.get("price"), currency, language)
    except Wrong as wrong:
        findings.error(row, "price", "price", wrong)
        return None


def price(cell: Cell, currency: str, language: str) -> Decimal:
    """A price ex VAT: 64,50 or 1 250,00 kr or 0.0375. What a spreadsheet's formula left behind the fourth decimal is
    rounded half up; what a person wrote there is not meant, and is ``Wrong``."""
    if isinstance(cell, Decimal):
        amount = cell.quantize(SMALLEST, ROUND_HALF_UP)
    else:
        amount = _written(text(cell), currency, language)
    if amount < 0:
        raise Wrong(_("A price is never negative."))
    if amount >= LARGEST:
        raise Wrong(_("The price is larger than the portal can keep."))
    return amount


def _written(words: str, currency: str, language: str) -> Decimal:
    bare = words.casefold().strip()
    if found := _CURRENCY.search(bare):
        unit = found[1] or found[2]
        if currency not in _CURRENCIES[unit]:
            raise Wrong(_("“%(text)s” is in another currency than the agreement's.") % {"text": words})
        bare = bare.removesuffix(found[0]) if found[2] else bare.removeprefix(found[0])
    try:
        # 0,125 is no thousand; for the rest one mark before three digits may mean two prices, and is refused
        amount = Decimal(bare.replace(",", ".")) if _BELOW_ONE.fullmatch(bare) else parse_money(bare, language)
    except ValueError:
        raise Wrong(
            _("“%(text)s” is not a price, or could mean two. Write it as 64,50 or 1250,0000.") % {"text": words}
        ) from None
    if amount != amount.quantize(SMALLEST):
        raise Wrong(_("A price has at most four decimals."))
    return amount
