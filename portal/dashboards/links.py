"""Where the rows behind a number on a start page are listed."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from portal.organisations.models import Cooperation
from procurements.states.stages import Stage


def agreements(**params: Any) -> str:
    """The register, narrowed by the parameters of ``agreements.filters``; a list gives a parameter several values."""
    return _list("agreement-list", params)


def procurements(**params: Any) -> str:
    """The list of procurements, narrowed by the parameters of ``procurements.filters``."""
    return _list("procurement-list", params)


def deadlines(**params: Any) -> str:
    """The reader's own deadlines, narrowed by the parameters of their page."""
    return _list("deadline-list", params)


def call_offs(**params: Any) -> str:
    """The call-offs that the reader sees, narrowed by the parameters of their list."""
    return _list("call-off-list", params)


def plan(cooperations: Iterable[Cooperation]) -> str:
    """The planned procurements of some cooperations."""
    return procurements(cooperation=[row.pk for row in cooperations], stage=Stage.PLANNED)


def _list(name: str, params: dict[str, Any]) -> str:
    return f"{reverse(name)}?{urlencode(params, doseq=True)}"
