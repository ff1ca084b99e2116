"""The states of a request to be registered as a supplier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class RequestState(models.TextChoices):
    """A request waits for the e-mail address to be confirmed, then for the office."""

    UNCONFIRMED = "unconfirmed", _("e-mail address not confirmed")
    WAITING = "waiting", _("waiting for the office")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


MACHINE = Machine(
    "supplier_request",
    [
        Transition("confirmed", (RequestState.UNCONFIRMED,), RequestState.WAITING),
        Transition("approved", (RequestState.WAITING,), RequestState.APPROVED),
        Transition("declined", (RequestState.WAITING,), RequestState.DECLINED),
    ],
)
