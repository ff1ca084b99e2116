"""Which procedures are open for a procurement: by its value, the thresholds of its day and what it ends in.

Nothing is refused for what is not known (rule 10): where the table of thresholds does not know the day, or its amount
has not been checked, a procedure stays open and its note says what to check.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Allowed, Answer, Denied, Reason, Source, Words
from portal.law.jurisdictions import JurisdictionCode
from portal.law.procedures import KNOWN, Procedure
from portal.law.thresholds import Threshold, ThresholdKind, told
from portal.law.wording import Money

_DIRECTIVE = _("Directive 2014/24/EU")
_NATIONAL_RULES: Mapping[str, Source] = {
    JurisdictionCode.SE: Source("LOU", "19 kap."),
    JurisdictionCode.NO: Source("FOA", "del II", certain=False),
}
_DIRECT_RULES: Mapping[str, Source] = {
    JurisdictionCode.SE: Source("LOU", "19 a kap."),
    JurisdictionCode.NO: Source("FOA", "del I", certain=False),
}
#: Up to which threshold a direct award is possible, by jurisdiction.
_DIRECT_UP_TO: Mapping[str, ThresholdKind] = {
    JurisdictionCode.SE: ThresholdKind.DIRECT_AWARD,
    JurisdictionCode.NO: ThresholdKind.NATIONAL,
}
#: Which thresholds a procurement is held against, by jurisdiction.
_TOLD: Mapping[str, tuple[ThresholdKind, ...]] = {
    JurisdictionCode.SE: (ThresholdKind.DIRECT_AWARD, ThresholdKind.EU),
    JurisdictionCode.NO: (ThresholdKind.SCOPE, ThresholdKind.NATIONAL, ThresholdKind.EU),
}
_GROUNDS = Reason(
    _("Needs one of its grounds, such as that the solution has to be adapted or cannot be described beforehand."),
    Source(_DIRECTIVE, "art. 26(4)"),
)


@dataclass(frozen=True)
class Facts:
    """What the answer rests on. ``value`` is the estimated value ex VAT, None where it is not known; ``kind`` what the
    procurement ends in (framework, contract, partnership, dps); ``thresholds`` what the table knows of ``day``."""

    jurisdiction: str
    kind: str
    value: Decimal | None
    currency: str
    day: date
    thresholds: Mapping[str, Threshold]


@dataclass(frozen=True)
class Opening:
    """A procedure and whether it is open; the answer's reasons say why, its notes what to keep in mind.

    ``is_known`` is False where the answer rests on a value or a threshold that is not known for sure.
    """

    procedure: Procedure
    answer: Answer
    is_known: bool = True


def thresholds(facts: Facts) -> Iterator[Answer]:
    """The thresholds of the jurisdiction on the day, each with its source and the side on which the value lies."""
    for kind in _TOLD.get(facts.jurisdiction, ()):
        limit = facts.thresholds.get(kind)
        reasons = told(kind, limit, None, facts.day).reasons
        if limit is not None and facts.value is not None:
            text = _("The value is below it.") if facts.value < limit.amount else _("The value is not below it.")
            reasons = (*reasons, Reason(text))
        yield Allowed(reasons)


def procedures(facts: Facts) -> Iterator[Opening]:
    """Every procedure that the jurisdiction knows, with its answer."""
    for procedure in KNOWN.get(facts.jurisdiction, ()):
        kind = _limit_of(procedure, facts.jurisdiction)
        sure = kind is None or (facts.value is not None and _sure(facts, kind) is not None)
        answer = may_use(procedure, facts)
        yield Opening(procedure, answer, is_known=sure or not answer)


def _limit_of(procedure: Procedure, jurisdiction: str) -> ThresholdKind | None:
    """The threshold below which alone a procedure is open."""
    if procedure == Procedure.DIRECT:
        return _DIRECT_UP_TO[jurisdiction]
    return ThresholdKind.EU if procedure == Procedure.NATIONAL else None


def may_use(procedure: Procedure, facts: Facts) -> Answer:
    """Whether a procurement of these facts may be run by a procedure."""
    if facts.kind == "dps" and procedure in _NOT_FOR_DPS:
        return Denied(
            (
                Reason(
                    _("A dynamic purchasing system is set up by the rules of the restricted procedure."),
                    Source(_DIRECTIVE, "art. 34(2)"),
                    "procedure",
                ),
            )
        )
    return _ANSWERS[procedure](facts)


_NOT_FOR_DPS = (
    Procedure.OPEN,
    Procedure.NEGOTIATED,
    Procedure.DIALOGUE,
    Procedure.INNOVATION,
    Procedure.DIRECT,
)


def _open(facts: Facts) -> Answer:
    return Allowed((Reason(_("Can always be used."), Source(_DIRECTIVE, "art. 27")),))


def _restricted(facts: Facts) -> Answer:
    return Allowed((Reason(_("Can always be used."), Source(_DIRECTIVE, "art. 28")),))


def _negotiated(facts: Facts) -> Answer:
    return _on_grounds(facts, Source(_DIRECTIVE, "art. 29"))


def _dialogue(facts: Facts) -> Answer:
    return _on_grounds(facts, Source(_DIRECTIVE, "art. 30"))


def _on_grounds(facts: Facts, source: Source) -> Answer:
    """From the EU and EEA threshold on on certain grounds, below it as the national rules let one choose."""
    limit = _sure(facts, ThresholdKind.EU)
    if limit is not None and facts.value is not None and facts.value < limit.amount:
        return Allowed((_below(facts, limit),), (_NEGOTIATES_BELOW,))
    return Allowed((Reason(_("Can be used on certain grounds."), source),), (_GROUNDS,))


_NEGOTIATES_BELOW = Reason(_("Below the threshold the grounds do not bind; say in the documents how it is run."))


def _innovation(facts: Facts) -> Answer:
    source = Source(_DIRECTIVE, "art. 31")
    note = Reason(_("The notice says why what the market offers already does not meet the need."), source)
    return Allowed((Reason(_("Can be used where no solution is on the market."), source),), (note,))


def _social(facts: Facts) -> Answer:
    note = Reason(
        _("The portal does not judge whether what is bought is such a service: check the annex."),
        Source(_DIRECTIVE, "annex XIV"),
    )
    return Allowed(
        (Reason(_("Can be used for the services of the annex."), Source(_DIRECTIVE, "art. 74-76")),), (note,)
    )


def _national(facts: Facts) -> Answer:
    """Below the EU and EEA threshold only."""
    return _up_to(facts, Procedure.NATIONAL, _NATIONAL_RULES.get(facts.jurisdiction))


def _direct(facts: Facts) -> Answer:
    """Below the threshold for direct awards only; in Norway below the one from which a notice is published."""
    return _up_to(facts, Procedure.DIRECT, _DIRECT_RULES.get(facts.jurisdiction))


def _up_to(facts: Facts, procedure: Procedure, source: Source | None) -> Answer:
    limit = facts.thresholds.get(_limit_of(procedure, facts.jurisdiction) or "")
    if facts.value is None:
        return Allowed((Reason(_("The value is not stated yet."), source),))
    if limit is None:
        unknown = _("The portal does not know the threshold on %(day)s: check it before you choose this.")
        return Allowed((Reason(unknown, source, params={"day": facts.day}),))
    if facts.value < limit.amount:
        rules = Reason(_("By the national rules."), source)
        return Allowed((_below(facts, limit),), (rules,) if limit.certain else (rules, _CHECK_FIRST))
    if not limit.certain:
        return Allowed((_not_below(facts, limit),), (_CHECK_FIRST,))
    return Denied((_not_below(facts, limit),))


_CHECK_FIRST = Reason(_("The amount of the threshold has not been checked: check it before you choose this."))


def _sure(facts: Facts, kind: ThresholdKind) -> Threshold | None:
    limit = facts.thresholds.get(kind)
    return limit if limit is not None and limit.certain else None


def _below(facts: Facts, limit: Threshold) -> Reason:
    return _compared(_("The value %(value)s is below the threshold of %(limit)s."), facts, limit)


def _not_below(facts: Facts, limit: Threshold) -> Reason:
    return _compared(_("The value %(value)s is not below the threshold of %(limit)s."), facts, limit)


def _compared(text: Words, facts: Facts, limit: Threshold) -> Reason:
    value = Money(facts.value or Decimal(0), facts.currency)
    params = {"value": value, "limit": Money(limit.amount, limit.currency)}
    return Reason(text, Source(limit.source, certain=limit.certain, url=limit.url), "procedure", params)


_ANSWERS = {
    Procedure.OPEN: _open,
    Procedure.RESTRICTED: _restricted,
    Procedure.NEGOTIATED: _negotiated,
    Procedure.DIALOGUE: _dialogue,
    Procedure.INNOVATION: _innovation,
    Procedure.SOCIAL: _social,
    Procedure.NATIONAL: _national,
    Procedure.DIRECT: _direct,
}
