"""The addresses of opportunities, which carry along what was asked for."""

from urllib.parse import urlencode

from django.urls import reverse

from procurements.opportunities.facts import Asked
from procurements.opportunities.finding import Opportunity


def address_of(asked: Asked) -> str:
    """What was asked for, as parameters of an opportunity's page; its depth is in its branch."""
    said = {"months_from": asked.months_from, "months_to": asked.months_to, "source": asked.source.value}
    return f"?{urlencode(said)}"


def page_of(one: Opportunity, address: str = "") -> str:
    """The page of an opportunity."""
    return reverse("opportunity", args=[one.cooperation.pk, one.branch]) + address
