"""Whose portal a reader looks at: the own cooperation's, or the only one that there is."""

from django.http import HttpRequest

from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.web.brand import Brand


def brand_of(cooperation: Cooperation) -> Brand:
    return Brand(
        name=cooperation.name,
        slug=cooperation.slug,
        accent=cooperation.accent,
        jurisdiction=cooperation.jurisdiction,
        email=cooperation.email,
    )


def for_request(request: HttpRequest) -> Brand | None:
    """The cooperation of a signed-in person (the first, of several); for everybody else the only one, if it is."""
    own = actor_of(getattr(request, "user", None)).cooperations
    found = list(Cooperation.objects.filter(pk__in=own).order_by("pk")[:1] if own else Cooperation.objects.all()[:2])
    return brand_of(found[0]) if len(found) == 1 else None


def by_slug(slug: str) -> Brand | None:
    cooperation = Cooperation.objects.filter(slug=slug).first()
    return brand_of(cooperation) if cooperation else None
