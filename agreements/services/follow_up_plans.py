"""How much follow-up each agreement gets, and when: planned by the system, adjusted by a person, done by one."""

from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import DecimalField, F, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, CeilingBalance, FollowUpPlan, FollowUpVisit
from agreements.querysets import AgreementQuerySet
from agreements.rules import follow_up as rules
from portal.accounts.actor import actor_of
from portal.law import follow_up as law
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.copying import copy_objects, reserve_ids
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked

BATCH = 1000
ONE_DAY = 86400  # seconds


def ranked(cooperation: Cooperation, day: date) -> AgreementQuerySet:
    """The cooperation's agreements in force, the weightiest first; equal ones in the order of their registration.

    ``weight`` is the largest of what is known of an agreement's value, ex VAT in its currency: estimated, maximum, or
    used so far. One of which nothing is known comes last.
    """
    used = CeilingBalance.objects.filter(agreement=OuterRef("pk"), is_whole=True).values("used")
    weight = Greatest(
        F("estimated_value"),
        F("maximum_value"),
        Subquery(used, output_field=DecimalField(max_digits=17, decimal_places=2)),
    )
    found = Agreement.objects.in_force(day).filter(cooperation=cooperation)
    return found.annotate(weight=weight).order_by(F("weight").desc(nulls_last=True), "pk")


@transaction.atomic
def plan_follow_up(cooperation: Cooperation, day: date) -> int:
    """Give every agreement in force its tier and its next day, and tell how many plans are new or changed.

    What a person has set stays: the tier until it is given back, the day until the follow-up is done. A day that has
    passed stays too, for it is overdue. The same day twice changes nothing.
    """
    agreements = list(ranked(cooperation, day).only("pk", "starts_on", "last_day", "is_sample"))
    plans = {
        plan.agreement_id: plan
        for plan in FollowUpPlan.objects.select_for_update(of=("self",)).filter(agreement__cooperation=cooperation)
    }
    new, changed, events = [], [], []
    for place, agreement in enumerate(agreements, start=1):
        tier = law.tier_of(place, len(agreements))
        plan = plans.get(agreement.pk)
        if plan is None:
            new.append(_first(agreement, tier, day))
            continue
        before = _planned(plan)
        _replan(plan, agreement, tier, day)
        if _planned(plan) != before:
            plan.version += 1
            changed.append(plan)
            events.append((plan, audit.differences(before, _planned(plan))))
    for pk, plan in zip(reserve_ids(FollowUpPlan, len(new)), new, strict=True):
        plan.pk = pk
        events.append((plan, {name: (None, value) for name, value in _planned(plan).items()}))
    copy_objects(new)
    FollowUpPlan.objects.bulk_update(changed, ["planned_tier", "weight", "next_on", "version"], batch_size=BATCH)
    audit.record_many(audit.event("follow_up_plan.planned", plan, by=None, changes=said) for plan, said in events)
    return len(events)


def _planned(plan: FollowUpPlan) -> dict[str, Any]:
    return {"planned_tier": plan.planned_tier, "weight": plan.weight, "next_on": plan.next_on}


def _first(agreement: Any, tier: law.Tier, day: date) -> FollowUpPlan:
    since = law.counted_from(agreement.starts_on, tier, day)
    return FollowUpPlan(
        agreement=agreement,
        planned_tier=tier.value,
        weight=agreement.weight,
        counted_from=since,
        next_on=law.next_follow_up(since, tier, agreement.last_day),
        is_sample=agreement.is_sample,
    )


def _replan(plan: FollowUpPlan, agreement: Any, tier: law.Tier, day: date) -> None:
    """Bring a plan's tier, weight and day up to date."""
    moved = plan.planned_tier != tier and not plan.own_tier
    plan.planned_tier, plan.weight = tier.value, agreement.weight
    if plan.day_is_own:
        return
    due = law.next_follow_up(plan.counted_from, law.Tier(plan.own_tier or tier), agreement.last_day)
    if due is None or plan.next_on is None:
        plan.next_on = due
    elif moved:
        plan.next_on = max(due, day)  # what weighs more now is due at once, not since long ago
    elif due > plan.next_on >= day or (agreement.last_day is not None and plan.next_on > agreement.last_day):
        plan.next_on = due  # the agreement was prolonged or shortened


@transaction.atomic
def adjust_plan(
    *, by: Any, agreement_id: int, version: int, own_tier: str, next_on: date | None, reason: str
) -> FollowUpPlan:
    """Set the tier (empty: as the system plans it) or the next day by hand, with a reason.

    The day goes back to the tier's interval once the follow-up is done. Raises ``Refused`` without a reason, or for a
    day after the agreement's end; ``Conflict`` when somebody else changed the plan meanwhile.
    """
    plan = _opened(by, agreement_id, version)
    last_day = plan.agreement.last_day
    if next_on is not None and last_day is not None and next_on > last_day:
        text = _("The agreement ends on %(last)s: follow it up before that.")
        raise refused(text, "next_on", last=last_day)
    before = {"own_tier": plan.own_tier, "next_on": plan.next_on}
    moved = next_on is not None and next_on != plan.next_on
    day_is_own = moved or (plan.day_is_own and next_on is not None)
    if not day_is_own and (next_on is None or own_tier != plan.own_tier):
        next_on = law.next_follow_up(plan.counted_from, law.Tier(own_tier or plan.planned_tier), last_day)
        next_on = next_on and max(next_on, timezone.localdate())
    changes = audit.differences(before, {"own_tier": own_tier, "next_on": next_on})
    if not changes:
        return plan
    if not reason.strip():
        raise refused(_("Say why you plan it otherwise."), "reason")
    plan.own_tier, plan.next_on, plan.day_is_own = own_tier, next_on, day_is_own
    plan.reason, plan.adjusted_by = reason.strip(), by
    return _saved("follow_up_plan.adjusted", plan, by, changes, reason)


@transaction.atomic
def record_visit(*, by: Any, agreement_id: int, version: int, done_on: date, notes: str) -> FollowUpVisit:
    """Record that an agreement was followed up; the next time lies one interval of its tier on."""
    plan = _opened(by, agreement_id, version)
    ask(rules.has_been(done_on, timezone.localdate(), "done_on"))
    if not notes.strip():
        raise refused(_("Say what you found."), "notes")
    visit = FollowUpVisit.objects.create(
        agreement=plan.agreement, due_on=plan.next_on, done_on=done_on, by=by, notes=notes.strip()
    )
    before = plan.next_on
    plan.counted_from = done_on
    plan.next_on = law.next_follow_up(done_on, law.Tier(plan.own_tier or plan.planned_tier), plan.agreement.last_day)
    plan.day_is_own = False
    _saved("follow_up_plan.done", plan, by, {"next_on": (before, plan.next_on)}, notes)
    return visit


def _opened(by: Any, agreement_id: int, version: int) -> FollowUpPlan:
    found = FollowUpPlan.objects.get(agreement=agreement_id)
    plan = locked(FollowUpPlan, found.pk, version, "agreement__cooperation")
    ask(rules.may_plan(actor_of(by), plan.agreement))
    return plan


def _saved(action: str, plan: FollowUpPlan, by: Any, changes: audit.Changes, reason: str) -> FollowUpPlan:
    """Write a plan with its audit row. A reason is kept as long as something is set by hand."""
    if not plan.own_tier and not plan.day_is_own:
        plan.reason, plan.adjusted_by = "", None
    plan.version += 1
    plan.save()
    audit.record(action, plan, by=by, changes=changes, reason=reason)
    return plan


def plan_all(day: date) -> None:
    """The daily duty: plan the follow-up of every cooperation, once a day and again when its register has changed.

    What the cache remembers only spares the work: planning twice changes nothing.
    """
    for cooperation in Cooperation.objects.order_by("pk"):
        done = f"follow-up-planned:{cooperation.pk}:{day}:{cooperation.register_version}"
        if cache.add(done, 1, ONE_DAY):
            plan_follow_up(cooperation, day)
