"""May somebody buy here? The facts of an agreement and a buyer, put to the one chain of questions that the law asks.

Page, API, proof and call-off all come here: there is no second implementation.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet

from agreements.ceilings import ceilings_of
from agreements.facts import terms_of
from agreements.models import Agreement, EligibleBuyer, Lot
from portal.law.answers import Answer, all_of
from portal.law.frameworks import Terms
from portal.law.frameworks.buying import QUESTIONS, Buyer, Choice, LotScope, Standing, Step, Wanted, steps
from portal.law.frameworks.ceilings import Ceiling
from portal.law.periods import State, state_on
from portal.organisations.models import Membership, Organisation
from portal.workflow.statements import Statement


def chain(
    agreement: Agreement,
    lot: Lot,
    *,
    organisation: Organisation,
    wanted: Wanted,
    choice: Choice | None = None,
    ceilings: list[Ceiling] | None = None,
    buyer: Buyer | None = None,
    terms: Terms | None = None,
) -> tuple[Step, ...]:
    """The questions and answers for one lot, in order. Reads the rows of ``facts.judged``, which are also among those
    of ``facts.with_children``. Without ``choice`` the route to the supplier is told; with it, whether this supplier may
    be chosen.

    ``ceilings``, ``buyer`` and ``terms`` are read where they are not given: who asks about many lots reads them once.
    """
    terms = terms or terms_of(agreement)
    place = next(place for place, row in enumerate(agreement.lots.all()) if row.pk == lot.pk)
    return steps(
        terms,
        terms.lots[place],
        standing=standing(agreement, wanted.on),
        buyer=buyer or buyer_of(agreement, organisation, wanted.on),
        scope=LotScope(frozenset(lot.own_codes), frozenset(lot.own_areas)),
        ceilings=ceilings if ceilings is not None else ceilings_of(agreement, lot),
        wanted=wanted,
        choice=choice,
    )


def allowed(chain: tuple[Step, ...]) -> Answer:
    """The chain as one answer."""
    return all_of(*(step.answer for step in chain))


def standing(agreement: Agreement, day: date) -> Standing:
    """The agreement's state on a day; a terminated one can be used until the day it ends."""
    state = state_on(day, agreement.status, agreement.starts_on, agreement.last_day)
    last = agreement.terminated_on or agreement.last_day
    if state == State.TERMINATED and last is not None and day <= last:
        begun = agreement.starts_on is None or agreement.starts_on <= day
        state = State.IN_FORCE if begun else State.UPCOMING
    return Standing(state, last)


def buyer_of(agreement: Agreement, organisation: Organisation, day: date) -> Buyer:
    """The organisation as the law asks about it on a day. Reads the rows of ``facts.with_children``."""
    rows = agreement.buyers.all()
    return as_buyer(
        organisation,
        row=next((row for row in rows if row.organisation_id == organisation.pk), None),
        own=not rows and organisation.pk == agreement.owner_id,
        day=day,
        member_since=joined(organisation).get(agreement.cooperation_id),
    )


def as_buyer(
    organisation: Organisation, *, row: EligibleBuyer | None, own: bool, day: date, member_since: date | None
) -> Buyer:
    """An organisation in the law's words. ``row`` is its place among the eligible buyers; ``own``: the agreement names
    nobody, as no framework does, and is this organisation's."""
    lost_on = row.ends_on if row is not None and row.ends_on is not None and row.ends_on < day else None
    named = row is not None and lost_on is None
    return Buyer(
        name=organisation.name,
        named=named or own,
        binding=named and row.is_binding,
        lost_on=lost_on,
        member_since=member_since,
        municipality=organisation.municipality_id,
    )


def _memberships(organisation: int) -> QuerySet:
    rows = Membership.objects.filter(organisation=organisation).order_by()
    return rows.values_list("cooperation_id").annotate(Min("valid_from"))


MEMBERSHIPS = Statement(_memberships, organisation=int)


def joined(organisation: Organisation) -> dict[int, date]:
    """The day on which an organisation first joined each of its cooperations."""
    return dict(MEMBERSHIPS.ask(organisation=organisation.pk))


def told(chain: Collection[Step]) -> list[dict[str, Any]]:
    """The chain in the reader's words, as the interface for other systems and a proof write it down."""
    return [
        {
            "step": step.name,
            "question": str(QUESTIONS[step.name]),
            "allowed": bool(step.answer),
            "reasons": [
                {"text": str(reason), "source": str(reason.source) if reason.source else ""}
                for reason in (*step.answer.reasons, *step.answer.notes)
            ],
        }
        for step in chain
    ]
