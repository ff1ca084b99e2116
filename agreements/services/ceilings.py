"""Writing the ceiling ledger. An entry is written once and stays; PostgreSQL keeps the sums and holds the ceiling.

Whoever writes holds the agreement's sums first (``hold``), judges by the law what is left, and lets PostgreSQL have the
last word.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from agreements.ceilings import Books, books_of
from agreements.data import TurnoverData, TurnoverRow
from agreements.facts import children
from agreements.models import Agreement, CallOff, CeilingBalance, CeilingEntry, TurnoverBatch
from agreements.rules import ceilings as rules
from agreements.states.call_offs import CallOffStatus
from agreements.states.ceilings import EntryKind
from portal.accounts.actor import actor_of
from portal.law.answers import answer
from portal.workflow import audit
from portal.workflow.errors import Refused, ask

ZERO = Decimal("0.00")
_IN_WORDS = {
    "ceiling_never_passed": rules.PASSED,
    "ceiling_call_off_never_below_zero": rules.FREES_TOO_MUCH,
    "ceiling_never_below_zero": rules.FREES_TOO_MUCH,
    "turnover_never_twice": rules.ENTERED_BEFORE,
}


def hold(agreement_id: int) -> None:
    """Lock the sums of an agreement until the transaction ends, so that nobody takes what is being judged.

    Whoever lowers a maximum, judges a call-off or enters turnover holds them first, before any other row is locked.
    """
    whole = CeilingBalance.objects.select_for_update().filter(agreement=agreement_id, is_whole=True)
    if not list(whole):
        CeilingBalance.objects.get_or_create(agreement_id=agreement_id, is_whole=True, lot=None, buyer=None)
        list(whole.all())


@contextmanager
def ceilings_as_reasons() -> Iterator[None]:
    """What PostgreSQL refuses, in words. The service around it is undone whole, so no savepoint is spent while others
    wait for the ceiling."""
    try:
        yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken in _IN_WORDS:
            raise Refused(_IN_WORDS[broken]) from error
        raise


def reserved_of(call_off: CallOff) -> Decimal:
    """What is still reserved for a call-off."""
    return call_off.entries.aggregate(total=Sum("reserved"))["total"] or ZERO


def used_of(call_off: CallOff) -> Decimal:
    """What has been bought under a call-off so far."""
    return call_off.entries.aggregate(total=Sum("used"))["total"] or ZERO


def reserve(*, by: Any, call_off: CallOff, amount: Decimal, day: date, reason: str = "") -> CeilingEntry:
    """Reserve an amount of the ceiling for a call-off, as a part of the service that makes or changes it: that one
    opens the transaction, holds the sums, asks who may, and writes the audit row. Raises ``Refused`` when the ceiling
    would be passed."""
    return _write(by, call_off, EntryKind.RESERVED, day, reserved=amount, reason=reason)


def release(*, by: Any, call_off: CallOff, amount: Decimal, day: date, reason: str) -> CeilingEntry:
    """Give back what a call-off does not need: it was cancelled, lowered, or ended below its value. A part of the
    service that does so, as ``reserve``. Raises ``Refused`` when more would be freed than is reserved."""
    return _write(by, call_off, EntryKind.RELEASED, day, reserved=-amount, reason=reason)


def _write(by: Any, call_off: CallOff, kind: str, day: date, reason: str, **amounts: Decimal) -> CeilingEntry:
    with ceilings_as_reasons():
        return CeilingEntry.objects.create(
            agreement_id=call_off.agreement_id,
            lot_id=call_off.lot_id,
            buyer_id=call_off.buyer_id,
            call_off=call_off,
            kind=kind,
            day=day,
            reason=reason,
            by=by,
            **amounts,
        )


@transaction.atomic
def enter_turnover(*, by: Any, agreement_id: int, data: TurnoverData) -> TurnoverBatch:
    """Enter what was bought in a period, row by row: all of it or nothing.

    Raises ``Refused`` when ``by`` may not, when a row is wrong, when the same rows came before, or when a maximum would
    be passed (then an overrun is recorded first).
    """
    hold(agreement_id)
    agreement = _agreement(agreement_id)
    ask(rules.may_enter_turnover(actor_of(by), agreement))
    books = books_of(agreement, data.rows)
    ask(rules.batch_well_formed(books, data))
    with ceilings_as_reasons():
        batch = TurnoverBatch.objects.create(
            agreement=agreement,
            source=data.source,
            period_from=data.period_from,
            period_to=data.period_to,
            digest=data.digest,
            created_by=by,
        )
    _settle(by, books, [replace(row, day=row.day or data.period_to) for row in data.rows], batch)
    total = sum((row.amount for row in data.rows), ZERO)
    audit.record("turnover.entered", batch, by=by, changes={"used": (None, total), "rows": (None, len(data.rows))})
    return batch


@transaction.atomic
def settle(
    *, by: Any, agreement_id: int, rows: Sequence[TurnoverRow], batch: TurnoverBatch | None = None
) -> list[CeilingEntry]:
    """Use amounts of the ceiling, each on its day, and free what the row's call-off had reserved, never more than is
    still reserved. Raises ``Refused`` as ``enter_turnover``, which gathers rows under a source and a period."""
    hold(agreement_id)
    agreement = _agreement(agreement_id)
    ask(rules.may_enter_turnover(actor_of(by), agreement))
    entries = _settle(by, books_of(agreement, rows), rows, batch)
    audit.record_many(
        audit.event("ceiling_entry.settled", entry, by=by, changes={"used": (None, entry.used)}) for entry in entries
    )
    return entries


def _agreement(agreement_id: int) -> Agreement:
    agreements = Agreement.objects.select_related("cooperation").prefetch_related(*children())
    return agreements.get(pk=agreement_id)


def _settle(by: Any, books: Books, rows: Sequence[TurnoverRow], batch: TurnoverBatch | None) -> list[CeilingEntry]:
    rows = [books.completed(row) for row in rows]
    ask(answer(reason for row in rows for reason in rules.bad_row(books, row)))
    ask(rules.room_for_all(books, books.grown(rows)))
    entries = [
        CeilingEntry(
            agreement_id=books.agreement.pk,
            lot_id=row.lot_id,
            buyer_id=row.buyer_id,
            call_off_id=row.call_off_id,
            batch=batch,
            kind=EntryKind.SETTLED,
            reserved=-freed,
            used=row.amount,
            day=row.day or books.today,
            reason=row.reference,
            by=by,
        )
        for row, freed in zip(rows, books.freed(rows), strict=True)
    ]
    with ceilings_as_reasons():
        return CeilingEntry.objects.bulk_create(entries)


@transaction.atomic
def correct(*, by: Any, entry_id: int, reason: str) -> CeilingEntry:
    """Take turnover back by a counter-entry, on the day on which it counted. What its call-off had reserved is reserved
    again, unless the call-off is over. Raises ``Refused`` when ``by`` may not, or when it was taken back before."""
    hold(CeilingEntry.objects.values_list("agreement_id", flat=True).get(pk=entry_id))
    entry = CeilingEntry.objects.select_related("agreement", "call_off", "corrected_by").get(pk=entry_id)
    ask(rules.may_correct(actor_of(by), entry))
    counter = _take_back(by, [entry], reason)[0]
    audit.record("ceiling_entry.corrected", entry, by=by, changes={"used": (entry.used, ZERO)}, reason=reason)
    return counter


@transaction.atomic
def correct_batch(*, by: Any, batch_id: int, reason: str) -> list[CeilingEntry]:
    """Take back all of a batch that has not been taken back yet; the same file may then be entered again."""
    agreement_id = TurnoverBatch.objects.values_list("agreement_id", flat=True).get(pk=batch_id)
    hold(agreement_id)
    ask(rules.may_enter_turnover(actor_of(by), Agreement.objects.get(pk=agreement_id)))
    batch = TurnoverBatch.objects.get(pk=batch_id)
    entries = list(batch.entries.filter(kind=EntryKind.SETTLED, corrected_by=None).select_related("call_off"))
    if not entries:
        raise Refused(rules.CORRECTED_BEFORE)
    counters = _take_back(by, entries, reason)
    batch.digest = ""
    batch.save(update_fields=["digest"])
    total = sum((entry.used for entry in entries), ZERO)
    audit.record("turnover.corrected", batch, by=by, changes={"used": (total, ZERO)}, reason=reason)
    return counters


def _take_back(by: Any, entries: Sequence[CeilingEntry], reason: str) -> list[CeilingEntry]:
    """Counter-entries; and what a finished call-off would have reserved again is released at once."""
    if not reason.strip():
        raise Refused(rules.SAY_WHY)
    common = {"by": by, "reason": reason}
    counters = [
        CeilingEntry(
            kind=EntryKind.CORRECTED,
            corrects=entry,
            reserved=-entry.reserved,
            used=-entry.used,
            **_place(entry),
            **common,
        )
        for entry in entries
    ]
    over = [
        CeilingEntry(kind=EntryKind.RELEASED, reserved=entry.reserved, **_place(entry), **common)
        for entry in entries
        if entry.reserved and entry.call_off is not None and entry.call_off.status != CallOffStatus.MADE
    ]
    with ceilings_as_reasons():
        return CeilingEntry.objects.bulk_create([*counters, *over])[: len(counters)]


def _place(entry: CeilingEntry) -> dict[str, Any]:
    """Where and when an entry counts."""
    return {
        "agreement_id": entry.agreement_id,
        "lot_id": entry.lot_id,
        "buyer_id": entry.buyer_id,
        "call_off_id": entry.call_off_id,
        "batch_id": entry.batch_id,
        "day": entry.day,
    }
