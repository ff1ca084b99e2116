"""The columns of articles, of price lists, of what is wrong with a file, and of two lists beside each other."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import PriceList
from agreements.prices.comparing import Pair
from agreements.prices.indexing import Movement, adjusted
from agreements.states.prices import PRICE_LIST_TONES
from portal.files.sheets.findings import Severity
from portal.web import formats
from portal.web.columns import Column, tag

PROBLEM_COLUMNS = [
    Column("text", gettext_lazy("What is wrong"), lambda row: row["text"]),
    Column(
        "severity",
        gettext_lazy("Severity"),
        lambda row: Severity(row["severity"]).label,
        kind="tag",
        tone=lambda row: "danger" if row["severity"] == Severity.ERROR else "warning",
    ),
    Column("row", gettext_lazy("Row"), lambda row: row["row"], kind="number"),
    Column("column", gettext_lazy("Column"), lambda row: row["column"]),
]


def pair_columns(currency: str, moved: Movement | None = None) -> list[Column]:
    """The columns that put two lists beside each other; with what the index allows where it is asked."""
    columns = [
        Column("name", _("Article"), lambda pair: pair.name),
        Column("number", _("Article number"), lambda pair: pair.number),
        Column("unit", _("Unit"), lambda pair: pair.unit),
        Column("before", _("Price before"), lambda pair: pair.before, kind="price", currency=lambda pair: currency),
        Column("after", _("New price"), lambda pair: pair.after, kind="price", currency=lambda pair: currency),
        Column("change", _("Change, per cent"), _per_cent, kind="number"),
    ]
    if moved is not None:
        allowed = Column(
            "allowed",
            _("Allowed by the index"),
            lambda pair: adjusted(pair.before, moved.allowed),
            kind="price",
            currency=lambda pair: currency,
        )
        columns.insert(5, allowed)
    return columns


def _per_cent(pair: Pair) -> Decimal | None:
    return None if pair.per_cent is None else pair.per_cent.quantize(Decimal("0.1"), ROUND_HALF_UP)


def period_of(price_list: PriceList) -> str:
    """From when to when a list's prices hold, in words."""
    first, last = formats.date(price_list.valid_from), price_list.last_day
    if last is None:
        return _("from %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": formats.date(last)}


ITEM_COLUMNS = [
    Column("name", gettext_lazy("Article"), lambda row: row.name, sort="name"),
    Column("number", gettext_lazy("Article number"), lambda row: row.article_number, sort="article_key"),
    Column(
        "price",
        gettext_lazy("Price"),
        lambda row: row.price,
        kind="price",
        sort="price",
        currency=lambda row: row.price_list.agreement.currency,
    ),
    Column("unit", gettext_lazy("Unit"), lambda row: row.unit),
    Column("pack", gettext_lazy("Pack size"), lambda row: row.pack_size),
    Column("supplier", gettext_lazy("Supplier"), lambda row: row.price_list.supplier),
    Column(
        "agreement",
        gettext_lazy("Agreement"),
        lambda row: row.price_list.agreement,
        link=lambda row: row.price_list.agreement.get_absolute_url(),
    ),
    Column(
        "holds",
        gettext_lazy("Price holds"),
        lambda row: period_of(row.price_list),
        link=lambda row: row.price_list.get_absolute_url(),
    ),
]

LIST_COLUMNS = [
    Column("title", gettext_lazy("Price list"), lambda row: row.title, link=PriceList.get_absolute_url, sort="title"),
    Column("supplier", gettext_lazy("Supplier"), lambda row: row.supplier, sort="supplier__sort_sv"),
    Column(
        "agreement",
        gettext_lazy("Agreement"),
        lambda row: row.agreement,
        link=lambda row: row.agreement.get_absolute_url(),
        sort="agreement__sort_sv",
    ),
    Column("articles", gettext_lazy("Articles"), lambda row: row.item_count, kind="number", sort="item_count"),
    Column("holds", gettext_lazy("Prices hold"), period_of, sort="valid_from"),
    tag("status", gettext_lazy("Status"), PRICE_LIST_TONES, sorts=False),
]
