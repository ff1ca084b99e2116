"""What a person's page shows of handovers."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portal.accounts.actor import Place, actor_of, roles_of
from portal.accounts.models import User
from portal.governance.models import Handover
from portal.governance.rules.handover import may_hand_over
from portal.organisations.models import Cooperation


def of_person(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """The person's handovers, and where one can be begun, for those who may hand over."""
    actor = actor_of(request.user)
    held = {grant.cooperation for grant in roles_of(person)} - {None}
    places = [
        cooperation
        for cooperation in Cooperation.objects.visible_to(request.user).filter(pk__in=held)
        if may_hand_over(actor, cooperation.pk, person)
    ]
    keeps = actor.is_administrator or actor.office or actor.places(Place.ORGANISATION)
    found = Handover.objects.visible_to(request.user).filter(person=person) if keeps else Handover.objects.none()
    if not (places or found):
        return None
    begin = [(place, f"{reverse('handover-begin', args=[place.pk])}?person={person.pk}") for place in places]
    return {"handovers": found, "begin": begin, "person": person}
