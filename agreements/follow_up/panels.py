"""What other pages show of follow-up: an agreement's, a call-off's, and everybody's start page."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from agreements.models import Activity, Agreement, CallOff, FollowUpPlan, NonConformity
from agreements.querysets.follow_up import shared_with
from agreements.rules import follow_up as rules
from agreements.states.follow_up import NON_CONFORMITY_TONES, UNSETTLED, NonConformityStatus
from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.web.panels import Panel, register

SHOWN = 6
SOON = timedelta(days=30)


def register_all() -> None:
    """Put follow-up on the pages where it is looked for; called from the app's ``ready()``."""
    for place, name, order, context in (
        ("agreement", "follow_up", 60, of_agreement),
        ("call-off", "non_conformities", 60, of_call_off),
        ("start", "follow_ups", 17, on_start),
        ("start", "shared", 31, of_supplier),
        ("start", "failures", 25, failures),
    ):
        register(place, Panel(name, order, f"agreements/follow_up/panels/{name}.html", context))


def concerned(actor: Actor) -> bool:
    """Whether somebody follows agreements up: the menu shows the way to those."""
    return bool(actor.office) or actor.has(Role.CONTACT) or actor.is_administrator


def reports(actor: Actor) -> bool:
    """Whether non-conformities concern somebody: the buyers, the office and the suppliers."""
    return concerned(actor) or bool(actor.suppliers) or actor.has(Role.PURCHASER)


def of_agreement(request: HttpRequest, agreement: Agreement) -> dict[str, Any] | None:
    """The ways on from an agreement's page: its follow-up, its room, and reporting that the supplier fails."""
    actor = actor_of(request.user)
    if not actor.signed_in:
        return None
    follows = bool(rules.may_read_follow_up(actor, agreement))
    may_report = bool(rules.may_report(actor, agreement))
    supplies = not agreement.is_draft and bool(
        actor.suppliers & {place.supplier_id for lot in agreement.lots.all() for place in lot.suppliers.all()}
    )
    if not (follows or may_report or supplies):
        return None
    failing = NonConformity.objects.visible_to(request.user).filter(agreement=agreement, status__in=UNSETTLED)
    return {
        "agreement": agreement,
        "follows": follows,
        "may_name": agreement.is_draft and bool(rules.may_name_partnership(actor, agreement)),
        "may_enter": not agreement.is_draft and (follows or supplies),
        "may_report": may_report,
        "failing": failing.count() if may_report or follows or supplies else 0,
    }


def of_call_off(request: HttpRequest, call_off: CallOff) -> dict[str, Any] | None:
    """The reports about a call-off, and the way to make one."""
    actor = actor_of(request.user)
    agreement = call_off.agreement
    found = list(NonConformity.objects.visible_to(request.user).filter(call_off=call_off)[:SHOWN])
    may_report = bool(rules.may_report(actor, agreement, call_off.buyer_id))
    if not found and not may_report:
        return None
    return {"call_off": call_off, "found": found, "may_report": may_report, "tones": NON_CONFORMITY_TONES}


def on_start(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The follow-ups that are due within a month of agreements that the reader answers for."""
    actor = actor_of(request.user)
    if not actor.office and not actor.has(Role.CONTACT):
        return None
    today = timezone.localdate()
    plans = FollowUpPlan.objects.visible_to(request.user).in_force(today).filter(next_on__lte=today + SOON)
    own = plans.filter(agreement__responsible=request.user.pk)
    plans = own if actor.office else plans
    first = list(plans.select_related("agreement__owner").order_by("next_on", "tier", "pk")[:SHOWN])
    return {"plans": first, "today": today, "number": plans.count() if len(first) == SHOWN else len(first)}


def of_supplier(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """A supplier's open activities, with the ways to the rooms that it shares with its customers."""
    actor = actor_of(request.user)
    if not actor.suppliers:
        return None
    today = timezone.localdate()
    activities = Activity.objects.visible_to(request.user).open().select_related("agreement")
    rooms = Agreement.objects.filter(shared_with(request.user)).in_force(today).select_related("owner")
    return {"activities": activities[:SHOWN], "rooms": rooms[:SHOWN], "today": today}


def failures(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The reports that wait for the reader: to be sent or closed by us, to be answered by a supplier."""
    actor = actor_of(request.user)
    waiting = NonConformity.objects.visible_to(request.user).select_related("agreement", "supplier")
    if actor.suppliers:
        waiting = waiting.filter(status=NonConformityStatus.SENT, supplier__in=actor.suppliers)
    elif actor.office:
        waiting = waiting.filter(status__in=[NonConformityStatus.REPORTED, NonConformityStatus.ANSWERED])
    elif own := actor.places(Place.ORGANISATION, Role.CONTACT):
        waiting = waiting.filter(status__in=[NonConformityStatus.REPORTED, NonConformityStatus.ANSWERED], buyer__in=own)
    else:
        return None
    found = list(waiting.order_by("answer_by", "pk")[:SHOWN])
    return {"found": found, "tones": NON_CONFORMITY_TONES} if found else None
