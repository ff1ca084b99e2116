"""What the services of a cooperation's money have in common."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance import effects
from portal.governance.models import Decision
from portal.governance.rules import economy as rules
from portal.organisations.models import Cooperation, GroupKind
from portal.workflow import audit
from portal.workflow.errors import ask, refused

#: Groups whose decisions are about what is bought; a meeting without a group is one of all members.
NOT_OVER_MONEY = (GroupKind.WORKING, GroupKind.AGREEMENT)

BEGUN = _("One has been in force from %(day)s: the next one begins after that day.")
SAME_DECISION = _("The same decision has set one from %(day)s already: only another decision replaces it.")


def kept_by(by: Any, cooperation_id: int) -> Cooperation:
    """The cooperation, locked, if ``by`` keeps its economy; raises ``Refused`` otherwise.

    Numbers of versions and days are given out under this lock, so that nothing is in force twice.
    """
    cooperation = Cooperation.objects.select_for_update(of=("self",)).get(pk=cooperation_id)
    ask(rules.may_keep(actor_of(by), cooperation_id))
    return cooperation


def decision_for(decision_id: int, cooperation_id: int, valid_from: date, day_field: str = "valid_from") -> Decision:
    """The decision by which something holds from a day; raises ``Refused`` where it cannot."""
    decision = Decision.objects.select_related("meeting__group").get(pk=decision_id)
    group = decision.meeting.group
    if group is not None and group.kind in NOT_OVER_MONEY:
        raise refused(_("Decisions about money are those of the steering group: choose one of them."), "decision")
    ask(effects.stands_on(decision, cooperation_id=cooperation_id, valid_from=valid_from, day_field=day_field))
    return decision


def make_way(standing: Any, decision: Decision, valid_from: date, name: str, by: Any) -> None:
    """Make way for what a decision sets from a day: what holds then ends the day before, and what was to begin on that
    day or later, by another decision, never does.

    ``standing`` are the rows of the kind that were, are or come in force, ``name`` begins their words in the history.
    Raises ``Refused`` where something has begun on that day or since, or where the same decision set it.
    """
    today = timezone.localdate()
    for row in standing.filter(valid_from__gte=valid_from).order_by("-valid_from"):
        if row.valid_from <= today:
            raise refused(BEGUN, "valid_from", day=row.valid_from)
        if row.decision_id == decision.pk:
            raise refused(SAME_DECISION, "decision", day=row.valid_from)
        row.withdrawn_by = decision
        row.save(update_fields=["withdrawn_by"])
        audit.record(f"{name}.withdrawn", row, by=by, changes={"withdrawn_by": (None, decision.title)})
    former = standing.filter(valid_from__lt=valid_from).order_by("-valid_from").first()
    last = valid_from - timedelta(days=1)
    if former is not None and former.valid_to != last:
        before, former.valid_to = former.valid_to, last
        former.save(update_fields=["valid_to"])
        audit.record(f"{name}.ended", former, by=by, changes={"valid_to": (before, last)})


def said(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What stands in some fields of a row, as the history writes it."""
    return {name: audit.plain(getattr(row, name)) for name in names}


def first_said(row: models.Model, names: Iterable[str]) -> dict[str, tuple[None, Any]]:
    """The same as the changes of a new row: nothing stood there before."""
    return {name: (None, value) for name, value in said(row, names).items() if value not in (None, "")}
