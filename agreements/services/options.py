"""Decisions on extension options: used, declined, or lapsed because nobody decided in time."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.changes.outcomes import Outcome, differences_of, of_not_used, of_used, option_terms
from agreements.changes.touched import touched
from agreements.facts import terms_of
from agreements.models import Agreement, AgreementChange, ExtensionOption
from agreements.rules import changes as rules
from agreements.services.changes import held, take_effect, write
from agreements.states import AgreementStatus, OptionState
from agreements.states.changes import CHANGE, OPTION, ChangeKind, LegalBasis
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.law.frameworks.options import lapsed_on
from portal.organisations.services.cooperations import touch_register
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import conflict


@transaction.atomic
def use_option(
    *, by: Any, option_id: int, version: int, reason: str, document: StoredFile | None = None
) -> AgreementChange:
    """Extend the agreement by an option, from now on. ``version`` is the agreement's, as it was looked at.

    The change that tells of it in the agreement's biography. Raises ``Refused`` when ``by`` may not, the notice comes
    too late or another option comes first, ``Conflict`` when somebody else changed the agreement meanwhile.
    """
    agreement, option = _opened(by, option_id, version, reason)
    today = timezone.localdate()
    ask(rules.may_use(agreement, option, today))
    outcome = of_used(agreement, option)
    change = AgreementChange(
        agreement=agreement,
        kind=ChangeKind.EXTENSION,
        option=option,
        effective_on=today,
        legal_basis=LegalBasis.REVIEW_CLAUSE,
        justification=reason,
        document=document,
        new_last_day=outcome.columns["last_day"],
        needs_two=False,
        touched=touched(agreement, outcome, today),
        proposed_by=by,
        confirmed_by=by,
        confirmed_at=timezone.now(),
    )
    change.save(force_insert=True)
    transitions.apply(CHANGE, "confirmed", change, by=by)
    take_effect(by=by, agreement=agreement, change=change, action="agreement.extended")
    _close(by, agreement, outcome, today, reason)
    return change


@transaction.atomic
def decline_option(*, by: Any, option_id: int, version: int, reason: str) -> Agreement:
    """Say that an option will not be used; those that it led to lapse with it. Raises as ``use_option``."""
    agreement, option = _opened(by, option_id, version, reason)
    today = timezone.localdate()
    ask(rules.may_decline(agreement, option, today))
    outcome = of_not_used(agreement, option, OptionState.DECLINED)
    _not_used(by, agreement, outcome, today, "agreement.option_declined", reason)
    return agreement


def lapse_options(day: date) -> int:
    """Have open options lapse whose notice was not given by their day; how many did.

    Each agreement is a transaction of its own. Safe to run twice and at once, and catches up after a stop: an option
    that lapsed is open no more.
    """
    late = Q(notice_by__lt=day) | Q(notice_by=None, agreement__last_day__lt=day)
    agreements = (
        ExtensionOption.objects.filter(late, state=OptionState.OPEN, agreement__status=AgreementStatus.PUBLISHED)
        .order_by("agreement_id")
        .values_list("agreement_id", flat=True)
        .distinct()
    )
    return sum(_lapse(agreement_id, day) for agreement_id in list(agreements))


@transaction.atomic
def _lapse(agreement_id: int, day: date) -> int:
    agreement = held(agreement_id)
    rows = {row.position: row for row in agreement.options.all()}
    lapsed = lapsed_on(terms_of(agreement), [option_terms(row) for row in rows.values()], day)
    if not lapsed:
        return 0
    outcome = of_not_used(agreement, rows[lapsed[0].position], OptionState.LAPSED)
    _not_used(None, agreement, outcome, day, "agreement.option_lapsed")
    return len(lapsed)


def _opened(by: Any, option_id: int, version: int, reason: str) -> tuple[Agreement, ExtensionOption]:
    agreement = held(ExtensionOption.objects.values_list("agreement_id", flat=True).get(pk=option_id))
    ask(rules.may_change(actor_of(by), agreement))
    if agreement.version != version:
        raise conflict(agreement, version)
    if not reason.strip():
        raise refused(_("Say why it is decided so."), "reason")
    return agreement, next(option for option in agreement.options.all() if option.pk == option_id)


def _not_used(by: Any, agreement: Agreement, outcome: Outcome, day: date, action: str, reason: str = "") -> None:
    changes = differences_of(agreement, None, outcome)
    write(agreement, outcome)
    _close(by, agreement, outcome, day, reason)
    audit.record(action, agreement, by=by, changes=changes, reason=reason)
    touch_register(agreement.cooperation_id)


def _close(by: Any, agreement: Agreement, outcome: Outcome, day: date, reason: str) -> None:
    """Take each option to the state in which it ends."""
    for option in agreement.options.all():
        if state := outcome.options.get(option.pk):
            option.decided_on, option.decided_by = day, by
            saving = ("decided_on", "decided_by")
            transitions.apply(OPTION, state, option, by=by, field="state", reason=reason, saving=saving)
