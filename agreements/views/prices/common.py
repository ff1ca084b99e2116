"""The list or draft that a page is about, for those whom it concerns, and the way to it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, PriceList
from agreements.rules import prices as rules
from portal.accounts.access import require
from portal.accounts.actor import actor_of


def list_for(request: HttpRequest, pk: int) -> PriceList:
    """The list, for those whom its prices concern; nobody else learns of it."""
    lists = PriceList.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "supplier", "lot", "index", "file", "job", "replaces__index", "approved_by", "change"
    )
    return get_object_or_404(lists, pk=pk)


def draft_for(request: HttpRequest, pk: int) -> PriceList:
    """The draft, for the office; 403 for others who see the list, and once it is none."""
    price_list = list_for(request, pk)
    require(rules.may_prepare(actor_of(request.user), price_list))
    return price_list


def trail(agreement: Agreement, price_list: PriceList | None = None) -> list[tuple[str, str]]:
    """The way to an agreement's price lists, or to one of them."""
    lists = [
        (agreement.title, agreement.get_absolute_url()),
        (_("Price lists"), reverse("price-list-list", args=[agreement.pk])),
    ]
    return [*lists, (price_list.title, price_list.get_absolute_url())] if price_list else lists


def agreement_for(request: HttpRequest, pk: int) -> Agreement:
    """The agreement, or 404 for those who may not know of it."""
    agreements = Agreement.objects.visible_to(request.user).select_related("cooperation")
    return get_object_or_404(agreements, pk=pk)
