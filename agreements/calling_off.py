"""What call-offs, mini-competitions and off-contract notices register with the apps below, and show on their pages."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import Agreement, CallOff
from agreements.papers import confirmation
from agreements.rules import call_offs as rules
from agreements.use import entitled
from agreements.views import competitions
from agreements.views.call_offs import documents, listing
from portal.accounts.actor import actor_of
from portal.files import access
from portal.jobs import registry
from portal.web import history, navigation, panels

LATEST = 5


def register_all() -> None:
    """Called from the app's ``ready()``."""
    navigation.register(navigation.Item(_("Call-offs"), "call-off-list", order=22, shown=rules.may_list))
    access.register("call_offs", documents.may_see_file)
    access.register("mini_competitions", competitions.may_see_file)
    registry.register(confirmation.JOB, confirmation.make, _("Confirmation of call-off"))
    panels.register("agreement", panels.Panel("call_offs", 20, "agreements/call_offs/panel.html", of_agreement))
    history.name_actions(
        {
            "call_off.made": _("Called off"),
            "call_off.changed": _("Changed"),
            "call_off.completed": pgettext_lazy("call-off", "Completed"),
            "call_off.cancelled": pgettext_lazy("call-off", "Cancelled"),
            "call_off.document_attached": _("Document attached"),
            "call_off.document_removed": _("Document removed"),
            "mini_competition.drafted": _("Drafted"),
            "mini_competition.edited": pgettext_lazy("mini-competition", "Changed"),
            "mini_competition.invited": _("Suppliers invited"),
            "mini_competition.answer_recorded": _("Answer recorded"),
            "mini_competition.awarded": pgettext_lazy("mini-competition", "Awarded"),
            "mini_competition.cancelled": pgettext_lazy("mini-competition", "Cancelled"),
            "off_contract.noticed": _("Noticed"),
            "off_contract.withdrawn": pgettext_lazy("off-contract notice", "Withdrawn"),
        }
    )
    history.name_facts({"on_behalf_of": _("on behalf of"), "evaluators": _("evaluators")})


def of_agreement(request: HttpRequest, agreement: Agreement) -> dict[str, Any] | None:
    """The call-offs under an agreement that the reader may see: the own organisation's, the supplier's own, or all."""
    actor = actor_of(request.user)
    if agreement.is_draft or not rules.may_list(actor):
        return None
    found = CallOff.objects.visible_to(request.user).filter(agreement=agreement)
    latest = list(found.select_related("buyer", "supplier", "agreement")[:LATEST])
    may_begin = bool(rules.may_begin(actor)) and (
        agreement.cooperation_id in actor.office
        or bool(entitled(agreement, timezone.localdate()) & rules.buys_for(actor))
    )
    if not latest and not may_begin:
        return None
    return {
        "call_offs": latest,
        "number": found.count() if latest else 0,
        "sums": listing.sums_of(found) if latest else {},
        "all_url": f"{reverse('call-off-list')}?{urlencode({'agreement': agreement.pk})}",
        "new_url": f"{reverse('call-off-new')}?{urlencode({'agreement': agreement.pk})}" if may_begin else "",
    }
