"""Whose portal a reader looks at: the own cooperation's, or the only one that there is."""

from django.db.models import QuerySet
from django.http import HttpRequest

from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.web.brand import Brand
from portal.workflow.statements import Statement

#: What a brand is made of, in the order of its fields.
SHOWN = ("name", "slug", "accent", "jurisdiction", "email")


def brand_of(cooperation: Cooperation) -> Brand:
    return Brand(*(getattr(cooperation, name) for name in SHOWN))


def _of_cooperation(cooperation: int) -> QuerySet:
    return Cooperation.objects.filter(pk=cooperation).values_list(*SHOWN)


BRAND = Statement(_of_cooperation, cooperation=int)


def for_request(request: HttpRequest) -> Brand | None:
    """The cooperation of a signed-in person (the first, of several); for everybody else the only one, if it is."""
    own = actor_of(getattr(request, "user", None)).cooperations
    found = BRAND.ask(cooperation=min(own)) if own else Cooperation.objects.values_list(*SHOWN)[:2]
    return Brand(*found[0]) if len(found) == 1 else None


def by_slug(slug: str) -> Brand | None:
    cooperation = Cooperation.objects.filter(slug=slug).first()
    return brand_of(cooperation) if cooperation else None
