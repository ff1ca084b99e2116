"""Rule 3, in use: how much of a ceiling is left, and what that allows."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Reason, denied
from portal.law.wording import Money

WATCH = Decimal("0.70")
WARNING = Decimal("0.85")


class Level(StrEnum):
    """How near its maximum a ceiling is: amber at 70 and 85 %, blocked at 100 %."""

    UNKNOWN = "unknown"
    CALM = "calm"
    WATCH = "watch"
    WARNING = "warning"
    EXHAUSTED = "exhausted"


#: The levels that somebody must hear of, the nearest to the maximum last.
WATCHED = (Level.WATCH, Level.WARNING, Level.EXHAUSTED)


@dataclass(frozen=True)
class Ceiling:
    """The maximum of an agreement or lot, and what is reserved and used of it; ex VAT in ``currency``.

    ``maximum`` is None when nobody knows it. ``overrun`` is how far turnover past the maximum has been recorded.
    """

    maximum: Decimal | None
    reserved: Decimal
    used: Decimal
    currency: str
    overrun: Decimal | None = None
    lot: str = ""

    @property
    def taken(self) -> Decimal:
        """Reserved and used together."""
        return self.reserved + self.used

    @property
    def left(self) -> Decimal | None:
        """What may still be called off, never below zero; None when there is no known maximum."""
        return None if self.maximum is None else max(self.maximum - self.taken, Decimal(0))

    @property
    def ratio(self) -> Decimal | None:
        """The part of the maximum that is taken, 1 when it is exhausted."""
        return None if self.maximum is None else self.taken / self.maximum

    @property
    def level(self) -> Level:
        if self.ratio is None:
            return Level.UNKNOWN
        if self.ratio >= 1:
            return Level.EXHAUSTED
        if self.ratio >= WARNING:
            return Level.WARNING
        return Level.WATCH if self.ratio >= WATCH else Level.CALM

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency)


def room_for(ceiling: Ceiling, amount: Decimal, jurisdiction: str) -> Answer:
    """Whether a call-off of so much fits below the ceiling.

    Source: C-216/17 and C-23/20: at the maximum the framework has exhausted its effect. Past it only a modification
    helps (art. 72). An unknown maximum holds nobody back, but is said.
    """
    source = sources.MAXIMUM.within(jurisdiction)
    left = ceiling.left
    if left is None:
        return Allowed((Reason(_("No maximum is known, so the portal cannot say how much is left."), source),))
    params = {
        "left": ceiling.money(left),
        "maximum": ceiling.money(ceiling.maximum or Decimal(0)),
        "amount": ceiling.money(amount),
        "lot": ceiling.lot,
    }
    if left <= 0:
        text = (
            _("The maximum of lot %(lot)s, %(maximum)s, is reached: it is exhausted.")
            if ceiling.lot
            else _("The maximum, %(maximum)s, is reached: the agreement is exhausted.")
        )
        return denied(text, "amount", source, **params)
    if amount > left:
        text = (
            _("Too little is left of lot %(lot)s: %(left)s of %(maximum)s, and you need %(amount)s.")
            if ceiling.lot
            else _("Too little is left: %(left)s of %(maximum)s, and you need %(amount)s.")
        )
        return denied(text, "amount", source, **params)
    text = (
        _("%(left)s of %(maximum)s is left of lot %(lot)s.") if ceiling.lot else _("%(left)s of %(maximum)s is left.")
    )
    return Allowed((Reason(text, source, "amount", params),))


def room_for_turnover(ceiling: Ceiling, grown: Decimal, jurisdiction: str) -> Answer:
    """Whether turnover may be entered that makes the sum of reserved and used grow by ``grown``.

    What was bought past the maximum is entered once an overrun has been recorded by two persons: no modification under
    art. 72, but the truth, and reported.
    """
    if ceiling.maximum is None or grown <= 0:
        return Allowed()
    limit = max(ceiling.maximum, ceiling.overrun or Decimal(0))
    if ceiling.taken + grown <= limit:
        return Allowed()
    text = _(
        "With this turnover the maximum, %(maximum)s, would be passed by %(over)s. Record first which change allows it,"
        " or that it is an overrun."
    )
    params = {"maximum": ceiling.money(limit), "over": ceiling.money(ceiling.taken + grown - limit)}
    return denied(text, "amount", sources.MODIFICATION.within(jurisdiction), **params)


def may_be_maximum(ceiling: Ceiling, maximum: Decimal | None) -> Answer:
    """Whether a maximum may be set to so much: never below what is reserved and used already.

    Source: C-216/17 and C-23/20: what has been called off counts against the maximum, and stays called off.
    """
    if maximum is None or maximum >= ceiling.taken:
        return Allowed()
    text = (
        _("The maximum of lot %(lot)s cannot be %(maximum)s: %(taken)s is reserved and used already.")
        if ceiling.lot
        else _("The maximum cannot be %(maximum)s: %(taken)s is reserved and used already.")
    )
    params = {"maximum": ceiling.money(maximum), "taken": ceiling.money(ceiling.taken), "lot": ceiling.lot}
    field = f"lots.{ceiling.lot}.maximum_value" if ceiling.lot else "maximum_value"
    return denied(text, field, sources.MAXIMUM, **params)
