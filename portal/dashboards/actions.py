"""What a person most often comes to do, as buttons of the start page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.rules import may_begin, may_import_somewhere
from portal.accounts.actor import Actor
from portal.figures.rules import cooperations_read_by
from portal.organisations.rules import may_found
from procurements.rules.procurements import may_plan


def actions_for(actor: Actor) -> list[tuple[Any, str]]:
    """Labels and addresses, the most usual first; only what the rules allow."""
    offered = (
        (bool(may_begin(actor)), _("Register an agreement"), "agreement-new"),
        (bool(may_import_somewhere(actor)), _("Import a register"), "agreement-import"),
        (bool(may_plan(actor)), _("Plan a procurement"), "procurement-new"),
        (bool(may_found(actor)), _("Invite a person"), "person-invite"),
        (bool(may_found(actor)), _("Found a cooperation"), "cooperation-create"),
        (bool(cooperations_read_by(actor)), _("Dashboard"), "dashboard"),
    )
    return [(label, reverse(url_name)) for allowed, label, url_name in offered if allowed]
