"""Budgets: drafted by the office, adopted by a decision, revised by a later one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.models import Budget, BudgetLine, OutcomeEntry
from portal.governance.rules import economy as rules
from portal.governance.services.economy import decision_for, kept_by
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import conflict, locked

NO_LINES = denied(_("A budget needs at least one line before it is adopted."))
DRAFT_EXISTS = denied(_("There is a draft for that year already. Change that one."), "year")
TWICE = _("The number %(code)s stands on two lines.")
HAS_OUTCOME = _("Outcome has been entered for %(code)s: the line stays, with 0 if nothing is budgeted any more.")
NOT_AFTER = _("The version before holds from %(day)s: a revision begins then or later.")


@dataclass(frozen=True)
class LineData:
    """A line: ``code`` ties it to its outcome, ``amount`` is ex VAT in the cooperation's currency."""

    kind: str
    code: str
    title: str
    amount: Decimal
    note: str = ""


@transaction.atomic
def draft_budget(*, by: Any, cooperation_id: int, year: int, lines: Sequence[LineData], note: str = "") -> Budget:
    """Draft a year's budget, or a revision of the one that has been adopted."""
    kept_by(by, cooperation_id)
    budgets = Budget.objects.filter(cooperation=cooperation_id, year=year)
    if budgets.filter(decision=None).exists():
        raise Refused(DRAFT_EXISTS)
    budget = Budget(cooperation_id=cooperation_id, year=year, number=budgets.count() + 1, note=note)
    _ask_for_lines(budget, lines)
    budget.save(force_insert=True)
    BudgetLine.objects.bulk_create(BudgetLine(budget=budget, **vars(line)) for line in lines)
    audit.record("budget.drafted", budget, by=by, changes={"lines": (None, _told(lines))})
    return budget


@transaction.atomic
def edit_budget(*, by: Any, budget_id: int, version: int, lines: Sequence[LineData], note: str = "") -> Budget:
    """Change a draft."""
    budget = locked(Budget, budget_id, version)
    ask(rules.may_change_budget(actor_of(by), budget))
    _ask_for_lines(budget, lines)
    before = {"lines": _told(_data_of(budget)), "note": budget.note}
    if changes := audit.differences(before, {"lines": _told(lines), "note": note}):
        budget.lines.all().delete()
        BudgetLine.objects.bulk_create(BudgetLine(budget=budget, **vars(line)) for line in lines)
        budget.note = note
        budget.version += 1
        budget.save()
        audit.record("budget.edited", budget, by=by, changes=changes)
    return budget


@transaction.atomic
def adopt_budget(*, by: Any, budget_id: int, decision_id: int, valid_from: date, version: int | None = None) -> Budget:
    """Have a draft adopted by a decision, from a day: from then on it stays as it is. Raises ``Conflict`` where it is
    no more the ``version`` that the person read."""
    kept_by(by, Budget.objects.values_list("cooperation_id", flat=True).get(pk=budget_id))
    budget = Budget.objects.select_for_update(of=("self",)).get(pk=budget_id)
    ask(rules.may_change_budget(actor_of(by), budget))
    if version is not None and budget.version != version:
        raise conflict(budget, version)
    if not budget.lines.exists():
        raise Refused(NO_LINES)
    _ask_for_lines(budget, _data_of(budget))  # outcome may have been entered since it was drafted
    ask(rules.begins_within(budget.year, valid_from))
    former = Budget.objects.adopted().filter(cooperation=budget.cooperation_id, year=budget.year)
    if (last := former.order_by("-number").first()) and last.valid_from > valid_from:
        raise refused(NOT_AFTER, "valid_from", day=last.valid_from)
    budget.decision = decision_for(decision_id, budget.cooperation_id, valid_from)
    budget.valid_from = valid_from
    budget.version += 1
    budget.save()
    changes = {"decision": (None, budget.decision.title), "valid_from": (None, valid_from)}
    audit.record("budget.adopted", budget, by=by, changes=changes)
    return budget


@transaction.atomic
def discard_budget(*, by: Any, budget_id: int) -> None:
    """Throw a draft away."""
    budget = Budget.objects.select_for_update(of=("self",)).get(pk=budget_id)
    ask(rules.may_change_budget(actor_of(by), budget))
    audit.record("budget.discarded", budget, by=by, changes={"lines": (_told(_data_of(budget)), None)})
    budget.delete()


def _data_of(budget: Budget) -> list[LineData]:
    names = tuple(LineData.__dataclass_fields__)
    return [LineData(**{name: getattr(line, name) for name in names}) for line in budget.lines.all()]


def _told(lines: Sequence[LineData]) -> list[str]:
    """The lines as the history writes them, in their order."""
    return [f"{line.code} {line.title}: {line.amount}" for line in sorted(lines, key=lambda line: line.code)]


def _ask_for_lines(budget: Budget, lines: Sequence[LineData]) -> None:
    """Raise ``Refused`` where a number stands twice, or one that has outcome is gone."""
    codes = [line.code for line in lines]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise refused(TWICE, code=twice)
    entered = OutcomeEntry.objects.filter(cooperation=budget.cooperation_id, year=budget.year)
    if gone := set(entered.values_list("code", flat=True)) - set(codes):
        raise refused(HAS_OUTCOME, code=", ".join(sorted(gone)))
