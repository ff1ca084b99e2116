"""Registering many agreements at once, for imports and the sample: all or nothing, in a few statements."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from agreements import rules, search
from agreements.data import COLUMNS, AgreementData
from agreements.facts import CHILDREN
from agreements.models import (
    Agreement,
    AgreementCpv,
    EligibleBuyer,
    ExtensionOption,
    Lot,
    LotSupplier,
)
from agreements.services.register import ask, touch_register
from agreements.states import MACHINE
from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.workflow import audit, transitions

BATCH = 1000


@transaction.atomic
def register_many(
    *,
    by: Any,
    cooperation: Cooperation,
    items: Sequence[AgreementData],
    reason: str,
    publishing: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Agreement]:
    """Register agreements of one cooperation, each with its own audit row that gives ``reason``.

    With ``publishing`` those that keep the law's rules are published at once, by the same guards as one by one; the
    others stay drafts, and their pages say what is missing. ``progress`` hears how many are written. Raises
    ``Refused`` when ``by`` may not register in this cooperation.
    """
    ask(rules.may_register(actor_of(by), cooperation.pk))
    written: list[Agreement] = []
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        agreements = _write_batch(cooperation, batch)
        search.refresh([agreement.pk for agreement in agreements])
        audit.record_many(
            audit.event(
                "agreement.imported",
                agreement,
                by=by,
                changes={"title": (None, agreement.title)},
                reason=reason,
            )
            for agreement in agreements
        )
        if publishing:
            _publish_ready(agreements, by, reason)
        written += agreements
        progress(len(written))
    touch_register(cooperation.pk)
    return written


def _write_batch(cooperation: Cooperation, batch: Sequence[AgreementData]) -> list[Agreement]:
    agreements = Agreement.objects.bulk_create(
        Agreement(
            cooperation=cooperation,
            currency=cooperation.currency,
            last_day=data.ends_on,  # new options are unused, so nothing is added to the last day as agreed
            assumed=list(data.assumed),
            **{column: getattr(data, column) for column in COLUMNS},
        )
        for data in batch
    )
    pairs = list(zip(agreements, batch, strict=True))
    AgreementCpv.objects.bulk_create(
        AgreementCpv(agreement=agreement, cpv_id=code, is_main=place == 0)
        for agreement, data in pairs
        for place, code in enumerate(data.cpvs)
    )
    EligibleBuyer.objects.bulk_create(
        EligibleBuyer(agreement=agreement, organisation_id=buyer.organisation_id, is_binding=buyer.is_binding)
        for agreement, data in pairs
        for buyer in data.buyers
    )
    ExtensionOption.objects.bulk_create(
        ExtensionOption(agreement=agreement, position=place, months=option.months, notice_by=option.notice_by)
        for agreement, data in pairs
        for place, option in enumerate(data.options, start=1)
    )
    lots = Lot.objects.bulk_create(
        Lot(
            agreement=agreement,
            position=place,
            number=lot.number,
            title=lot.title,
            estimated_value=lot.estimated_value,
            maximum_value=lot.maximum_value,
            call_off_method=lot.call_off_method,
            conditions=lot.conditions,
        )
        for agreement, data in pairs
        for place, lot in enumerate(data.lots, start=1)
    )
    handed_in = [lot for data in batch for lot in data.lots]
    LotSupplier.objects.bulk_create(
        LotSupplier(lot=row, supplier_id=place.supplier_id, rank=place.rank, share=place.share)
        for row, lot in zip(lots, handed_in, strict=True)
        for place in lot.suppliers
    )
    return agreements


def _publish_ready(agreements: list[Agreement], by: Any, reason: str) -> None:
    """Publish those that keep the rules, judged on rows read back from the database."""
    prefetch_related_objects(agreements, *CHILDREN, "cooperation", "owner")
    ready = [agreement for agreement in agreements if rules.ready_to_publish(agreement)]
    for agreement in ready:
        agreement.published_at = timezone.now()
    transitions.apply_many(MACHINE, "published", ready, by=by, reason=reason, saving=("published_at",))
