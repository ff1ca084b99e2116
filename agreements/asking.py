"""What somebody wants to buy, and every agreement's answer to it: which may be used, which not and why.

The law's chain of questions (``agreements.buying``) is asked of the agreements that the words find: first those that
the organisation may use on the day, and where they are few those that come near. However many there are, a handful of
queries reads them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window

from agreements import facts, search
from agreements.buying import allowed, as_buyer, buyer_of, chain, joined
from agreements.ceilings import ceilings_of_many
from agreements.models import Agreement, EligibleBuyer, Lot
from agreements.querysets import being
from agreements.states import AgreementStatus, CallOffMethod
from portal.law.answers import Answer
from portal.law.frameworks.buying import Buyer, Step, Wanted
from portal.law.frameworks.ceilings import Ceiling
from portal.law.periods import State
from portal.organisations.models import Membership, Organisation, Unit
from portal.organisations.periods import valid_on
from portal.reference.models import CpvCode

#: How many agreements of each kind are told of; how many more there are is told.
MOST_USABLE = 10
MOST_NEAR = 5
#: With so many to use, nobody asks for those that only come near.
ENOUGH = 3
#: How many of the organisation's own are judged before it is told that it may use none of them.
MOST_JUDGED = 40


@dataclass(frozen=True)
class Question:
    """What somebody wants to buy: in words or by a CPV code, for an organisation and perhaps a unit of it.

    ``amount`` is ex VAT in the currency of the agreement that answers.
    """

    organisation: Organisation
    on: date
    words: str = ""
    cpv: CpvCode | None = None
    amount: Decimal | None = None
    ends_on: date | None = None
    unit: Unit | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.on, self.amount, self.ends_on, self.cpv.code if self.cpv else "")

    @property
    def asked(self) -> str:
        """What is needed, as it was asked for."""
        return str(self.cpv) if self.cpv else self.words


@dataclass(frozen=True)
class JudgedLot:
    """A lot and the chain of questions that was asked of it."""

    lot: Lot
    steps: tuple[Step, ...]
    ceilings: tuple[Ceiling, ...]

    @cached_property
    def answer(self) -> Answer:
        return allowed(self.steps)

    @property
    def decisive(self) -> Sequence[Step]:
        """The steps that say no."""
        return [step for step in self.steps if not step.answer]

    @property
    def tightest(self) -> Ceiling | None:
        """The ceiling under which least is left; None when no maximum is known."""
        known = [one for one in self.ceilings if one.left is not None]
        return min(known, key=lambda one: one.left) if known else None

    @property
    def needs_competition(self) -> bool:
        """Whether the supplier is found by a mini-competition."""
        return self.lot.call_off_method == CallOffMethod.MINI_COMPETITION and len(self.lot.suppliers.all()) > 1


@dataclass(frozen=True)
class Judged:
    """An agreement with its lots, the one that answers best first. ``binding``: it must be used for what it covers."""

    agreement: Agreement
    lots: tuple[JudgedLot, ...]
    binding: bool

    @property
    def best(self) -> JudgedLot:
        return self.lots[0]

    @property
    def others(self) -> tuple[JudgedLot, ...]:
        """The further lots that may be used; of one that may not be used at all, none."""
        return tuple(row for row in self.lots[1:] if row.answer)

    @property
    def answer(self) -> Answer:
        return self.best.answer

    @property
    def binds_although_refused(self) -> bool:
        """Whether the buyer is bound by an agreement in force that cannot take this purchase, for want of room or
        because the contract would run too long: buying elsewhere is then told with its reason."""
        return self.binding and {step.name for step in self.best.decisive} <= {"ceiling", "contract_end"}


@dataclass(frozen=True)
class Findings:
    """The whole answer. ``how``: by a number, by words, by likeness to them, or nothing found (see ``search.Match``);
    ``more_usable`` and ``more_near`` count what was found beyond the agreements that were judged."""

    question: Question
    usable: tuple[Judged, ...] = ()
    refused: tuple[Judged, ...] = ()
    more_usable: int = 0
    more_near: int = 0
    how: str = "nothing"

    @property
    def outcome(self) -> str:
        return "yes" if self.usable else "not_these" if self.refused else "nothing"

    @property
    def bound(self) -> tuple[Judged, ...]:
        """What binds the buyer although it cannot take this purchase."""
        return () if self.usable else tuple(row for row in self.refused if row.binds_although_refused)


def ask(question: Question, user: Any) -> Findings:
    """Ask all agreements that the reader may see."""
    visible = Agreement.objects.visible_to(user).exclude(status=AgreementStatus.DRAFT)
    if question.cpv:
        return _ask_among(question, search.Match(search.covering(visible, question.cpv.code), "number"))
    for match in search.covering_words(visible, question.words):
        findings = _ask_among(question, match)
        if findings.outcome != "nothing":
            return findings
    return Findings(question)


def _ask_among(question: Question, match: search.Match) -> Findings:
    """Judge what was found: what the organisation may use on the day, and what comes near where that is little.

    Where none of the first may be used after all, for want of room for instance, the next are asked.
    """
    own, own_total = _own(match.found, question)
    near, near_total = _near(match.found, question) if len(own) < ENOUGH else ([], 0)
    asked = MOST_USABLE
    judged = judge(question, [*own[:asked], *near])
    while asked < len(own) and not any(row.answer for row in judged):
        judged += judge(question, own[asked : asked + MOST_USABLE])
        asked += MOST_USABLE
    refused = tuple(row for row in judged if not row.answer)
    return Findings(
        question,
        usable=tuple(row for row in judged if row.answer),
        refused=refused[:MOST_USABLE],
        more_usable=max(own_total - asked, 0),
        more_near=near_total - len(near) + len(refused[MOST_USABLE:]),
        how=match.how if judged else "nothing",
    )


def ask_one(question: Question, agreement_id: int, user: Any) -> Judged | None:
    """Ask one agreement; None when the reader may not see it, or it has no lots to judge."""
    seen = Agreement.objects.visible_to(user).filter(pk=agreement_id).values_list("pk", flat=True)
    return next(iter(judge(question, seen)), None)


def _own(found: QuerySet, question: Question) -> tuple[list[int], int]:
    """The ids of what the organisation may use on the day as far as its name and the days tell, and their number."""
    own = found.filter(Q(search__entitled__contains=[question.organisation.pk]) & _in_force(question.on))
    return _first(own, [*_by_title(question), F("last_day").desc(nulls_first=True), "pk"], MOST_JUDGED)


def _near(found: QuerySet, question: Question) -> tuple[list[int], int]:
    """The ids of what comes near, and their number: its own agreements that are not in force on the day, then
    agreements of its cooperations that others may use, then other people's in force in the same country."""
    organisation, day = question.organisation, question.on
    own, in_force = Q(search__entitled__contains=[organisation.pk]), _in_force(day)
    cooperations = Membership.objects.filter(valid_on(day), organisation=organisation).values("cooperation")
    nearness = Case(
        When(own & in_force, then=Value(0)),
        When(own, then=Value(1)),
        When(cooperation__in=cooperations, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    near = found.filter(own | in_force & Q(cooperation__jurisdiction=organisation.country))
    near = near.annotate(nearness=nearness).filter(nearness__gt=0)
    return _first(near, ["nearness", *_by_title(question), F("last_day").desc(nulls_first=True), "pk"], MOST_NEAR)


def _in_force(day: date) -> Q:
    """What can be used on a day; a terminated agreement can until the day it ends."""
    return being(State.IN_FORCE, day) | Q(status=AgreementStatus.TERMINATED, starts_on__lte=day, terminated_on__gte=day)


def _by_title(question: Question) -> list[Any]:
    """What has the words in its title comes first."""
    return [search.title_holds(question.words).desc()] if question.words else []


def _first(found: QuerySet, order: Sequence[Any], most: int) -> tuple[list[int], int]:
    """The ids of the first of them, and how many there are in all; in one statement."""
    rows = list(found.order_by(*order).values_list("pk", Window(Count("pk")))[:most])
    return [pk for pk, _total in rows], rows[0][1] if rows else 0


def judge(question: Question, ids: Collection[int]) -> list[Judged]:
    """Ask the chain of every lot of these agreements, in the order given, in a query for each kind of row."""
    rows = _read(question.organisation, list(ids))
    agreements = [rows[pk] for pk in ids if pk in rows]
    ceilings = ceilings_of_many(agreements)
    since = joined(question.organisation)
    judged = []
    for agreement in agreements:
        buyer = as_buyer(
            question.organisation,
            row=next(iter(agreement.buyers.all()), None),
            own=not agreement.summary.buyers and agreement.owner_id == question.organisation.pk,
            day=question.on,
            member_since=since.get(agreement.cooperation_id),
        )
        judged.append(_judged(question, agreement, buyer, ceilings[agreement.pk]))
    return [row for row in judged if row is not None]


def judge_one(question: Question, agreement: Agreement, ceilings: Mapping[int | None, Ceiling]) -> Judged | None:
    """Ask an agreement that was read with ``facts.with_children``; None when it has no lots to judge."""
    return _judged(question, agreement, buyer_of(agreement, question.organisation, question.on), ceilings)


def _judged(
    question: Question, agreement: Agreement, buyer: Buyer, ceilings: Mapping[int | None, Ceiling]
) -> Judged | None:
    terms, lots = facts.terms_of(agreement), []
    for lot in agreement.lots.all():
        kept = (ceilings[None], ceilings[lot.pk])
        steps = chain(
            agreement,
            lot,
            organisation=question.organisation,
            wanted=question.wanted,
            ceilings=list(kept),
            buyer=buyer,
            terms=terms,
        )
        lots.append(JudgedLot(lot, steps, kept))
    return Judged(agreement, tuple(sorted(lots, key=_best_first(question))), buyer.binding) if lots else None


def _read(organisation: Organisation, ids: Collection[int]) -> dict[int, Agreement]:
    """The agreements with what the chain asks about. Of the buyers only the organisation: there may be hundreds."""
    return (
        Agreement.objects.select_related("cooperation", "owner", "responsible", "summary", "partnership")
        .prefetch_related(*facts.judged(EligibleBuyer.objects.filter(organisation=organisation).order_by("pk")))
        .in_bulk(ids)
    )


def _best_first(question: Question) -> Any:
    """Lots that may be used come first; then those whose name holds the words, those with codes of their own, and those
    refused for the fewest reasons."""
    words = [word.casefold() for word in question.words.split() if len(word) >= search.SHORTEST_PART]

    def place(row: JudgedLot) -> tuple[Any, ...]:
        name = f"{row.lot.number} {row.lot.title}".casefold()
        named = sum(word in name for word in words)
        own_codes = bool(question.cpv) and bool(row.lot.own_codes)
        return (not row.answer, -named, not own_codes, len(row.decisive), row.lot.position)

    return place
