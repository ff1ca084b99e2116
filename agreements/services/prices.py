"""Uploading, checking, approving and withdrawing price lists, and the indices that prices follow."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.data import ChangeData
from agreements.imports import mapping
from agreements.models import (
    Agreement,
    AgreementChange,
    ColumnMapping,
    IndexValue,
    Lot,
    LotSupplier,
    PriceIndex,
    PriceList,
)
from agreements.prices.articles import Article, write_articles
from agreements.prices.comparing import Comparison, compare
from agreements.prices.indexing import Clause, Movement, adjusted, movement
from agreements.prices.reading import ROLE, read_sheet
from agreements.rules import prices as rules
from agreements.services import changes
from agreements.states.changes import CHANGE, ChangeKind, LegalBasis
from agreements.states.prices import BINDING, PRICE_LIST, PriceListStatus
from portal.accounts.actor import actor_of
from portal.files.services import delete_file, store_upload
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.law.answers import Denied, Reason
from portal.law.wording import written
from portal.organisations.models import Cooperation
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import conflict, locked
from suppliers.models import Supplier

CHECK = "price-list-check"


def _refused(text: Any, field: str | None = None, **params: Any) -> Refused:
    return Refused(Denied((Reason(text, field=field, params=params),)))


# Drafts


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
        raise _refused(_("The supplier has no place there. Choose another supplier or lot."), "supplier")
    if valid_to and valid_to < valid_from:
        raise _refused(_("The last day is before the first."), "valid_to")


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
        raise _refused(_("Two columns cannot hold the same."), "columns")
    if lacking := ROLE.missing(list(columns)):
        raise _refused(_("Say which column holds: %(fields)s."), "columns", fields=", ".join(lacking))
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
        raise _refused(_("The file is being checked."))
    return price_list


@transaction.atomic
def start_check(*, by: Any, price_list: PriceList, language: str) -> Job:
    """Have a draft's file checked and, when it has no errors, its articles written as a job. Raises ``Refused``."""
    price_list = _locked_draft(by, price_list.pk)
    if price_list.file is None:
        raise _refused(_("The list was made from another one: there is no file to check."))
    if lacking := ROLE.missing(price_list.columns):
        raise _refused(_("Say which column holds: %(fields)s."), "columns", fields=", ".join(lacking))
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


# Approval


def predecessor(price_list: PriceList) -> PriceList | None:
    """The list whose prices a draft's take over from: the latest that has held, or will, by the draft's first day."""
    return (
        PriceList.objects.besides(price_list)
        .filter(
            Q(replaced_from=None) | Q(replaced_from__gt=F("valid_from")),
            status__in=BINDING,
            valid_from__lte=price_list.valid_from,
        )
        .select_related("index")
        .order_by("-valid_from", "-pk")
        .first()
    )


def clause_of(price_list: PriceList | None) -> Clause | None:
    """The index clause that a list states, if it does."""
    if price_list is None or price_list.index_value is None:
        return None
    return Clause(price_list.index_value, price_list.index_share, price_list.index_threshold)


def moved_since(price_list: PriceList | None, month: date | None) -> Movement | None:
    """How the index of a list's clause has moved from its base to a month.

    Nothing without a clause; ``Refused`` when there is one and no later month with a known value is named.
    """
    clause = clause_of(price_list)
    if clause is None or price_list is None:
        return None
    if month is None:
        raise _refused(_("Choose the month whose index the prices are compared with."), "index_month")
    found = IndexValue.objects.filter(index=price_list.index_id, month=month, month__gt=price_list.index_month).first()
    if found is None:
        raise _refused(_("The value of the index in that month is not known."), "index_month")
    return movement(clause, found.value)


@transaction.atomic
def approve(
    *,
    by: Any,
    price_list_id: int,
    version: int,
    index_month: date | None = None,
    justification: str = "",
    legal_basis: str = "",
) -> PriceList:
    """Let a draft's prices hold from its first day, and end the list before it there.

    Changed prices are compared with the index clause of the list before it, if that states one, and become a typed
    change of the agreement (rule 12): by the index as far as it goes; beyond it, and without a clause, with a
    justification and a legal basis of art. 72. Raises ``Refused``, and ``Conflict`` when the draft has moved on.
    """
    price_list = _locked_among_its_like(price_list_id, version)
    ask(rules.may_approve(actor_of(by), price_list))
    others = PriceList.objects.besides(price_list).filter(status=PriceListStatus.APPROVED)
    if later := others.filter(valid_from__gt=price_list.valid_from).order_by("valid_from").first():
        raise _refused(
            _("A list is approved from %(day)s already. Withdraw it first, or let this one hold from a later day."),
            "valid_from",
            day=later.valid_from,
        )
    before = predecessor(price_list)
    compared = compare(before, price_list)
    moved = moved_since(before, index_month) if before and compared.changes_prices else None
    ask(rules.may_change_prices(compared, moved, justified=bool(justification.strip())))
    saving = ["approved_by", "approved_at", "replaces", "change", "version"]
    if before is not None:
        price_list.replaces = before
        if before.index_id and moved is not None:
            price_list.index_month, price_list.index_value = index_month, moved.value
        elif before.index_id:
            price_list.index_month, price_list.index_value = before.index_month, before.index_value
        if before.index_id:
            price_list.index = before.index
            price_list.index_share, price_list.index_threshold = before.index_share, before.index_threshold
            saving += ["index", "index_month", "index_value", "index_share", "index_threshold"]
        if compared.changes_prices:
            price_list.change = _change(
                by, price_list, before, compared, moved, index_month, justification, legal_basis
            )
        _end(before, price_list, by)
    price_list.approved_by, price_list.approved_at = by, timezone.now()
    price_list.version += 1
    transitions.apply(PRICE_LIST, "approved", price_list, by=by, reason=justification, saving=tuple(saving))
    return price_list


def _locked_among_its_like(pk: int, version: int) -> PriceList:
    """A list, locked with all for the same agreement, lot and supplier: two approvals at once wait for each other."""
    found = PriceList.objects.get(pk=pk)
    like = PriceList.objects.filter(agreement=found.agreement_id, lot=found.lot_id, supplier=found.supplier_id)
    rows = like.select_for_update(of=("self",)).select_related(
        "agreement__cooperation", "job", "replaces", "change", "file"
    )
    price_list = next(row for row in rows.order_by("pk") if row.pk == pk)
    if price_list.version != version:
        raise conflict(price_list, version)
    return price_list


def _end(before: PriceList, successor: PriceList, by: Any) -> None:
    """End a list where its successor begins, unless it has ended by then."""
    if before.valid_to is None or before.valid_to >= successor.valid_from:
        before.replaced_from = successor.valid_from
        before.version += 1
        transitions.apply(PRICE_LIST, "replaced", before, by=by, saving=("replaced_from", "version"))


def _change(
    by: Any,
    price_list: PriceList,
    before: PriceList,
    compared: Comparison,
    moved: Movement | None,
    index_month: date | None,
    justification: str,
    legal_basis: str,
) -> AgreementChange:
    """The typed change that the new prices are: by the index where none of them is above it, a price otherwise."""
    by_index = moved is not None and not compared.exceeding(moved.allowed)
    if not by_index and compared.raised and legal_basis not in LegalBasis.values:
        raise _refused(_("Choose the ground on which prices may be raised."), "legal_basis")
    months = f"{before.index_month:%Y-%m}, {index_month:%Y-%m}" if by_index else ""
    change = changes.propose(
        by=by,
        agreement_id=price_list.agreement_id,
        data=ChangeData(
            kind=ChangeKind.INDEX if by_index else ChangeKind.PRICE,
            effective_on=price_list.valid_from,
            justification=justification.strip() or _told(moved),
            legal_basis=LegalBasis.REVIEW_CLAUSE if by_index else legal_basis,
            lot_id=price_list.lot_id,
            supplier_id=price_list.supplier_id,
            percent=compared.stated_per_cent,
            index_name=f"{before.index} ({months})" if by_index else "",
        ),
        document=price_list.file,
    )
    return changes.confirm(by=by, change_id=change.pk, version=change.version)


def _told(moved: Movement | None) -> str:
    """Why prices changed when nobody had to justify it."""
    if moved is None:
        return gettext("New price list: no article has become dearer.")
    return gettext(
        "The index has moved by %(moved)s per cent since its base; the clause allows %(allowed)s per cent."
    ) % {
        "moved": written(moved.moved),
        "allowed": written(moved.allowed),
    }


@transaction.atomic
def withdraw(*, by: Any, price_list_id: int, version: int, reason: str) -> PriceList:
    """Take an approved list back, with a reason; the list that it had replaced holds again. Raises ``Conflict``.

    The change of the agreement that it was goes with it, until it has taken effect: then it stays in the biography.
    """
    price_list = _locked_among_its_like(price_list_id, version)
    ask(rules.may_withdraw(actor_of(by), price_list))
    if not reason.strip():
        raise _refused(_("Say why the list is withdrawn."), "reason")
    price_list.version += 1
    transitions.apply(PRICE_LIST, "withdrawn", price_list, by=by, reason=reason, saving=("version",))
    change = price_list.change
    if change is not None and CHANGE.possible("withdrawn", change.status):
        changes.withdraw(by=by, change_id=change.pk, version=change.version, reason=reason)
    before = price_list.replaces
    if before is not None and before.replaced_from == price_list.valid_from:
        before.replaced_from = None
        before.version += 1
        transitions.apply(PRICE_LIST, "reinstated", before, by=by, saving=("replaced_from", "version"))
    return price_list


# Indices


@transaction.atomic
def state_clause(
    *,
    by: Any,
    price_list_id: int,
    version: int,
    index: PriceIndex,
    month: date,
    share: Decimal,
    threshold: Decimal,
) -> PriceList:
    """State of an approved list which index its prices follow, from which month, how far and from which movement on.

    Raises ``Refused`` when the index's value in the base month is not known, and ``Conflict``.
    """
    price_list = locked(PriceList, price_list_id, version, "agreement__cooperation", "index")
    ask(rules.may_state_clause(actor_of(by), price_list))
    if index.cooperation_id != price_list.agreement.cooperation_id:
        raise _refused(_("The index is another cooperation's."), "index")
    base = IndexValue.objects.filter(index=index, month=month).first()
    if base is None:
        raise _refused(_("Enter the value of the index in the base month first."), "month")
    after = {"index": index.name, "index_month": month, "index_value": base.value}
    after |= {"index_share": share, "index_threshold": threshold}
    before = {name: getattr(price_list, name) for name in after} | {"index": str(price_list.index or "")}
    price_list.index, price_list.index_month, price_list.index_value = index, month, base.value
    price_list.index_share, price_list.index_threshold = share, threshold
    price_list.version += 1
    price_list.save(update_fields=[*after, "version"])
    audit.record("price_list.clause_stated", price_list, by=by, changes=audit.differences(before, after))
    return price_list


@transaction.atomic
def add_index(*, by: Any, cooperation: Cooperation, name: str, source: str) -> PriceIndex:
    """Name an index that agreements' prices follow, and who publishes it. Its values are entered month by month."""
    ask(rules.may_keep_indices(actor_of(by), cooperation.pk))
    if PriceIndex.objects.filter(cooperation=cooperation, name=name).exists():
        raise _refused(_("There is an index with this name already."), "name")
    index = PriceIndex.objects.create(cooperation=cooperation, name=name, source=source)
    audit.record("price_index.added", index, by=by, changes={"source": (None, source)})
    return index


@transaction.atomic
def set_index_value(*, by: Any, index: PriceIndex, month: date, value: Decimal) -> IndexValue:
    """Enter the value of an index in a month, or correct it; what was approved with an earlier figure stays."""
    ask(rules.may_keep_indices(actor_of(by), index.cooperation_id))
    if value <= 0:
        raise _refused(_("The value of an index is more than zero."), "value")
    month = month.replace(day=1)
    before = IndexValue.objects.select_for_update().filter(index=index, month=month).first()
    entered, _created = IndexValue.objects.update_or_create(
        index=index, month=month, defaults={"value": value, "entered_by": by}
    )
    changed = {f"{month:%Y-%m}": (before.value if before else None, value)}
    audit.record("price_index.value_entered", index, by=by, changes=changed)
    return entered
