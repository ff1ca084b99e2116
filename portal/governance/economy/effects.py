"""What decisions set of a cooperation's money, as their pages offer and tell it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.governance import effects
from portal.governance.effects import Effect, Settled
from portal.governance.models import Budget, CommissionRate, CostKey, Decision, MembershipFee
from portal.governance.rules import economy as rules


def _begin(url_name: str) -> Callable[[Any, Decision], str | None]:
    """The address of a form of the cooperation's, with the decision chosen; for those who keep its economy."""

    def begin(user: Any, decision: Decision) -> str | None:
        pk = decision.meeting.cooperation_id
        if not rules.may_keep(actor_of(user), pk):
            return None
        return f"{reverse(url_name, args=[pk])}?decision={decision.pk}"

    return begin


def _settled(
    model: Any, title: Callable[[Any], str], day: Callable[[Any], Any]
) -> Callable[[Any, Iterable[Decision]], dict[int, list[Settled]]]:
    """What decisions have set of one kind, as far as the reader sees it."""

    def settled(user: Any, decisions: Iterable[Decision]) -> dict[int, list[Settled]]:
        found: dict[int, list[Settled]] = {}
        rows = model.objects.visible_to(user).filter(decision__in=list(decisions))
        for row in rows:
            name = title(row)
            if getattr(row, "withdrawn_by_id", None):
                name = _("%(what)s (replaced before it began)") % {"what": name}
            found.setdefault(row.decision_id, []).append(Settled(name, row.get_absolute_url(), day(row)))
        return found

    return settled


def _from(row: Any) -> Any:
    return row.valid_from


def register_all() -> None:
    """Called from the app's ``ready()``."""
    effects.register(
        Effect(
            "budget",
            gettext_lazy("Adopt a budget"),
            _begin("budget-list"),
            _settled(Budget, str, _from),
            order=10,
            noun=gettext_lazy("Budget"),
        )
    )
    effects.register(
        Effect(
            "commission-rate",
            gettext_lazy("Set the commission rate"),
            _begin("commission-rate-set"),
            _settled(CommissionRate, lambda row: _("Commission %(rate)s") % {"rate": row}, _from),
            order=11,
            noun=gettext_lazy("Commission rate"),
        )
    )
    effects.register(
        Effect(
            "membership-fee",
            gettext_lazy("Set the membership fee"),
            _begin("membership-fee-set"),
            _settled(MembershipFee, str, lambda row: None),
            order=12,
            noun=gettext_lazy("Membership fee"),
        )
    )
    effects.register(
        Effect(
            "cost-key",
            gettext_lazy("Put a cost key in force"),
            _begin("cost-key-list"),
            _settled(CostKey, lambda row: _("Cost key: %(name)s") % {"name": row}, _from),
            order=13,
            noun=gettext_lazy("Cost key"),
        )
    )
