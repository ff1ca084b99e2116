"""Registering many agreements at once, for imports and the sample: all or nothing, in a few statements."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from agreements import rules, search
from agreements.data import COLUMNS, AgreementData
from agreements.facts import CHILDREN
from agreements.models import Agreement
from agreements.services.children import create_children
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
    ``Refused`` when ``by`` may not import into this cooperation's register.
    """
    ask(rules.may_import(actor_of(by), cooperation.pk))
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
    create_children(list(zip(agreements, batch, strict=True)))
    return agreements


def _publish_ready(agreements: list[Agreement], by: Any, reason: str) -> None:
    """Publish those that keep the rules, with an audit row each."""
    prefetch_related_objects(agreements, *CHILDREN, "cooperation", "owner")
    ready = [agreement for agreement in agreements if rules.ready_to_publish(agreement)]
    for agreement in ready:
        agreement.published_at = timezone.now()
    transitions.apply_many(MACHINE, "published", ready, by=by, reason=reason, saving=("published_at",))
