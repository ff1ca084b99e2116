"""What somebody may do with an answer to "may I buy here?". Whether they may buy is asked in ``agreements.buying``."""

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.rules.call_offs import buys_for, may_call_off_for
from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.models import Organisation

SIGN_IN = denied(_("Sign in to keep the answer as a proof."))


def may_keep(actor: Actor) -> Answer:
    """Whoever is signed in may keep an answer: it proves what was asked and told, whoever asked it for whom."""
    return Allowed() if actor.signed_in else SIGN_IN


def may_start(actor: Actor, agreement: Agreement, organisation: Organisation) -> bool:
    """Whether the reader sees the button that starts a call-off for the organisation."""
    return actor.signed_in and bool(may_call_off_for(actor, agreement, organisation.pk))


def may_tell(actor: Actor, agreement: Agreement, organisation: Organisation) -> bool:
    """Whether the reader may say that the organisation bought outside an agreement that binds it: its own people and
    the office."""
    return organisation.pk in buys_for(actor) or agreement.cooperation_id in actor.office
