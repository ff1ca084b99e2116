"""Who may have reports made."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role
from portal.figures.rules import may_read_figures
from portal.law.answers import Allowed, Answer, Denied, Reason


def may_request(actor: Actor, cooperation_id: int) -> Answer:
    """Whoever reads the figures may have them made into a report."""
    if may_read_figures(actor, cooperation_id):
        return Allowed()
    return Denied((Reason(_("Reports are made for the cooperation's office, its groups and purchasing contacts.")),))


def may_schedule(actor: Actor, cooperation_id: int) -> Answer:
    """The regional manager says when reports are made, and the administrator may."""
    if actor.is_administrator or actor.has(Role.MANAGER, cooperation=cooperation_id):
        return Allowed()
    return Denied((Reason(_("The regional manager says when reports are made.")),))
