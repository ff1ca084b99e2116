"""The administrator's panels: what the portal holds, and its cooperations."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.dashboards.reader import Reader
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.periods import valid_on

SHOWN = 12
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


def cooperations(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The cooperations with the number of their members, each with its figures and its people."""
    if not reader.actor.is_administrator:
        return None
    members = Count("memberships", filter=valid_on(reader.today, "memberships__"))
    found = Cooperation.objects.visible_to(reader.user).annotate(members=members).order_by("name")[:SHOWN]
    return {"cooperations": found} if found else None
