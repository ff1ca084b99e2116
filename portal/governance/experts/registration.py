"""What the register of experts registers: its panels and its words."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.models import Expert
from portal.governance.rules import experts as rules
from portal.governance.states.experts import ExpertState
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.panels import Panel, register


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """How many experts the cooperation shares, and the way to add one, for those who belong to it."""
    actor = actor_of(request.user)
    if cooperation.pk not in actor.cooperations and not actor.is_administrator:
        return None
    seen = Expert.objects.visible_to(request.user).filter(cooperation=cooperation)
    return {
        "cooperation": cooperation,
        "count": seen.filter(state=ExpertState.SHARED).count(),
        "awaiting": seen.filter(state=ExpertState.AWAITING).count(),
        "may_add": bool(rules.may_add(actor, cooperation.pk)),
    }


def of_reader(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """What the reader is asked to agree to."""
    if not request.user.is_authenticated:
        return None
    asked = list(Expert.objects.filter(user=request.user.pk, state=ExpertState.AWAITING).select_related("cooperation"))
    return {"asked": asked} if asked else None


def register_all() -> None:
    """Called from the app's ``ready()``."""
    register("cooperation", Panel("experts", 40, "governance/experts/panel.html", of_cooperation))
    register("start", Panel("expert-consent", 7, "governance/experts/consent_panel.html", of_reader))
    history.name_actions(
        {
            "expert.registered": _("Expert registered"),
            "expert.changed": _("Details changed"),
            "expert.share": _("Consent recorded"),
            "expert.withdraw": _("Consent withdrawn, data wiped"),
            "expert.remove": _("Removed"),
            "expert.recommended": _("Recommended"),
        }
    )
    history.name_facts({"details": _("details")})
