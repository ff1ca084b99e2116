"""The table of thresholds: asking it, and keeping it. Only an administrator keeps it; every change is audited."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.law import thresholds as law
from portal.law.answers import Allowed, Answer, denied
from portal.law.jurisdictions import JURISDICTIONS
from portal.reference.models import Threshold
from portal.web import navigation
from portal.workflow import audit
from portal.workflow.errors import Refused, ask

ADMINISTRATOR_ONLY = denied(_("Only the administrator keeps the table of thresholds."))
OVERLAPS = denied(_("Another threshold of this kind applies then. End it first."), "valid_from")
ENDS_BEFORE = denied(_("It would end before it begins."), "valid_to")


def may_keep(user: Any) -> Answer:
    """Rule 10: an administrator keeps the table."""
    return Allowed() if getattr(navigation.reader(user), "is_administrator", False) else ADMINISTRATOR_ONLY


def thresholds_on(jurisdiction: str, day: date) -> dict[str, law.Threshold]:
    """What the table knows for a day, by kind."""
    return {row.kind: _as_law(row) for row in Threshold.objects.on(day).filter(jurisdiction=jurisdiction)}


def threshold_on(jurisdiction: str, kind: str, day: date) -> law.Threshold | None:
    """The threshold of a kind on a day; None when the table does not know it."""
    return thresholds_on(jurisdiction, day).get(kind)


def _as_law(row: Threshold) -> law.Threshold:
    return law.Threshold(
        kind=law.ThresholdKind(row.kind),
        amount=row.amount,
        currency=row.currency,
        source=row.source,
        url=row.url,
        certain=row.certain,
    )


@transaction.atomic
def add(
    *,
    by: Any,
    jurisdiction: str,
    kind: str,
    amount: Decimal,
    valid_from: date,
    source: str,
    valid_to: date | None = None,
    url: str = "",
    certain: bool = False,
    note: str = "",
) -> Threshold:
    """Add a threshold, ex VAT in the country's currency. One that has no end yet ends the day before. Raises
    ``Refused`` when another applies on its days."""
    ask(may_keep(by))
    if valid_to is not None and valid_to < valid_from:
        raise Refused(ENDS_BEFORE)
    current = Threshold.objects.filter(
        jurisdiction=jurisdiction, kind=kind, valid_to=None, valid_from__lt=valid_from
    ).first()
    if current is not None:
        end(by=by, threshold_id=current.pk, valid_to=valid_from - timedelta(days=1))
    row = Threshold(
        jurisdiction=jurisdiction,
        kind=kind,
        amount=amount,
        currency=JURISDICTIONS[jurisdiction].currency,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source.strip(),
        url=url,
        certain=certain,
        note=note.strip(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(OVERLAPS) from error
    said = {name: (None, getattr(row, name)) for name in ("amount", "valid_from", "valid_to", "source", "certain")}
    audit.record("threshold.added", row, by=by, changes=said)
    return row


@transaction.atomic
def end(*, by: Any, threshold_id: int, valid_to: date) -> Threshold:
    """Say until which day a threshold applies. Raises ``Refused`` when another begins before."""
    ask(may_keep(by))
    row = Threshold.objects.select_for_update().get(pk=threshold_id)
    if valid_to < row.valid_from:
        raise Refused(ENDS_BEFORE)
    before, row.valid_to = row.valid_to, valid_to
    try:
        with transaction.atomic():
            row.save(update_fields=["valid_to"])
    except IntegrityError as error:
        raise Refused(OVERLAPS) from error
    audit.record("threshold.ended", row, by=by, changes={"valid_to": (before, valid_to)})
    return row
