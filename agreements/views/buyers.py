"""For whom the reader buys: the organisations that a page offers, and the one chosen by ``?organisation=``."""

from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from agreements.models import Agreement
from agreements.rules.call_offs import NOT_FOR_THEM, buys_for
from agreements.use import named_in
from portal.accounts.actor import Actor
from portal.organisations.models import Organisation


def own(actor: Actor) -> list[Organisation]:
    """The organisations for which the reader buys."""
    return list(Organisation.objects.filter(pk__in=buys_for(actor)).alphabetical())


def under(agreement: Agreement, actor: Actor, among: Collection[int] | None = None) -> list[Organisation]:
    """For whom the reader may call off under an agreement, ``among`` these if given; those it names come first.

    The office calls off for all that it names. Raises ``PermissionDenied`` when there is nobody.
    """
    named = named_in(agreement)
    allowed = buys_for(actor) | (named if agreement.cooperation_id in actor.office else frozenset())
    if among is not None:
        allowed &= frozenset(among)
    found = list(Organisation.objects.filter(pk__in=allowed).alphabetical())
    if not found:
        raise PermissionDenied(str(NOT_FOR_THEM))
    return sorted(found, key=lambda one: one.pk not in named)


def chosen(request: HttpRequest, buyers: Sequence[Organisation]) -> Organisation:
    """The buyer that the address names, or the first."""
    return next((one for one in buyers if str(one.pk) == request.GET.get("organisation")), buyers[0])
