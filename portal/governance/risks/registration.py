"""What risks register: deadlines, panels, words, and what passes on in a handover."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.handover import holdings
from portal.governance.models import Risk
from portal.governance.risks import deadlines as due
from portal.governance.risks.top import top_risks
from portal.governance.rules import risks as rules
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.panels import Panel, register
from portal.workflow import deadlines

SHOWN = 3

ACTIONS = {
    "risk.registered": _("Risk registered"),
    "risk.edited": _("Details changed"),
    "risk.reviewed": _("Reviewed"),
    "risk.watch": _("Watched"),
    "risk.close": _("Closed"),
    "risk.reopen": _("Opened again"),
    "risk.given": _("Given to another owner"),
}


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The risks that weigh most, for those who belong to the cooperation."""
    actor = actor_of(request.user)
    if not (actor.is_administrator or cooperation.pk in actor.cooperations):
        return None
    may_keep = bool(rules.may_keep(actor, cooperation.pk))
    found = top_risks(cooperation, SHOWN)
    return {"cooperation": cooperation, "risks": found, "may_keep": may_keep} if found or may_keep else None


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    deadlines.register(due.REVIEW, due.reviews, due.to_review)
    register("cooperation", Panel("risks", 30, "governance/risks/panel.html", of_cooperation))
    holdings.register(
        holdings.OneField(
            name="risk",
            label=_("Risks"),
            order=45,
            model=Risk,
            field="owner",
            action="risk.given",
            rows=lambda cooperation: Risk.objects.filter(cooperation=cooperation).standing(),
            fitting=holdings.of_the_place,
        )
    )
