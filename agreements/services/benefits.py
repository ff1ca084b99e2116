"""Benefits: entered, claimed, reviewed by a second person, corrected by others and withdrawn; never erased."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.benefits.methods import price_saved, process_saved
from agreements.models import Agreement, Benefit, BenefitLine
from agreements.rules import benefits as rules
from agreements.states.benefits import BENEFIT, PRICE_METHODS, Method
from portal.accounts.actor import actor_of
from portal.organisations.models import Organisation
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked


@dataclass(frozen=True)
class LineData:
    """What was bought, in what volume of which unit, and both unit prices ex VAT."""

    what: str
    unit: str
    volume: Decimal
    compared_price: Decimal
    price_now: Decimal


@dataclass(frozen=True)
class BenefitData:
    """A benefit as it is handed in: of prices with ``lines``, of process cost with ``hours`` and ``hourly_rate``, of
    what was avoided with the amount ``avoided`` and its ``reason``. Amounts are ex VAT in the agreement's currency."""

    organisation_id: int
    year: int
    method: str
    source: str
    lines: tuple[LineData, ...] = ()
    hours: Decimal | None = None
    hourly_rate: Decimal | None = None
    avoided: Decimal | None = None
    reason: str = ""
    note: str = ""

    @property
    def amount(self) -> Decimal:
        """What it comes to."""
        if self.method == Method.PROCESS:
            return process_saved(self.hours or Decimal(0), self.hourly_rate or Decimal(0))
        if self.method == Method.AVOIDED:
            return self.avoided or Decimal(0)
        saved = (price_saved(line.compared_price, line.price_now, line.volume) for line in self.lines)
        return sum(saved, Decimal(0))


#: What the history of a benefit tells of it.
FACTS = ("organisation", "year", "method", "amount", "hours", "hourly_rate", "reason", "source", "note")


@transaction.atomic
def enter(*, by: Any, agreement_id: int, data: BenefitData) -> Benefit:
    """Enter a benefit as a draft, which counts for nothing yet. Raises ``Refused``."""
    agreement = Agreement.objects.select_related("cooperation").prefetch_related("buyers").get(pk=agreement_id)
    return _enter(by, agreement, data)


@transaction.atomic
def edit(*, by: Any, benefit_id: int, version: int, data: BenefitData) -> Benefit:
    """Change a draft. Raises ``Conflict`` when somebody else did meanwhile."""
    benefit = _opened(benefit_id, version)
    ask(rules.may_edit(actor_of(by), benefit))
    before = _facts(benefit)
    benefit.version += 1
    _write(by, benefit, data)
    if changes := audit.differences(before, _facts(benefit)):
        audit.record("benefit.edited", benefit, by=by, changes=changes)
    return benefit


@transaction.atomic
def claim(*, by: Any, benefit_id: int, version: int) -> Benefit:
    """Have a draft count, until somebody reviews it. Raises ``Refused`` where it would be counted twice."""
    benefit = _opened(benefit_id, version)
    ask(rules.may_step(actor_of(by), "claimed", benefit))
    return _claim(by, benefit)


@transaction.atomic
def review(*, by: Any, benefit_id: int, version: int) -> Benefit:
    """Say, as another person than the one who entered it, that a benefit is reckoned rightly. Raises ``Refused``."""
    benefit = _opened(benefit_id, version)
    ask(rules.may_step(actor_of(by), "reviewed", benefit))
    benefit.reviewed_by, benefit.reviewed_at = by, timezone.now()
    _step(by, benefit, "reviewed", "reviewed_by", "reviewed_at")
    return benefit


@transaction.atomic
def send_back(*, by: Any, benefit_id: int, version: int, reason: str) -> Benefit:
    """Send a claimed benefit back to be reckoned anew, with the reason; it does not count until then."""
    benefit = _opened(benefit_id, version)
    ask(rules.may_step(actor_of(by), "sent_back", benefit))
    reason = _said(reason)
    benefit.claimed_by = benefit.review_on = None
    _step(by, benefit, "sent_back", "claimed_by", "review_on", reason=reason)
    return benefit


@transaction.atomic
def withdraw(*, by: Any, benefit_id: int, version: int, reason: str) -> Benefit:
    """Withdraw a benefit that was none, with the reason. It stays to be read, and counts for nothing."""
    benefit = _opened(benefit_id, version)
    ask(rules.may_step(actor_of(by), "withdrawn", benefit))
    _withdraw(by, benefit, _said(reason))
    return benefit


@transaction.atomic
def correct(*, by: Any, benefit_id: int, version: int, data: BenefitData, reason: str) -> Benefit:
    """Put another benefit in the place of one that was reckoned wrongly, with the reason: the wrong one is withdrawn,
    and the other waits to be reviewed. Raises ``Refused`` and ``Conflict``."""
    wrong = _opened(benefit_id, version)
    ask(rules.may_correct(actor_of(by), wrong))
    reason = _said(reason)
    _withdraw(by, wrong, _("Corrected: %(reason)s") % {"reason": reason})
    right = _enter(by, wrong.agreement, data, corrects=wrong)
    return _claim(by, right)


def _opened(benefit_id: int, version: int) -> Benefit:
    """A benefit, locked on the version that was opened, and its member's others with it: what is counted for a member
    is decided by one person at a time."""
    organisation = Benefit.objects.values_list("organisation_id", flat=True).get(pk=benefit_id)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
    return locked(Benefit, benefit_id, version, "agreement__cooperation", "organisation")


def _enter(by: Any, agreement: Agreement, data: BenefitData, **more: Any) -> Benefit:
    benefit = Benefit(agreement=agreement, entered_by=by, is_sample=agreement.is_sample, **more)
    _write(by, benefit, data)
    said = {name: (None, value) for name, value in _facts(benefit).items() if value not in (None, "")}
    audit.record("benefit.entered", benefit, by=by, changes=said)
    return benefit


def _write(by: Any, benefit: Benefit, data: BenefitData) -> None:
    """Write what was said, with the sum that it comes to."""
    agreement = benefit.agreement
    ask(rules.may_enter(actor_of(by), agreement, data.organisation_id))
    ask(rules.well_formed(agreement, data, timezone.localdate()))
    is_process = data.method == Method.PROCESS
    benefit.organisation_id = data.organisation_id
    benefit.year, benefit.method = data.year, data.method
    benefit.hours = data.hours if is_process else None
    benefit.hourly_rate = data.hourly_rate if is_process else None
    benefit.amount = data.amount
    benefit.reason, benefit.source, benefit.note = data.reason.strip(), data.source.strip(), data.note.strip()
    benefit.save()
    benefit.lines.all().delete()
    lines = data.lines if data.method in PRICE_METHODS else ()
    for line in lines:
        BenefitLine.objects.create(
            benefit=benefit,
            what=line.what.strip(),
            unit=line.unit.strip(),
            volume=line.volume,
            compared_price=line.compared_price,
            price_now=line.price_now,
        )


def _claim(by: Any, benefit: Benefit) -> Benefit:
    Organisation.objects.select_for_update(no_key=True).get(pk=benefit.organisation_id)
    ask(rules.counted_once(benefit))
    benefit.claimed_by, benefit.review_on = by, rules.review_day(benefit.year, timezone.localdate())
    _step(by, benefit, "claimed", "claimed_by", "review_on")
    return benefit


def _withdraw(by: Any, benefit: Benefit, reason: str) -> None:
    benefit.withdrawn_because = reason
    _step(by, benefit, "withdrawn", "withdrawn_because", reason=reason)


def _step(by: Any, benefit: Benefit, name: str, *saving: str, reason: str = "") -> None:
    benefit.version += 1
    transitions.apply(BENEFIT, name, benefit, by=by, field="state", reason=reason, saving=(*saving, "version"))


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(rules.SAY_WHY)
    return reason.strip()


def _facts(benefit: Benefit) -> dict[str, Any]:
    facts = {name: audit.plain(getattr(benefit, name)) for name in FACTS}
    lines = [
        f"{row.what}: {row.volume} {row.unit}, {row.compared_price} – {row.price_now}" for row in benefit.lines.all()
    ]
    return facts | {"benefit_lines": "\n".join(lines) or None}
