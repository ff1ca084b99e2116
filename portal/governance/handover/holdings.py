"""What people hold: every app says here which of its things somebody answers for, and how they pass to another.

A kind of holding lists what a person holds in a cooperation on a day or later, and hands it over by the service of the
object itself, with its permission and its audit row. A handover asks all kinds in their order, roles first: whoever is
given a role by it may take over what the role asks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role, actor_of
from portal.governance.duties.staff import ONE_DAY, Staff
from portal.law.answers import Allowed, Answer, Words, denied
from portal.organisations.rules import may_coordinate
from portal.workflow import audit
from portal.workflow.errors import ask, refused

NOT_YOURS = denied(_("Only the cooperation's office and the organisation's purchasing contact may hand this over."))
CANNOT = _("%(person)s cannot take this over: %(title)s.")
UNREAD = _("something that you may not read")

Fitting = Callable[[Staff, date], set[int]]


@dataclass(frozen=True)
class Held:
    """One thing that a person holds: its key among those of its kind, its title and page.

    ``fitting`` gives those who may take it over; ``may_end`` says whether it may end instead, without a successor, and
    ``suggested`` who stands in for it already.
    """

    key: str
    title: str
    url: str
    fitting: Fitting
    may_end: bool = False
    suggested: int | None = None


class Holding(Protocol):
    """A kind of thing that people hold; ``label`` names several of them, ``order`` sorts the kinds, lowest first."""

    name: str
    label: Words
    order: int

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        """What the person holds there on the day or later; titles as far as ``reader`` may read them."""
        ...

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        """Hand things over, by their keys, to the person named or to nobody, after the last day ``on``. All or
        nothing; raises ``Refused``."""
        ...


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Have a kind of holding handed over; called from an app's ``ready()``. The same name again replaces it."""
    _holdings[holding.name] = holding


def holdings() -> list[Holding]:
    """Every kind of holding, in its order."""
    return sorted(_holdings.values(), key=lambda holding: holding.order)


def may_pass_on(actor: Actor, cooperation_id: int, organisation_id: int | None = None) -> Answer:
    """The cooperation's office hands over what anybody holds there, a purchasing contact what is held for the own
    organisation."""
    if may_coordinate(actor, cooperation_id):
        return Allowed()
    if organisation_id is not None and actor.has(
        Role.CONTACT, cooperation=cooperation_id, organisation=organisation_id
    ):
        return Allowed()
    return NOT_YOURS


def of_the_office(cooperation_id: int, organisation_id: int | None = None) -> Fitting:
    """Whoever works in the office on the first day, or is purchasing contact of the organisation."""
    return lambda staff, day: staff.keepers(day, cooperation=cooperation_id, organisation=organisation_id)


def of_the_place(cooperation_id: int, organisation_id: int | None = None) -> Fitting:
    """Whoever serves in the organisation on the first day; without one, anywhere in the cooperation."""
    return lambda staff, day: staff.people(day, cooperation=cooperation_id, organisation=organisation_id)


@dataclass(frozen=True)
class OneField:
    """A holding that is one field of a row: who answers for an agreement, leads a procurement, does an activity.

    ``rows`` gives the rows of a cooperation that somebody still has to care for; ``place`` leads from a row to the
    organisation it belongs to (None: to the office alone); ``fitting`` says who may take over, by cooperation and
    organisation. ``action`` is the audit action, recorded at ``subject`` (the row itself without one), ``after`` what
    else follows from a change.
    """

    name: str
    label: Words
    order: int
    model: type[Model]
    field: str
    action: str
    rows: Callable[[int], QuerySet]
    place: Callable[[Any], int | None] = lambda row: None
    fitting: Callable[[int, int | None], Fitting] = of_the_office
    subject: Callable[[Any], Model] = lambda row: row
    url: Callable[[Any], str] = lambda row: row.get_absolute_url()
    after: Callable[[int, list[Any]], None] = lambda cooperation_id, rows: None
    visible: Callable[[type[Model], Any], QuerySet] = lambda model, reader: model._default_manager.visible_to(reader)
    related: tuple[str, ...] = ()

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        found = self._rows(cooperation_id, person)
        seen = set(self.visible(self.model, reader).filter(pk__in=found).values_list("pk", flat=True))
        return [
            Held(
                key=str(row.pk),
                title=str(row) if row.pk in seen else str(UNREAD),
                url=self.url(row) if row.pk in seen else "",
                fitting=self.fitting(cooperation_id, self.place(row)),
            )
            for row in found
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        """Put the successors' names where the person's stood; the trail keeps both."""
        actor, first = actor_of(by), max(on + ONE_DAY, timezone.localdate())
        staff = Staff([cooperation_id], first)
        rows = list(self._rows(cooperation_id, person).filter(pk__in=given).select_for_update(of=("self",)))
        events = []
        for row in rows:
            to, place = given[str(row.pk)], self.place(row)
            ask(may_pass_on(actor, cooperation_id, place))
            if to is None or to.pk not in self.fitting(cooperation_id, place)(staff, first):
                raise refused(CANNOT, person=str(to or _("nobody")), title=str(row))
            setattr(row, self.field, to)
            row.version += 1
            events.append(audit.event(self.action, self.subject(row), by=by, changes={self.field: (person, to)}))
        self.model._default_manager.bulk_update(rows, [self.field, "version"])
        audit.record_many(events)
        self.after(cooperation_id, rows)

    def _rows(self, cooperation_id: int, person: Any) -> QuerySet:
        return self.rows(cooperation_id).filter(**{self.field: person}).select_related(*self.related).order_by("pk")
