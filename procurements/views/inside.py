"""What the pages inside a procurement share: finding it for the reader, and the way back to it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from procurements.models import Procurement


def inside(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, or 404 for those who may not know of it."""
    found = Procurement.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("organisation", "cooperation", "officer", "specification"), pk=pk)


def crumbs(procurement: Procurement, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page inside a procurement."""
    return to_plan((procurement.title, procurement.get_absolute_url()), *more)


def to_plan(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of the plan."""
    return [(_("Planned procurements"), reverse("procurement-list")), *more]
