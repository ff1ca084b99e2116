"""What may be bought without an agreement and without a contract notice: rule 10. A table knows it, or nobody does.

The table stands in ``portal.reference``; its rows are handed in. Where it does not know a day, the answer says so and
guesses nothing; it never blocks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.law.answers import Allowed, Answer, Reason, Source, Words
from portal.law.wording import Money


class ThresholdKind(TextChoices):
    """What a threshold parts. Amounts are ex VAT."""

    SCOPE = "scope", _("the procurement act applies from")
    DIRECT_AWARD = "direct_award", _("direct award up to")
    NATIONAL = "national", _("national threshold")
    EU = "eu", _("EU and EEA threshold")


#: What a buyer without an agreement asks about, by jurisdiction: Sweden has a threshold for direct awards, Norway one
#: below which the act does not apply and one from which a notice is published.
ASKED: Mapping[str, tuple[ThresholdKind, ...]] = {
    "SE": (ThresholdKind.DIRECT_AWARD,),
    "NO": (ThresholdKind.SCOPE, ThresholdKind.NATIONAL),
}

_TEXTS: Mapping[ThresholdKind, Words] = {
    ThresholdKind.DIRECT_AWARD: _("On %(day)s the threshold for a direct award is %(amount)s."),
    ThresholdKind.SCOPE: _("On %(day)s the procurement act applies from %(amount)s."),
    ThresholdKind.NATIONAL: _("On %(day)s a national notice is published from %(amount)s."),
    ThresholdKind.EU: _("On %(day)s the EU and EEA threshold is %(amount)s."),
}
_UNKNOWN: Mapping[ThresholdKind, Words] = {
    ThresholdKind.DIRECT_AWARD: _("The portal does not know the threshold for a direct award on %(day)s."),
    ThresholdKind.SCOPE: _("The portal does not know from which amount the procurement act applies on %(day)s."),
    ThresholdKind.NATIONAL: _("The portal does not know the national threshold on %(day)s."),
    ThresholdKind.EU: _("The portal does not know the EU and EEA threshold on %(day)s."),
}
_SUM = _(
    "All purchases of the same kind in the organisation during the year count together: ask your purchasing contact."
)


@dataclass(frozen=True)
class Threshold:
    """A threshold as the table knows it for a day: an amount ex VAT, where that is written, and whether it has been
    checked there."""

    kind: ThresholdKind
    amount: Decimal
    currency: str
    source: str
    url: str = ""
    certain: bool = True


def direct_award(
    jurisdiction: str, known: Mapping[str, Threshold], amount: Decimal | None, day: date
) -> Iterator[Answer]:
    """What is known of buying without an agreement on a day. Always allowed: it informs, it never blocks."""
    for kind in ASKED.get(jurisdiction, ()):
        yield told(kind, known.get(kind), amount, day)


def told(kind: ThresholdKind, threshold: Threshold | None, amount: Decimal | None, day: date) -> Answer:
    """One threshold in words, with its source, and on which side of it the amount lies."""
    if threshold is None:
        return Allowed((Reason(_UNKNOWN[kind], params={"day": day}),))
    source = Source(threshold.source, certain=threshold.certain, url=threshold.url)
    limit = Money(threshold.amount, threshold.currency)
    reasons = [Reason(_TEXTS[kind], source, "amount", {"day": day, "amount": limit})]
    if amount is not None:
        text = _("Your amount is below it.") if amount < threshold.amount else _("Your amount is not below it.")
        reasons.append(Reason(text, field="amount"))
    return Allowed(tuple(reasons), (Reason(_SUM),) if kind == ThresholdKind.DIRECT_AWARD else ())
