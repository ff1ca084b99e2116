"""Registering, editing, publishing and terminating an agreement."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import rules, search
from agreements.ceilings import ceilings_of_many, lots_in_use
from agreements.data import COLUMNS, AgreementData
from agreements.facts import facts, last_day_of, parties_of, terms_of, with_children, with_names
from agreements.models import Agreement
from agreements.rules import ceilings as ceiling_rules
from agreements.services.ceilings import hold
from agreements.services.children import create_children, update_children
from agreements.states import MACHINE, AgreementStatus
from portal.accounts.actor import actor_of
from portal.files.services import delete_file
from portal.organisations.models import Cooperation
from portal.organisations.services.cooperations import touch_register
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked


def _locked(agreement_id: int, version: int) -> Agreement:
    """The agreement with all its rows, locked; raises ``Conflict`` when it has moved on from ``version``."""
    return with_children(locked(Agreement, agreement_id, version, "cooperation", "owner", "responsible"))


@contextmanager
def constraints_as_reasons() -> Iterator[None]:
    """What PostgreSQL refuses although the rules let it pass, in words: another has taken the number meanwhile."""
    try:
        yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken == "agreement_number_unique":
            raise Refused(rules.NUMBER_TAKEN) from error
        raise


def _set_columns(agreement: Agreement, data: AgreementData) -> None:
    for column in COLUMNS:
        setattr(agreement, column, getattr(data, column))
    agreement.assumed = list(data.assumed)


@transaction.atomic
def register(*, by: Any, data: AgreementData) -> Agreement:
    """Register an agreement as a draft. Raises ``Refused`` when ``by`` may not register it for this owner, or when
    what is handed in contradicts itself."""
    ask(rules.may_register(actor_of(by), data.cooperation_id, data.owner_id))
    ask(rules.well_formed(data))
    cooperation = Cooperation.objects.get(pk=data.cooperation_id)
    agreement = Agreement(cooperation=cooperation, currency=cooperation.currency)
    _set_columns(agreement, data)
    agreement.last_day = agreement.ends_on  # new options are unused, so nothing is added to the last day as agreed
    with constraints_as_reasons():
        agreement.save(force_insert=True)
    create_children([(agreement, data)])
    with_names([agreement])
    search.refresh([agreement.pk])
    changes = {name: (None, value) for name, value in facts(agreement).items()}
    audit.record("agreement.registered", agreement, by=by, changes=changes)
    touch_register(cooperation.pk)
    return agreement


@transaction.atomic
def update(*, by: Any, agreement_id: int, version: int, data: AgreementData, reason: str = "") -> Agreement:
    """Change an agreement. ``version`` is the one that was opened.

    A published agreement must go on keeping the law's rules, takes no new buyers or suppliers, does not grow, keeps the
    lots that are in use and maxima above what is reserved and used, and wants a reason. Raises ``Conflict`` when
    somebody else changed it meanwhile, ``Refused`` when a rule says no.
    """
    if not Agreement.objects.filter(pk=agreement_id, status=AgreementStatus.DRAFT).exists():
        hold(agreement_id)
    agreement = _locked(agreement_id, version)
    ask(rules.may_edit(actor_of(by), agreement))
    if data.owner_id != agreement.owner_id:
        ask(rules.may_register(actor_of(by), agreement.cooperation_id, data.owner_id))
    ask(rules.well_formed(data))
    if not agreement.is_draft:
        ask(ceiling_rules.maxima_stand(ceilings_of_many([agreement])[agreement.pk], data))
        ask(ceiling_rules.lots_stay(lots_in_use(agreement), data))
    before, parties, published = facts(agreement), parties_of(agreement), terms_of(agreement)
    _set_columns(agreement, data)
    update_children(agreement, data)
    with_children(agreement)
    agreement.last_day = last_day_of(agreement)
    ask(rules.contracts_outlive_it(agreement))
    changes = audit.differences(before, facts(agreement))
    if not changes:
        return agreement
    if not agreement.is_draft:
        if not reason.strip():
            raise refused(_("Say why a published agreement is changed."), "reason")
        ask(rules.may_change_published(agreement, published, parties, parties_of(agreement)))
        ask(rules.ready_to_publish(agreement))
    agreement.version += 1
    with constraints_as_reasons():
        agreement.save()
    search.refresh([agreement.pk])
    audit.record("agreement.edited", agreement, by=by, changes=changes, reason=reason)
    touch_register(agreement.cooperation_id)
    return agreement


@transaction.atomic
def publish(*, by: Any, agreement_id: int, version: int) -> Agreement:
    """Publish a draft, when rules 1 to 5 are kept; from then on everybody may see it."""
    agreement = _locked(agreement_id, version)
    ask(rules.may_publish(actor_of(by), agreement))
    agreement.published_at = timezone.now()
    agreement.version += 1
    transitions.apply(MACHINE, "published", agreement, by=by, saving=("published_at", "version"))
    touch_register(agreement.cooperation_id)
    return agreement


@transaction.atomic
def terminate(*, by: Any, agreement_id: int, version: int, on: date, reason: str) -> Agreement:
    """End a published agreement on a day, before its time, with a reason that its history keeps."""
    agreement = _locked(agreement_id, version)
    ask(rules.may_terminate(actor_of(by), agreement))
    if not reason.strip():
        raise refused(_("Say why the agreement is terminated."), "reason")
    end(by=by, agreement=agreement, on=on, reason=reason)
    return agreement


def end(*, by: Any, agreement: Agreement, on: date, reason: str) -> None:
    """Write the end of an agreement that the caller has locked; whether ``by`` may is asked before."""
    ask(rules.may_end_on(agreement, on))
    agreement.terminated_on = on
    agreement.version += 1
    transitions.apply(MACHINE, "terminated", agreement, by=by, reason=reason, saving=("terminated_on", "version"))
    touch_register(agreement.cooperation_id)


@transaction.atomic
def delete_draft(*, by: Any, agreement_id: int, version: int) -> None:
    """Throw a draft away. Its history keeps what it said."""
    agreement = _locked(agreement_id, version)
    ask(rules.may_delete(actor_of(by), agreement))
    if agreement.call_offs.exists() or agreement.ceiling_entries.exists():
        ask(ceiling_rules.IN_USE)
    changes = {name: (value, None) for name, value in facts(agreement).items()}
    audit.record("agreement.deleted", agreement, by=by, changes=changes)
    cooperation_id = agreement.cooperation_id
    files = [document.file for document in agreement.documents.select_related("file")]
    agreement.ceiling_balances.all().delete()
    agreement.delete()
    for file in files:
        delete_file(file=file)
    touch_register(cooperation_id)
