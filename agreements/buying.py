"""May somebody buy here? The facts of an agreement and a buyer, put to the one chain of questions that the law asks.

Page, API, proof and call-off all come here: there is no second implementation.
"""

from datetime import date

from agreements.ceilings import ceilings_of
from agreements.facts import terms_of
from agreements.models import Agreement, Lot
from agreements.use import buyer_in, state_of
from portal.law.answers import Answer, all_of
from portal.law.frameworks.buying import Buyer, Choice, LotScope, Standing, Step, Wanted, steps
from portal.law.frameworks.ceilings import Ceiling
from portal.law.periods import State
from portal.organisations.models import Membership, Organisation


def chain(
    agreement: Agreement,
    lot: Lot,
    *,
    organisation: Organisation,
    wanted: Wanted,
    choice: Choice | None = None,
    ceilings: list[Ceiling] | None = None,
    member_since: date | None = None,
) -> tuple[Step, ...]:
    """The questions and answers for one lot, in order. Reads the rows of ``facts.with_children`` and the lot's codes
    and areas. Without ``choice`` the route to the supplier is told; with it, whether this supplier may be chosen.

    ``ceilings`` and ``member_since`` are read where they are not given: who asks about many agreements reads them once.
    """
    terms = terms_of(agreement)
    place = next(place for place, row in enumerate(agreement.lots.all()) if row.pk == lot.pk)
    return steps(
        terms,
        terms.lots[place],
        standing=standing(agreement, wanted.on),
        buyer=buyer_of(agreement, organisation, wanted.on, member_since),
        scope=LotScope(frozenset(cpv.code for cpv in lot.cpvs.all()), frozenset(area.pk for area in lot.areas.all())),
        ceilings=ceilings if ceilings is not None else ceilings_of(agreement, lot),
        wanted=wanted,
        choice=choice,
    )


def allowed(chain: tuple[Step, ...]) -> Answer:
    """The chain as one answer."""
    return all_of(*(step.answer for step in chain))


def standing(agreement: Agreement, day: date) -> Standing:
    """The agreement's state on a day; a terminated one can be used until the day it ends."""
    state = state_of(agreement, day)
    last = agreement.terminated_on or agreement.last_day
    if state == State.TERMINATED and last is not None and day <= last:
        begun = agreement.starts_on is None or agreement.starts_on <= day
        state = State.IN_FORCE if begun else State.UPCOMING
    return Standing(state, last)


def buyer_of(agreement: Agreement, organisation: Organisation, day: date, member_since: date | None = None) -> Buyer:
    """The organisation as the law asks about it on a day. One that names nobody, no framework, is its owner's."""
    row = buyer_in(agreement, organisation.pk, day)
    own = not agreement.buyers.all() and organisation.pk == agreement.owner_id
    if row is None and not own and member_since is None:
        memberships = Membership.objects.filter(cooperation=agreement.cooperation_id, organisation=organisation)
        member_since = memberships.order_by("valid_from").values_list("valid_from", flat=True).first()
    return Buyer(
        name=organisation.name,
        named=row is not None or own,
        binding=row is not None and row.is_binding,
        member_since=member_since,
        municipality=organisation.municipality_id,
    )
