"""What of the register a person sees, and the filters that have a name."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Q, Value, When

from agreements.states import AgreementStatus, OptionState
from portal.accounts.actor import actor_of
from portal.law.periods import State

#: What can be used stands first, then what will be, what is not yet published, and what has ended.
BY_USE = (State.IN_FORCE, State.UPCOMING, State.DRAFT, State.EXPIRED, State.TERMINATED)


def being(state: str, day: date) -> Q:
    """The agreements that are in a state on a day, as ``portal.law.periods.state_on`` judges one of them."""
    published = Q(status=AgreementStatus.PUBLISHED)
    match state:
        case State.IN_FORCE:
            return published & Q(starts_on__lte=day) & (Q(last_day__gte=day) | Q(last_day=None))
        case State.UPCOMING:
            return published & Q(starts_on__gt=day)
        case State.EXPIRED:
            return published & Q(starts_on__lte=day, last_day__lt=day)
        case _:
            return Q(status=state)


def to_decide(first: date, last: date) -> Q:
    """The extension options that are open, and whose last day of notice lies between two days."""
    return Q(state=OptionState.OPEN, notice_by__range=(first, last))


def lasting_on(day: date, prefix: str = "") -> Q:
    """The eligible buyers whose right has not ended before a day."""
    return Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})


def state_on(day: date) -> Case:
    """The state on a day, as an expression."""
    return Case(
        When(~Q(status=AgreementStatus.PUBLISHED), then="status"),
        When(starts_on__gt=day, then=Value(State.UPCOMING.value)),
        When(last_day__lt=day, then=Value(State.EXPIRED.value)),
        default=Value(State.IN_FORCE.value),
        output_field=CharField(),
    )


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Published and terminated agreements are public; drafts are seen by the office of their cooperation, by the
        owner's purchasing contact and by the responsible officer."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        public = ~Q(status=AgreementStatus.DRAFT)
        if not actor.signed_in:
            return self.filter(public)
        contact_of = actor.places("organisation", "purchasing_contact")
        return self.filter(
            public | Q(cooperation__in=actor.office) | Q(owner__in=contact_of) | Q(responsible=actor.user.pk)
        )

    def open_to(self, organisations: Collection[int], day: date) -> "AgreementQuerySet":
        """Those that one of the organisations is entitled to on a day: named as a buyer whose right has not ended, or
        the owner of one that names nobody, as ``use.entitled`` judges one of them. Whether it runs on the day is
        another question."""
        named = Q(buyers__organisation__in=organisations) & lasting_on(day, "buyers__")
        entitled = self.model.objects.filter(named | Q(buyers=None, owner__in=organisations))
        return self.filter(pk__in=entitled.order_by().values("pk"))

    def in_states(self, states: Iterable[str], day: date) -> "AgreementQuerySet":
        """Those that are in one of the states on a day."""
        wanted = Q(pk__in=[])
        for state in states:
            wanted |= being(state, day)
        return self.filter(wanted)

    def in_force(self, day: date) -> "AgreementQuerySet":
        """Published, begun, and not past the last day to call off."""
        return self.filter(being(State.IN_FORCE, day))

    def upcoming(self, day: date) -> "AgreementQuerySet":
        return self.filter(being(State.UPCOMING, day))

    def expired(self, day: date) -> "AgreementQuerySet":
        return self.filter(being(State.EXPIRED, day))

    def alphabetical(self, alphabet: str = "sv") -> "AgreementQuerySet":
        return self.order_by(f"sort_{alphabet}", "pk")

    def by_use(self, day: date, alphabet: str = "sv", *before_title: Any) -> "AgreementQuerySet":
        """What can be used first; within that alphabetical, after whatever is to count before the title."""
        place = Case(*(When(being(state, day), then=Value(n)) for n, state in enumerate(BY_USE)), default=Value(9))
        return self.order_by(place, *before_title, f"sort_{alphabet}", "pk")
