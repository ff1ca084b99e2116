"""Registering many agreements at once, for imports and the sample: all or nothing, in a few statements."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from agreements import rules, search
from agreements.data import COLUMNS, AgreementData
from agreements.models import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption, Lot, LotSupplier
from agreements.services.children import SCOPE, lot_values
from agreements.states import MACHINE, OptionState
from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.organisations.services.cooperations import touch_register
from portal.workflow import audit, transitions
from portal.workflow.copying import copy_objects, copy_rows, reserve_ids
from portal.workflow.errors import ask

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
    ``Refused`` when ``by`` may not import into this cooperation's register, or not publish in it.
    """
    ask(rules.may_import(actor_of(by), cooperation.pk))
    if publishing:
        ask(rules.may_publish_in(actor_of(by), cooperation.pk))
    batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    written: list[Agreement] = []
    for batch in batches:
        written += _write_batch(cooperation, batch)
        progress(len(written) // 2)
    if len(items) >= BATCH:
        _count_rows()
    for start in range(0, len(written), BATCH):
        agreements = written[start : start + BATCH]
        search.refresh([agreement.pk for agreement in agreements])
        audit.record_many(
            audit.event(
                "agreement.imported", agreement, by=by, changes={"title": (None, agreement.title)}, reason=reason
            )
            for agreement in agreements
        )
        if publishing:
            _publish_ready(agreements, items[start : start + BATCH], by, reason)
        progress((len(written) + start + len(agreements)) // 2)
    touch_register(cooperation.pk)
    return written


def _count_rows() -> None:
    """Have the planner count the rows that were just written: it would read whole tables for each agreement otherwise,
    above all where it has found them empty after a long import that was broken off."""
    with connection.cursor() as cursor:
        for model in (Agreement, AgreementCpv, EligibleBuyer, Lot, LotSupplier):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _write_batch(cooperation: Cooperation, batch: Sequence[AgreementData]) -> list[Agreement]:
    ids = reserve_ids(Agreement, len(batch))
    agreements = [
        Agreement(
            pk=pk,
            cooperation=cooperation,
            currency=cooperation.currency,
            last_day=data.ends_on,  # new options are unused, so nothing is added to the last day as agreed
            assumed=list(data.assumed),
            **{column: getattr(data, column) for column in COLUMNS},
        )
        for pk, data in zip(ids, batch, strict=True)
    ]
    copy_objects(agreements)
    _write_children(list(zip(ids, batch, strict=True)))
    return agreements


def _write_children(pairs: Sequence[tuple[int, AgreementData]]) -> None:
    copy_rows(
        AgreementCpv,
        ("agreement", "cpv", "is_main"),
        ((pk, code, place == 0) for pk, data in pairs for place, code in enumerate(data.cpvs)),
    )
    copy_rows(
        EligibleBuyer,
        ("agreement", "organisation", "is_binding"),
        ((pk, buyer.organisation_id, buyer.is_binding) for pk, data in pairs for buyer in data.buyers),
    )
    copy_rows(
        ExtensionOption,
        ("agreement", "position", "months", "notice_by", "state"),
        (
            (pk, place, option.months, option.notice_by, OptionState.OPEN.value)
            for pk, data in pairs
            for place, option in enumerate(data.options, start=1)
        ),
    )
    lots = [(pk, place, lot) for pk, data in pairs for place, lot in enumerate(data.lots, start=1)]
    ids = reserve_ids(Lot, len(lots))
    copy_objects(
        [
            Lot(pk=lot_pk, agreement_id=pk, position=place, **lot_values(lot))
            for lot_pk, (pk, place, lot) in zip(ids, lots, strict=True)
        ]
    )
    copy_rows(
        LotSupplier,
        ("lot", "supplier", "rank", "share"),
        (
            (lot_pk, place.supplier_id, place.rank, place.share)
            for lot_pk, (_pk, _place, lot) in zip(ids, lots, strict=True)
            for place in lot.suppliers
        ),
    )
    for name, column in SCOPE.items():
        copy_rows(
            getattr(Lot, name).through,
            ("lot", column.removesuffix("_id")),
            ((lot_pk, key) for lot_pk, (_pk, _place, lot) in zip(ids, lots, strict=True) for key in getattr(lot, name)),
        )


def _publish_ready(agreements: Sequence[Agreement], batch: Sequence[AgreementData], by: Any, reason: str) -> None:
    """Publish those that keep the rules, with an audit row each."""
    ready = [
        agreement
        for agreement, data in zip(agreements, batch, strict=True)
        if rules.would_be_ready(data, agreement.cooperation)
    ]
    transitions.apply_many(MACHINE, "published", ready, by=by, reason=reason, stamping={"published_at": timezone.now()})
