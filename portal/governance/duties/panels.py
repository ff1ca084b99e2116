"""What start pages and the cooperation's page show of duties."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from portal.accounts.actor import Place as At
from portal.accounts.actor import Role, actor_of
from portal.governance.duties.coverage import Cover, Coverage, Place, coverage, coverages
from portal.governance.duties.wording import TONES
from portal.governance.rules.duties import assigns_for
from portal.organisations.models import Cooperation
from portal.reference.collation import alphabet_for

NAMED = 3  # so many holes are named, the others counted


@dataclass(frozen=True)
class Unheld:
    """A place with holes: the first of them by name, and how many more."""

    place: Place
    url: str
    named: tuple[str, ...]
    more: int


def of_reader(request: HttpRequest, _obj: Any) -> dict[str, Any] | None:
    """Duties that nobody holds: of the own organisations for a purchasing contact, of all for a regional manager."""
    actor = actor_of(request.user)
    led, own = actor.places(At.COOPERATION, Role.MANAGER), assigns_for(actor)
    concerned = led | actor.places(At.COOPERATION, Role.CONTACT)
    if not concerned:
        return None
    cooperations = Cooperation.objects.visible_to(request.user).filter(pk__in=concerned)
    found = [
        _unheld(covered, place)
        for covered in coverages(cooperations, timezone.localdate(), alphabet_for(get_language() or ""))
        for place in covered.places
        if place.holes
        and (covered.cooperation.pk in led or (place.organisation is not None and place.organisation.pk in own))
    ]
    return {"places": found} if found else None


def _unheld(covered: Coverage, place: Place) -> Unheld:
    holes = [str(cell.duty) for cell in place.cells if cell.cover == Cover.HOLE]
    url = reverse("duty-coverage", args=[covered.cooperation.pk])
    anchor = place.organisation.pk if place.organisation else "region"
    return Unheld(place, f"{url}#place-{anchor}", tuple(holes[:NAMED]), max(len(holes) - NAMED, 0))


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """How the cooperation's duties are covered today, for those who belong to it."""
    actor = actor_of(request.user)
    if not (actor.is_administrator or cooperation.pk in actor.cooperations):
        return None
    covered = coverage(cooperation, timezone.localdate())
    covers = [(cover, covered.count(cover)) for cover in Cover] if covered.cells else []
    return {"cooperation": cooperation, "covers": covers, "tones": TONES}
