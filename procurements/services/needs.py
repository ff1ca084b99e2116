"""Reporting a need, changing and answering it, and merging those that are one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.organisations.models import Organisation, Unit
from portal.reference.models import CpvCode
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements import tasks
from procurements.models import Need
from procurements.rules import needs as rules
from procurements.states.needs import NEED

SAY_WHAT = denied(_("Say what is needed."), "what")
SAY_ANSWER = denied(_("Write an answer."), "answer")
OTHER_UNIT = denied(_("The unit belongs to another organisation."), "units")
OTHER_COMPANY = denied(_("The company does not belong to the organisation."), "companies")


@dataclass(frozen=True)
class NeedData:
    """What is said of a need. ``amount`` is ex VAT in the currency of the organisation's country, a year where
    ``is_yearly``; None is unknown. No units and companies is the whole organisation."""

    organisation: Organisation
    what: str
    units: tuple[Unit, ...] = ()
    companies: tuple[Organisation, ...] = ()
    cpv: CpvCode | None = None
    amount: Decimal | None = None
    is_yearly: bool = False
    volume: str = ""
    wanted_by: date | None = None
    agreement: Agreement | None = None
    agreement_said: str = ""
    agreement_ends_on: date | None = None
    goals: str = ""
    description: str = ""


ROWS = ("units", "companies")
FIELDS = tuple(name for name in NeedData.__dataclass_fields__ if name not in ROWS)


@transaction.atomic
def report(*, by: Any, data: NeedData) -> Need:
    """Report a need. The organisation's purchasing contact and deputy get a letter. Raises ``Refused``."""
    ask(rules.may_report(actor_of(by), data.organisation.pk))
    need = Need(reported_by=by)
    _write(need, data)
    said = {name: (None, value) for name, value in _facts(need).items() if value not in (None, "", False)}
    audit.record("need.reported", need, by=by, changes=said)
    transaction.on_commit(partial(tasks.tell_of_need.delay, need.pk))
    return need


@transaction.atomic
def edit(*, by: Any, need_id: int, version: int, data: NeedData) -> Need:
    """Change what is said of a need that nobody has answered. Raises ``Refused`` and ``Conflict``."""
    need = locked(Need, need_id, version)
    ask(rules.may_edit(actor_of(by), need))
    ask(rules.may_report(actor_of(by), data.organisation.pk))
    before = _facts(need)
    need.version += 1
    _write(need, data)
    if changes := audit.differences(before, _facts(need)):
        audit.record("need.edited", need, by=by, changes=changes)
    return need


@transaction.atomic
def answer(*, by: Any, need_id: int, version: int, answer: str) -> Need:
    """Answer a need; whoever reported it, or one that was merged into it, gets a letter. Raises ``Refused``, and
    ``Conflict`` when somebody else has answered meanwhile."""
    need = locked(Need, need_id, version)
    ask(rules.may_answer(actor_of(by), need))
    if not answer.strip():
        raise Refused(SAY_ANSWER)
    need.answer, need.answered_by, need.answered_at = answer.strip(), by, timezone.now()
    need.version += 1
    transitions.apply(
        NEED, "answered", need, by=by, field="state", saving=("answer", "answered_by", "answered_at", "version")
    )
    transaction.on_commit(partial(tasks.tell_of_answer.delay, need.pk))
    return need


@transaction.atomic
def merge(*, by: Any, need_id: int, version: int, into_id: int) -> Need:
    """Say that a need is one with another, which then counts for both; gives that other. What was merged into this
    one goes along, so that nobody who asked is lost. Raises ``Refused`` and ``Conflict``."""
    rows = {row.pk: row for row in Need.objects.select_for_update().filter(pk__in=[need_id, into_id]).order_by("pk")}
    need, into = locked(Need, need_id, version), rows[into_id]
    ask(rules.may_merge_into(actor_of(by), need, into))
    need.merged_into = into
    need.version += 1
    transitions.apply(NEED, "merged", need, by=by, field="state", reason=into.what, saving=("merged_into", "version"))
    Need.objects.filter(merged_into=need).update(merged_into=into)
    audit.record("need.took_in", into, by=by, changes={"what": (None, need.what)})
    return into


def _write(need: Need, data: NeedData) -> None:
    if not data.what.strip():
        raise Refused(SAY_WHAT)
    if any(unit.organisation_id != data.organisation.pk for unit in data.units):
        raise Refused(OTHER_UNIT)
    owned = set(Organisation.objects.filter(owners__owner=data.organisation).values_list("pk", flat=True))
    if any(company.pk not in owned for company in data.companies):
        raise Refused(OTHER_COMPANY)
    for name in FIELDS:
        setattr(need, name, getattr(data, name))
    need.what = " ".join(data.what.split())
    need.save()
    need.units.set(data.units)
    need.companies.set(data.companies)


def _facts(need: Need) -> dict[str, Any]:
    said = {name: audit.plain(getattr(need, name)) for name in FIELDS}
    return said | {name: ", ".join(str(row) for row in getattr(need, name).order_by("pk")) for name in ROWS}
