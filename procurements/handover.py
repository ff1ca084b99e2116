"""What people hold of procurements: how it is handed over when somebody leaves."""

from django.utils.translation import gettext_lazy as _

from agreements.handover import members, of_the_buyer
from portal.governance.handover.holdings import OneField, register
from portal.organisations.services.cooperations import touch_register
from portal.web import history
from procurements.models import Need, Participation, Procurement
from procurements.states.needs import NeedState
from procurements.states.participation import ASKED
from procurements.states.stages import ENDED

ACTIONS = {
    "procurement.handed_over": _("Another procurement officer"),
    "need.handed_over": _("Somebody else follows the need"),
    "participation.handed_over": _("Another contact"),
}

OFFICER = OneField(
    name="procurement",
    label=_("Procurements, as procurement officer"),
    order=50,
    model=Procurement,
    field="officer",
    action="procurement.handed_over",
    rows=lambda cooperation: Procurement.objects.filter(cooperation=cooperation).exclude(stage__in=ENDED),
    after=lambda cooperation, rows: touch_register(cooperation),
)

CONTACT = OneField(
    name="participation",
    label=_("Contact of an organisation in procurements"),
    order=51,
    model=Participation,
    field="contact",
    action="participation.handed_over",
    rows=lambda cooperation: Participation.objects.filter(
        procurement__cooperation=cooperation, state__in=ASKED
    ).exclude(procurement__stage__in=ENDED),
    place=lambda row: row.organisation_id,
    fitting=of_the_buyer,
    related=("procurement", "organisation"),
)

NEEDS = OneField(
    name="need",
    label=_("Needs that await an answer"),
    order=52,
    model=Need,
    field="reported_by",
    action="need.handed_over",
    rows=lambda cooperation: Need.objects.filter(organisation__in=members(cooperation), state=NeedState.REPORTED),
    place=lambda row: row.organisation_id,
    fitting=of_the_buyer,
)


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    for holding in (OFFICER, CONTACT, NEEDS):
        register(holding)
