"""The administrator's panel: what the portal holds."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.dashboards.reader import Reader
from portal.organisations.models import Cooperation, Organisation

HOLDS = (
    (_("Cooperations"), Cooperation, "cooperation-list"),
    (_("Organisations"), Organisation, "organisation-list"),
    (_("People"), User, "person-list"),
)


def counts(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """How many cooperations, organisations and people there are."""
    if not reader.actor.is_administrator:
        return None
    return {
        "holds": [
            (label, model.objects.visible_to(reader.user).count(), reverse(url_name))
            for label, model, url_name in HOLDS
        ]
    }
