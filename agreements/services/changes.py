"""Typed changes of a published agreement: proposed, confirmed, withdrawn, and in effect on their day (rule 12)."""

import logging
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import search
from agreements.changes.outcomes import Outcome, differences_of, of_change
from agreements.changes.touched import touched
from agreements.data import ChangeData
from agreements.facts import with_children
from agreements.models import Agreement, AgreementChange, Lot, LotSupplier
from agreements.rules import changes as rules
from agreements.services.ceilings import hold
from agreements.services.register import constraints_as_reasons, end
from agreements.states.changes import CHANGE, ChangeKind
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.law.frameworks.modifications import needs_two
from portal.organisations.services.cooperations import touch_register
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from suppliers.services.register import rename

log = logging.getLogger(__name__)

RELATED = ("lot", "supplier", "successor", "new_owner", "option", "document", "proposed_by", "confirmed_by")


def held(agreement_id: int) -> Agreement:
    """The agreement with all its rows, locked after its ceilings, in the order in which call-offs take them too."""
    hold(agreement_id)
    agreements = Agreement.objects.select_for_update(of=("self",)).select_related("cooperation", "owner", "responsible")
    return with_children(agreements.get(pk=agreement_id))


@transaction.atomic
def propose(*, by: Any, agreement_id: int, data: ChangeData, document: StoredFile | None = None) -> AgreementChange:
    """Put a change forward. Nothing of the agreement changes yet.

    Raises ``Refused`` when ``by`` may not, when it lacks its justification or legal basis, when a limit of art. 72 is
    passed, or when the agreement does not allow it as it stands.
    """
    agreement = held(agreement_id)
    change = AgreementChange(agreement=agreement, document=document, proposed_by=by, **vars(data))
    change.needs_two = needs_two(rules.modification_of(agreement, change))
    ask(rules.may_propose(actor_of(by), agreement, change))
    change.save(force_insert=True)
    audit.record("agreement_change.proposed", change, by=by, reason=change.justification)
    return change


@transaction.atomic
def confirm(*, by: Any, change_id: int, version: int) -> AgreementChange:
    """Confirm a change, and keep with it what it touches. It takes effect on its day: at once, when that has come.

    Raises ``Refused`` when ``by`` may not (a change that makes the agreement grow wants another person than the one who
    proposed it) or when it is not possible any more, ``Conflict`` when it moved on from ``version``.
    """
    agreement = held(_agreement_of(change_id))
    change = locked(AgreementChange, change_id, version, *RELATED)
    ask(rules.may_confirm(actor_of(by), agreement, change))
    ask(rules.possible(agreement, change))
    change.touched = touched(agreement, of_change(agreement, change), change.effective_on, change)
    change.confirmed_by, change.confirmed_at = by, timezone.now()
    change.version += 1
    saving = ("touched", "confirmed_by", "confirmed_at", "version")
    transitions.apply(CHANGE, "confirmed", change, by=by, saving=saving)
    if change.effective_on <= timezone.localdate():
        take_effect(by=by, agreement=agreement, change=change)
    return change


@transaction.atomic
def withdraw(*, by: Any, change_id: int, version: int, reason: str) -> AgreementChange:
    """Take a change back before it takes effect, with a reason."""
    agreement = held(_agreement_of(change_id))
    change = locked(AgreementChange, change_id, version, *RELATED)
    ask(rules.may_withdraw(actor_of(by), agreement, change))
    if not reason.strip():
        raise refused(_("Say why the change is withdrawn."), "reason")
    change.version += 1
    transitions.apply(CHANGE, "withdrawn", change, by=by, reason=reason, saving=("version",))
    return change


def take_effect_due(day: date) -> int:
    """Have the confirmed changes whose day has come take effect, each in a transaction of its own; how many did.

    Safe to run twice and at once: whoever comes second finds the change in effect. One that is not possible any more
    stays confirmed; its page says why, until it is withdrawn or the obstacle is gone.
    """
    due = AgreementChange.objects.due(day).order_by("effective_on", "pk").values_list("pk", flat=True)
    return sum(_take_effect_on(change_id, day) for change_id in list(due))


def _take_effect_on(change_id: int, day: date) -> bool:
    try:
        with transaction.atomic():
            agreement = held(_agreement_of(change_id))
            due = AgreementChange.objects.due(day).select_for_update(of=("self",)).select_related(*RELATED)
            change = due.filter(pk=change_id).first()
            if change is None:
                return False
            ask(rules.possible(agreement, change))
            take_effect(by=None, agreement=agreement, change=change)
            return True
    except Refused as refused:
        log.warning("change %s cannot take effect: %s", change_id, refused)
        return False


def _agreement_of(change_id: int) -> int:
    return AgreementChange.objects.values_list("agreement_id", flat=True).get(pk=change_id)


def take_effect(*, by: Any, agreement: Agreement, change: AgreementChange, action: str = "agreement.changed") -> None:
    """Write what a confirmed change makes of the agreement, both locked by the caller; ``by`` is None where the day
    itself does it."""
    outcome = of_change(agreement, change)
    changes = differences_of(agreement, change, outcome)
    change.before = {name: audit.plain(before) for name, (before, _after) in changes.items()}
    if change.kind == ChangeKind.MAXIMUM:
        change.before["maximum_value"] = audit.plain((change.lot or agreement).maximum_value)
    change.version += 1
    transitions.apply(CHANGE, "took_effect", change, by=by, saving=("before", "version"))
    if change.kind == ChangeKind.TERMINATION:
        end(by=by, agreement=agreement, on=change.effective_on, reason=change.justification)
    else:
        write(agreement, outcome)
        audit.record(action, agreement, by=by, changes=changes, reason=change.justification)
        touch_register(agreement.cooperation_id)
    if outcome.name and change.supplier_id is not None:
        rename(by=by, supplier_id=change.supplier_id, name=outcome.name, reason=change.justification)


def write(agreement: Agreement, outcome: Outcome) -> None:
    """Write an outcome's columns and suppliers; the agreement is locked by the caller and one version further on."""
    for name, value in outcome.columns.items():
        setattr(agreement, name, value)
    agreement.version += 1
    with constraints_as_reasons():
        agreement.save()
    for lot_id, columns in outcome.lots.items():
        Lot.objects.filter(pk=lot_id).update(**columns)
    for lot_id, places in outcome.places.items():
        LotSupplier.objects.filter(lot=lot_id).delete()
        LotSupplier.objects.bulk_create(
            LotSupplier(lot_id=lot_id, supplier_id=place.supplier_id, rank=place.rank, share=place.share)
            for place in places
        )
    if outcome.places or "owner" in outcome.columns:
        search.refresh([agreement.pk])
