"""Whether somebody may buy: the questions that a call-off is asked, each answered with its reason.

One function is one question. ``steps`` asks them all in the order in which a purchaser would, so that page, API, proof
and call-off tell the same chain of reasons. Nothing is asked twice elsewhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Reason, Words, denied
from portal.law.frameworks.ceilings import Ceiling, room_for
from portal.law.frameworks.terms import CallOffMethod, LotTerms, Terms
from portal.law.periods import State


@dataclass(frozen=True)
class Buyer:
    """The organisation that wants to buy. ``named``: it stands among the eligible buyers, or the agreement is its own.
    ``lost_on`` is the last day of a right that it had. ``member_since`` is the day it joined the cooperation;
    ``municipality`` the place where it is (its id)."""

    name: str
    named: bool
    binding: bool = False
    lost_on: date | None = None
    member_since: date | None = None
    municipality: int | None = None


@dataclass(frozen=True)
class Standing:
    """What the agreement is on the day: its state, and the last day on which it can be used as things stand."""

    state: State
    last: date | None = None


@dataclass(frozen=True)
class LotScope:
    """What a lot is for. Empty codes or areas: all that the agreement covers, everywhere."""

    cpv_codes: frozenset[str] = frozenset()
    areas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to buy: when, for how much (ex VAT in the agreement's currency), until when the contract
    runs, of what (a CPV code of eight digits, or none when it was asked in words)."""

    on: date
    amount: Decimal | None = None
    ends_on: date | None = None
    cpv_code: str = ""


@dataclass(frozen=True)
class Choice:
    """The supplier that somebody wants to call off from, and the reasons that were written down."""

    supplier_id: int
    passing_over: str = ""
    reasons: str = ""
    won_competition: bool = False


def in_time(terms: Terms, standing: Standing) -> Answer:
    """Rule 2: call-offs are made from the first day to the last. Source: 2014/24/EU art. 33(1), recital 62."""
    source = sources.AFTER_EXPIRY if terms.is_framework else None
    params = {"first": terms.starts_on, "last": standing.last}
    if standing.state == State.IN_FORCE:
        text = _("It is in force until %(last)s.") if standing.last else _("It is in force until further notice.")
        return Allowed((Reason(text, source, "on", params),))
    closed = {
        State.DRAFT: _("The agreement is a draft."),
        State.UPCOMING: _("The agreement has not begun: it is used from %(first)s."),
        State.EXPIRED: _("The agreement has expired: the last day to call off was %(last)s."),
        State.TERMINATED: _("The agreement was terminated: the last day was %(last)s."),
    }
    return denied(closed[standing.state], "on", source, **params)


def for_buyer(terms: Terms, buyer: Buyer) -> Answer:
    """Rule 4: only buyers named from the start. Source: 2014/24/EU art. 33(2); KOFA 2015/65."""
    source = sources.PARTIES.within(terms.jurisdiction) if terms.is_framework else None
    params = {
        "buyer": buyer.name,
        "since": buyer.member_since,
        "announced": terms.announced_on,
        "lost": buyer.lost_on,
    }
    if buyer.named:
        text = (
            _("%(buyer)s is named among the buyers and must use the agreement.")
            if buyer.binding
            else _("%(buyer)s is named among the buyers and may use the agreement.")
        )
        return Allowed((Reason(text, source, "buyer", params),))
    if buyer.lost_on:
        text = _("%(buyer)s could use the agreement until %(lost)s, and not after.")
    elif buyer.member_since and terms.announced_on and buyer.member_since > terms.announced_on:
        text = _(
            "%(buyer)s joined the cooperation on %(since)s, after the agreement was announced on %(announced)s: nobody"
            " can join it later."
        )
    else:
        text = _("Only the buyers named from the start may use the agreement, and %(buyer)s is not one.")
    return denied(text, "buyer", source, **params)


def within_scope(terms: Terms, lot: LotTerms, scope: LotScope, buyer: Buyer, cpv_code: str) -> Answer:
    """The lot covers what is bought, and the place where the buyer is. Source: the agreement's own terms."""
    covered = scope.cpv_codes or frozenset(terms.cpv_codes)
    if cpv_code and not any(_same_branch(cpv_code, code) for code in covered):
        text = _("Lot %(lot)s does not cover CPV %(code)s.")
        return denied(text, "cpv", lot=lot.number, code=cpv_code)
    if scope.areas and buyer.municipality not in scope.areas:
        text = _("Lot %(lot)s is for another area than that of %(buyer)s.")
        return denied(text, "lot", lot=lot.number, buyer=buyer.name)
    if cpv_code:
        return Allowed(
            (Reason(_("Lot %(lot)s covers CPV %(code)s."), None, "cpv", {"lot": lot.number, "code": cpv_code}),)
        )
    return Allowed()


def _same_branch(wanted: str, covered: str) -> bool:
    """Whether a CPV code lies at or below another, or above it: who asks for cleaning is shown school cleaning too."""
    one, other = wanted.rstrip("0").ljust(2, "0"), covered.rstrip("0").ljust(2, "0")
    return one.startswith(other) or other.startswith(one)


def below_ceilings(terms: Terms, ceilings: Collection[Ceiling], amount: Decimal | None) -> tuple[Answer, ...]:
    """Rule 3: what is bought fits below the maximum of the agreement and of the lot. Without an amount, anything must
    be left at all. One answer for each ceiling with a maximum; one in all where none is known."""
    known = [one for one in ceilings if one.maximum is not None] or list(ceilings)[:1]
    asked = amount if amount is not None else Decimal("0.01")
    return tuple(room_for(one, asked, terms.jurisdiction) for one in known)


def contract_ends_in_time(terms: Terms, ends_on: date | None) -> Answer:
    """Rule 2: a contract made under a framework ends no later than the framework's documents allow."""
    latest = terms.latest_contract_end_on
    if ends_on is None or latest is None:
        return Allowed()
    source = sources.AFTER_EXPIRY if terms.is_framework else None
    params = {"ends": ends_on, "latest": latest}
    if ends_on > latest:
        text = _("The contract would end on %(ends)s; contracts under the agreement end on %(latest)s at the latest.")
        return denied(text, "ends_on", source, **params)
    return Allowed((Reason(_("Contracts under the agreement may run until %(latest)s."), source, "ends_on", params),))


def route(terms: Terms, lot: LotTerms) -> Answer:
    """Rule 5: how this lot finds the supplier. Source: 2014/24/EU art. 33(3)-(5)."""
    source = sources.SEVERAL_SUPPLIERS.within(terms.jurisdiction) if terms.is_framework else None
    names = [supplier.name for supplier in in_order(lot)]
    if not names:
        return denied(_("No supplier is named in lot %(lot)s."), "lot", lot=lot.number)
    if len(names) == 1:
        return Allowed(
            (Reason(_("You buy from %(name)s, the only supplier."), source, "supplier", {"name": names[0]}),)
        )
    texts: dict[str, Words] = {
        CallOffMethod.RANKING: _("You ask %(name)s first, who is first in rank; then the next."),
        CallOffMethod.MINI_COMPETITION: _("You hold a mini-competition: all %(count)s suppliers are asked."),
        CallOffMethod.CONDITIONS: _("You choose by the conditions that the agreement states: %(conditions)s"),
        CallOffMethod.SHARES: _("You choose so that each supplier gets its stated share of the volume."),
    }
    text = texts.get(lot.call_off_method)
    if text is None:
        text = _(
            "The agreement does not say how to choose between the %(count)s suppliers: ask the responsible officer."
        )
    params = {"name": names[0], "count": len(names), "conditions": lot.conditions}
    return Allowed((Reason(text, source, "supplier", params),))


def in_order(lot: LotTerms) -> list:
    """The suppliers as they are asked: by rank where they have one."""
    return sorted(lot.suppliers, key=lambda row: (row.rank is None, row.rank or 0))


def may_choose(terms: Terms, lot: LotTerms, choice: Choice) -> Answer:
    """Rule 5: the chosen supplier is the one to which the lot's route leads.

    A ranked supplier may be passed over with a written reason; a mini-competition is won; stated conditions and shares
    want it written down how they led here. Source: 2014/24/EU art. 33(4)-(5).
    """
    source = sources.SEVERAL_SUPPLIERS.within(terms.jurisdiction) if terms.is_framework else None
    ordered = in_order(lot)
    chosen = next((row for row in ordered if row.id == choice.supplier_id), None)
    if chosen is None:
        return denied(_("The supplier is none of the suppliers of lot %(lot)s."), "supplier", source, lot=lot.number)
    if len(ordered) == 1:
        return Allowed((Reason(_("%(name)s is the only supplier."), source, "supplier", {"name": chosen.name}),))
    params = {"name": chosen.name, "first": ordered[0].name}
    match lot.call_off_method:
        case CallOffMethod.RANKING:
            if chosen is ordered[0]:
                return Allowed((Reason(_("%(name)s is first in rank."), source, "supplier", params),))
            if not choice.passing_over.strip():
                text = _("%(first)s comes before %(name)s in rank: say why it is passed over.")
                return denied(text, "passing_over", source, **params)
            return Allowed(
                (Reason(_("%(first)s is passed over for %(name)s, with a reason."), source, "supplier", params),)
            )
        case CallOffMethod.MINI_COMPETITION:
            if not choice.won_competition:
                text = _("Lot %(lot)s is called off by mini-competition: hold one, and call off from its winner.")
                return denied(text, "supplier", source, lot=lot.number)
            return Allowed((Reason(_("%(name)s won the mini-competition."), source, "supplier", params),))
        case CallOffMethod.CONDITIONS | CallOffMethod.SHARES:
            if not choice.reasons.strip():
                text = _("Say how the stated conditions lead to %(name)s.")
                return denied(text, "choice", source, **params)
            return Allowed((Reason(_("%(name)s is chosen by the stated conditions."), source, "supplier", params),))
        case _:
            return Allowed((Reason(_("%(name)s is a supplier of the lot."), source, "supplier", params),))


#: What each question of the chain asks, by its stem.
QUESTIONS: dict[str, Words] = {
    "buyer": _("Who may use it?"),
    "time": _("When?"),
    "scope": _("What, and where?"),
    "ceiling": _("How much is left?"),
    "contract_end": _("Until when may a contract run?"),
    "route": _("From whom?"),
    "supplier": _("From whom?"),
}


@dataclass(frozen=True)
class Step:
    """One question of the chain: its stem (the same in every language) and its answer."""

    name: str
    answer: Answer


def steps(
    terms: Terms,
    lot: LotTerms,
    *,
    standing: Standing,
    buyer: Buyer,
    scope: LotScope,
    ceilings: Collection[Ceiling],
    wanted: Wanted,
    choice: Choice | None = None,
) -> tuple[Step, ...]:
    """The whole chain for a lot of an agreement. With a ``choice`` of supplier it is a call-off's, without the route
    is told instead. Allowed as a whole when every answer is."""
    ceiling_steps = [Step("ceiling", answer) for answer in below_ceilings(terms, ceilings, wanted.amount)]
    last = Step("supplier", may_choose(terms, lot, choice)) if choice else Step("route", route(terms, lot))
    asked = [
        Step("buyer", for_buyer(terms, buyer)),
        Step("time", in_time(terms, standing)),
        Step("scope", within_scope(terms, lot, scope, buyer, wanted.cpv_code)),
        *ceiling_steps,
        Step("contract_end", contract_ends_in_time(terms, wanted.ends_on)),
        last,
    ]
    return tuple(step for step in asked if step.answer.reasons)
