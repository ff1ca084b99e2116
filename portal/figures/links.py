"""Where the rows behind a figure are listed."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from portal.organisations.models import Cooperation


def agreements(cooperation: Cooperation, **params: Any) -> str:
    """The list of a cooperation's agreements in force, narrowed by the parameters of ``agreements.filters``."""
    return _list("agreement-list", cooperation=cooperation.pk, state="in_force", **params)


def procurements(cooperation: Cooperation, **params: Any) -> str:
    """The list of a cooperation's planned procurements, narrowed by the parameters of ``procurements.filters``."""
    return _list("procurement-list", cooperation=cooperation.pk, stage="planned", **params)


def _list(name: str, **params: Any) -> str:
    return f"{reverse(name)}?{urlencode(params)}"
