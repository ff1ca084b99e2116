"""Writing the ceiling ledger. An entry is written once and stays; PostgreSQL keeps the sums and holds the ceiling."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from agreements.models import CallOff, CeilingBalance, CeilingEntry
from agreements.states.ceilings import EntryKind
from portal.law.answers import Denied, Reason
from portal.workflow.errors import Refused

ZERO = Decimal("0.00")
PASSED = Denied((Reason(_("Somebody else took what was left of the maximum meanwhile."), field="amount"),))


def hold(agreement_id: int) -> None:
    """Lock the sums of an agreement until the transaction ends, so that nobody takes what is being judged.

    Whoever lowers a maximum or judges a call-off holds them first.
    """
    CeilingBalance.objects.get_or_create(agreement_id=agreement_id, is_whole=True, lot=None, buyer=None)
    list(CeilingBalance.objects.select_for_update().filter(agreement=agreement_id, is_whole=True))


@contextmanager
def ceilings_as_reasons() -> Iterator[None]:
    """What PostgreSQL refuses, in words."""
    try:
        yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken == "ceiling_never_passed":
            raise Refused(PASSED) from error
        raise


def reserved_of(call_off: CallOff) -> Decimal:
    """What is still reserved for a call-off."""
    return call_off.entries.aggregate(total=Sum("reserved"))["total"] or ZERO


def used_of(call_off: CallOff) -> Decimal:
    """What has been bought under a call-off so far."""
    return call_off.entries.aggregate(total=Sum("used"))["total"] or ZERO


def reserve(*, by: Any, call_off: CallOff, amount: Decimal, day: date, reason: str = "") -> CeilingEntry:
    """Reserve an amount of the ceiling for a call-off. Raises ``Refused`` when the ceiling would be passed."""
    return _write(by, call_off, EntryKind.RESERVED, day, reserved=amount, reason=reason)


def release(*, by: Any, call_off: CallOff, amount: Decimal, day: date, reason: str) -> CeilingEntry:
    """Give back what a call-off does not need: it was cancelled, lowered, or ended below its value."""
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
