"""Price lists to test with: files as suppliers send them, and lists that are in force."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement, IndexValue, PriceIndex, PriceList
from agreements.prices.articles import Article, write_articles
from agreements.services import prices as services
from portal.jobs import working
from portal.organisations.models import Cooperation
from tests.agreements.import_files import xlsx_file

HEADER = ("Artikelnr", "Benämning", "Enhet", "Nettopris", "Tillverkare")


def workbook(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> SimpleUploadedFile:
    """An uploaded workbook with numbers as numbers."""
    return SimpleUploadedFile("prices.xlsx", xlsx_file([header, *rows], "Priser"))


def csv(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("prices.csv", text.encode(encoding))


def uploaded(by: Any, agreement: Agreement, file: Any, **said: Any) -> PriceList:
    supplier = agreement.lots.get().suppliers.get().supplier
    data = {"lot": None, "title": "Handskar", "valid_from": date(2026, 1, 1), "valid_to": None} | said
    return services.upload(by=by, agreement=agreement, supplier=supplier, file=file, **data)


def checked(by: Any, price_list: PriceList, language: str = "sv") -> PriceList:
    """Have the file checked at once, and read what came of it."""
    job = services.start_check(by=by, price_list=price_list, language=language)
    working.perform(job.pk)
    return PriceList.objects.select_related("agreement", "job").get(pk=price_list.pk)


def article(number: str, price: str, name: str = "Nitrilhandske", unit: str = "ask", **more: str) -> Article:
    return Article(number, name, unit, Decimal(price), **more)


def draft(by: Any, agreement: Agreement, articles: Sequence[Article], **said: Any) -> PriceList:
    """A draft as the check of a faultless file leaves it."""
    supplier = said.pop("supplier", None) or agreement.lots.get().suppliers.get().supplier
    data = {"title": "Handskar", "valid_from": date(2026, 1, 1)} | said
    price_list = PriceList.objects.create(agreement=agreement, supplier=supplier, created_by=by, **data)
    write_articles(price_list, articles)
    price_list.save()
    return price_list


def in_force(by: Any, agreement: Agreement, articles: Sequence[Article], **said: Any) -> PriceList:
    """The first list of its supplier, approved."""
    price_list = draft(by, agreement, articles, **said)
    return services.approve(by=by, price_list_id=price_list.pk, version=price_list.version)


def make_index(by: Any, cooperation: Cooperation, values: dict[str, str]) -> PriceIndex:
    """An index with its values by month, such as ``{"2026-01": "100"}``."""
    index = PriceIndex.objects.create(cooperation=cooperation, name="AKI", source="The statistical office")
    for month, value in values.items():
        IndexValue.objects.create(
            index=index, month=date.fromisoformat(f"{month}-01"), value=Decimal(value), entered_by=by
        )
    return index


def with_clause(by: Any, price_list: PriceList, index: PriceIndex, **said: Any) -> PriceList:
    data = {"month": date(2026, 1, 1), "share": Decimal(100), "threshold": Decimal(0)} | said
    return services.state_clause(by=by, price_list_id=price_list.pk, version=price_list.version, index=index, **data)
