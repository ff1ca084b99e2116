"""What the pages of a market dialogue share: finding its parts for the reader's circle, and the way back to it."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from procurements.circles import circle_of
from procurements.models import Procurement
from procurements.rules import dialogue as rules
from procurements.views.inside import crumbs, inside

Row = TypeVar("Row", bound=Model)


def reading(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, for those who see its market dialogue; 404 for everybody else, suppliers first of all."""
    procurement = inside(request, pk)
    if not circle_of(request.user, procurement).sees(Part.DIALOGUE):
        raise Http404
    return procurement


def leading(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, for those who may write in its log now: 403 for those who only read it."""
    procurement = reading(request, pk)
    require(rules.may_lead(actor_of(request.user), procurement))
    return procurement


def part_of(procurement: Procurement, model: type[Row], pk: int) -> Row:
    """A part of the dialogue that was found, the procurement being the one that the reader sees."""
    found = get_object_or_404(model._default_manager.filter(procurement=procurement), pk=pk)
    found.procurement = procurement  # type: ignore[attr-defined]
    return found


def address_of(procurement: Procurement) -> str:
    return reverse("market-dialogue", args=[procurement.pk])


def trail(procurement: Procurement) -> list[tuple[Any, str]]:
    """The way to a page of the dialogue."""
    return crumbs(procurement, (_("Market dialogue"), address_of(procurement)))
