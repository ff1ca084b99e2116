"""The person in front of a start page: what several of its panels ask, asked once."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.figures import catalogue
from portal.figures.catalogue import Headlines
from portal.organisations.models import Cooperation, Organisation
from portal.reference.collation import alphabet_for
from portal.reference.models import CpvCode
from portal.reference.querysets import label_field
from portal.workflow.deadlines import Known, Window


class Reader:
    """A signed-in person on the day of the request. The start page hands it to its panels as their object."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.actor: Actor = actor_of(user)
        self.today = timezone.localdate()
        self.window = Window(self.today, self.today, self.today)
        self.alphabet = alphabet_for(get_language() or "")
        self._figures: dict[int, Headlines] = {}

    def once(self, work: Callable[..., Known], *of: Hashable) -> Known:
        """What several panels need to know of today, asked once for all of them and for the deadlines."""
        return self.window.once(work, *of)

    @cached_property
    def roles(self) -> list[Any]:
        """The labels of the roles held, in the order in which they are named everywhere."""
        held = {grant.role for grant in self.actor.grants}
        return [role.label for role in Role if role in held]

    @cached_property
    def _own_cooperations(self) -> dict[int, Cooperation]:
        found = Cooperation.objects.visible_to(self.user).filter(pk__in=self.actor.cooperations)
        return {cooperation.pk: cooperation for cooperation in found}

    def cooperations(self, *roles: str) -> list[Cooperation]:
        """The cooperations in which the reader holds one of the roles (any, if none is named)."""
        places = self.actor.places(Place.COOPERATION, *roles)
        return [row for pk, row in self._own_cooperations.items() if pk in places] if places else []

    @cached_property
    def _own_organisations(self) -> dict[int, Organisation]:
        buys_for = self.actor.places(Place.ORGANISATION, Role.CONTACT, Role.PURCHASER)
        found = Organisation.objects.visible_to(self.user).filter(pk__in=buys_for).alphabetical(self.alphabet)
        return {organisation.pk: organisation for organisation in found}

    def organisations(self, *roles: str) -> list[Organisation]:
        """The organisations for which the reader is contact or purchaser."""
        places = self.actor.places(Place.ORGANISATION, *roles)
        return [row for pk, row in self._own_organisations.items() if pk in places] if places else []

    def figures(self, cooperation: Cooperation) -> Headlines:
        """The headlines of a cooperation's figures of today, for all panels that show some of them."""
        if cooperation.pk not in self._figures:
            self._figures[cooperation.pk] = catalogue.headlines(cooperation, self.today)
        return self._figures[cooperation.pk]

    @cached_property
    def categories(self) -> dict[str, str]:
        """The labels of the CPV's divisions in the reader's language, by their two digits."""
        return category_labels()


def category_labels() -> dict[str, str]:
    """The labels of the CPV's divisions in the reader's language, by their two digits."""
    divisions = CpvCode.objects.filter(parent=None).values_list("code", label_field(get_language()))
    return {code[:2]: label for code, label in divisions}
