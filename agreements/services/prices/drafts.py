"""Price lists that nobody but the office sees yet: uploaded, matched, checked, made from another, thrown away."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, ColumnMapping, Lot, LotSupplier, PriceList
from agreements.prices.articles import Article, write_articles
from agreements.prices.indexing import adjusted
from agreements.prices.reading import ROLE, read_sheet
from agreements.rules import prices as rules
from portal.accounts.actor import actor_of
from portal.files.services import delete_file, store_upload
from portal.files.sheets import mapping
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked
from suppliers.models import Supplier

CHECK = "price-list-check"


@transaction.atomic
def upload(
    *,
    by: Any,
    agreement: Agreement,
    supplier: Supplier,
    lot: Lot | None,
    title: str,
    valid_from: date,
    valid_to: date | None,
    file: UploadedFile,
) -> PriceList:
    """Keep a supplier's file as the draft of a price list, its columns as they were last matched or can be guessed.

    Raises ``Refused`` for who may not, a supplier who has no place in the agreement or the lot, and what is no
    spreadsheet; ``Unreadable`` for one that cannot be read. Nothing is kept then.
    """
    _may_begin(by, agreement, supplier, lot, valid_from, valid_to)
    stored = store_upload(by=by, upload=file)
    with stored.file.open("rb") as opened:
        sheet = read_sheet(opened.read(), stored.name)
    price_list = PriceList.objects.create(
        agreement=agreement,
        supplier=supplier,
        lot=lot,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
        file=stored,
        header=list(sheet.header),
        columns=_remembered(agreement.cooperation, supplier, sheet.header),
        created_by=by,
    )
    audit.record("price_list.uploaded", price_list, by=by, changes={"file": (None, stored.name)})
    return price_list


def _may_begin(
    by: Any, agreement: Agreement, supplier: Supplier, lot: Lot | None, valid_from: date, valid_to: date | None
) -> None:
    ask(rules.may_keep_prices(actor_of(by), agreement))
    places = LotSupplier.objects.filter(lot__agreement=agreement, supplier=supplier)
    if not (places.filter(lot=lot) if lot else places).exists():
        raise refused(_("The supplier has no place there. Choose another supplier or lot."), "supplier")
    if valid_to and valid_to < valid_from:
        raise refused(_("The last day is before the first."), "valid_to")


def _layout(supplier: Supplier) -> str:
    """The name under which the columns of a supplier's lists are remembered."""
    return f"prices-{supplier.pk}"


def _remembered(cooperation: Cooperation, supplier: Supplier, header: Sequence[str]) -> list[str]:
    known = ColumnMapping.objects.filter(
        cooperation=cooperation, layout=_layout(supplier), fingerprint=mapping.fingerprint(header)
    ).first()
    if known is not None and len(known.columns) == len(header):
        return list(known.columns)
    return mapping.guess(header, ROLE.fields)


@transaction.atomic
def match_columns(*, by: Any, price_list: PriceList, columns: Sequence[str]) -> None:
    """Set which column holds what, and remember it for the supplier's next file. An earlier check is void.

    Raises ``Refused`` when a field is given to two columns, a required one to none, or the list is no draft.
    """
    price_list = _locked_draft(by, price_list.pk)
    given = [name for name in columns if name]
    if len(set(given)) < len(given):
        raise refused(_("Two columns cannot hold the same."), "columns")
    if lacking := ROLE.missing(list(columns)):
        raise refused(_("Say which column holds: %(fields)s."), "columns", fields=", ".join(lacking))
    price_list.columns = list(columns)
    price_list.summary = {}
    write_articles(price_list, ())
    price_list.version += 1
    price_list.save(update_fields=["columns", "summary", "item_count", "digest", "version"])
    ColumnMapping.objects.update_or_create(
        cooperation=price_list.agreement.cooperation,
        layout=_layout(price_list.supplier),
        fingerprint=mapping.fingerprint(price_list.header),
        defaults={"columns": price_list.columns},
    )


def _locked_draft(by: Any, pk: int) -> PriceList:
    """A draft that no work is going on with, locked."""
    price_list = (
        PriceList.objects.select_for_update(of=("self",))
        .select_related("agreement__cooperation", "supplier", "job", "file")
        .get(pk=pk)
    )
    ask(rules.may_prepare(actor_of(by), price_list))
    if price_list.job is not None and not price_list.job.is_finished:
        raise refused(_("The file is being checked."))
    return price_list


@transaction.atomic
def start_check(*, by: Any, price_list: PriceList, language: str) -> Job:
    """Have a draft's file checked and, when it has no errors, its articles written as a job. Raises ``Refused``."""
    price_list = _locked_draft(by, price_list.pk)
    if price_list.file is None:
        raise refused(_("The list was made from another one: there is no file to check."))
    if lacking := ROLE.missing(price_list.columns):
        raise refused(_("Say which column holds: %(fields)s."), "columns", fields=", ".join(lacking))
    job = jobs.start(kind=CHECK, params={"price_list": price_list.pk}, by=by, language=language)
    price_list.job = job
    price_list.save(update_fields=["job"])
    return job


@transaction.atomic
def keep_check(*, by: Any, price_list_id: int, articles: Sequence[Article], summary: dict[str, Any]) -> None:
    """Keep what the check of a draft's file found, and its articles in the place of those of an earlier check."""
    price_list = PriceList.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=price_list_id)
    ask(rules.may_prepare(actor_of(by), price_list))
    write_articles(price_list, articles)
    price_list.summary = summary
    price_list.version += 1
    price_list.save(update_fields=["summary", "item_count", "digest", "version"])
    audit.record("price_list.checked", price_list, by=by)


@transaction.atomic
def discard(*, by: Any, price_list: PriceList) -> None:
    """Throw a draft away. Its audit rows stay."""
    price_list = _locked_draft(by, price_list.pk)
    audit.record("price_list.discarded", price_list, by=by)
    file = price_list.file
    price_list.delete()
    if file is not None:
        delete_file(file=file)


@transaction.atomic
def adjust(*, by: Any, price_list_id: int, version: int, per_cent: Decimal, valid_from: date, title: str) -> PriceList:
    """Make a draft whose prices are those of an approved list, each moved by so many per cent and rounded half up.

    The supplier's request in one figure; approving it compares the prices with the index. Raises ``Conflict``.
    """
    source = locked(PriceList, price_list_id, version, "agreement__cooperation", "supplier", "lot")
    ask(rules.may_withdraw(actor_of(by), source))
    _may_begin(by, source.agreement, source.supplier, source.lot, valid_from, source.valid_to)
    draft = PriceList.objects.create(
        agreement=source.agreement,
        supplier=source.supplier,
        lot=source.lot,
        title=title,
        valid_from=valid_from,
        valid_to=source.valid_to,
        created_by=by,
    )
    articles = [
        Article(
            number=item.article_number,
            name=item.name,
            unit=item.unit,
            price=adjusted(item.price, per_cent),
            pack_size=item.pack_size,
            manufacturer=item.manufacturer,
        )
        for item in source.items.iterator()
    ]
    write_articles(draft, articles)
    draft.save(update_fields=["item_count", "digest"])
    audit.record("price_list.adjusted", draft, by=by, changes={"percent": (None, per_cent)})
    return draft
