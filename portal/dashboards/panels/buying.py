"""Panels of those who buy for an organisation: purchasers and purchasing contacts."""

from typing import Any

from django.db.models import CharField, Count, F, Func, Q
from django.http import HttpRequest

from agreements.forms.buying import BuyingForm
from agreements.models import Agreement, CallOff
from agreements.querysets import being
from agreements.querysets.agreements import lasting_on
from agreements.states.call_offs import CallOffStatus
from portal.accounts.actor import Role
from portal.dashboards import links
from portal.dashboards.reader import Reader
from portal.law.periods import State, add_months
from portal.organisations.models import Appointment, Organisation
from portal.organisations.pages import contacts_of
from portal.organisations.periods import valid_on
from portal.organisations.rules import roles_to_give
from portal.web.panels import first_of
from procurements.models import Need, Procurement
from procurements.states.needs import NeedState

LATEST = 5
CATEGORIES = 8
PEOPLE = 8
SOON_MONTHS = 6

#: Agreements in these states are ours to look after; what has ended is found in the list.
STATES = (State.IN_FORCE, State.UPCOMING, State.DRAFT)
#: The office has its own procurements by stage instead.
READ_THE_PLAN = (Role.MANAGER, Role.CONTACT, Role.PURCHASER, Role.WORKING_GROUP, Role.EXPERT)


def search(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The question that a buyer comes with: may I buy here?"""
    organisations = reader.organisations(Role.PURCHASER, Role.CONTACT)
    return {"form": BuyingForm(user=reader.user), "organisations": organisations} if organisations else None


def call_offs(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The call-offs that run for the reader's organisations, the first to end on top."""
    organisations = reader.organisations(Role.PURCHASER, Role.CONTACT)
    if not organisations:
        return None
    running = CallOff.objects.visible_to(reader.user).filter(buyer__in=organisations, status=CallOffStatus.MADE)
    ending = running.select_related("supplier", "agreement", "buyer").order_by("ends_on", "pk")
    shown, number = first_of(ending, LATEST)
    return {
        "call_offs": shown,
        "number": number,
        "url": links.call_offs(buyer=[row.pk for row in organisations], status=CallOffStatus.MADE),
        "several": len(organisations) > 1,
        "today": reader.today,
    }


def usable(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The agreements in force that the organisation may or must use: how many, of what, and the latest."""
    organisations = reader.organisations(Role.PURCHASER, Role.CONTACT)
    if not organisations:
        return None
    return {"places": [_usable_by(organisation, reader) for organisation in organisations]}


def _usable_by(organisation: Organisation, reader: Reader) -> dict[str, Any]:
    found = (
        Agreement.objects.visible_to(reader.user)
        .in_force(reader.today)
        .filter(lasting_on(reader.today, "buyers__"), buyers__organisation=organisation)
    )
    unnested = Func("summary__divisions", function="unnest", output_field=CharField())
    by_category = (
        found.order_by()
        .annotate(category=unnested)
        .values_list("category")
        .annotate(n=Count("pk"))
        .order_by("-n", "category")[:CATEGORIES]
    )
    latest = found.annotate(binding=F("buyers__is_binding")).select_related("summary").order_by("-starts_on", "-pk")
    shown, number = first_of(latest, LATEST)
    may_use = {"municipality": organisation.pk, "state": State.IN_FORCE}
    return {
        "organisation": organisation,
        "number": number,
        "url": links.agreements(**may_use),
        "categories": [
            (reader.categories.get(category, category), n, links.agreements(**may_use, category=category))
            for category, n in by_category
        ],
        "latest": shown,
    }


def own_agreements(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The agreements that the contact's organisation entered into, by what they are today."""
    organisations = reader.organisations(Role.CONTACT)
    if not organisations:
        return None
    return {"places": [_own_of(organisation, reader) for organisation in organisations]}


def _own_of(organisation: Organisation, reader: Reader) -> dict[str, Any]:
    soon = being(State.IN_FORCE, reader.today) & Q(last_day__lte=add_months(reader.today, SOON_MONTHS))
    owned = Agreement.objects.visible_to(reader.user).filter(owner=organisation)
    counted = owned.aggregate(
        soon=Count("pk", filter=soon),
        **{state.value: Count("pk", filter=being(state, reader.today)) for state in STATES},
    )
    return {
        "organisation": organisation,
        "states": [(state, counted[state], links.agreements(owner=organisation.pk, state=state)) for state in STATES],
        "soon": counted["soon"],
        "soon_url": links.agreements(owner=organisation.pk, expiring=SOON_MONTHS),
        "ending": owned.filter(soon).order_by("last_day", "pk")[:LATEST] if counted["soon"] else [],
    }


def needs(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """What the contact's organisations need and nobody has answered yet, the longest waiting on top."""
    organisations = reader.organisations(Role.CONTACT)
    if not organisations:
        return None
    waiting = Need.objects.visible_to(reader.user).filter(organisation__in=organisations, state=NeedState.REPORTED)
    shown = list(waiting.select_related("reported_by").order_by("reported_at", "pk")[:LATEST])
    return {"needs": shown} if shown else None


def contacts(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Whom a purchaser turns to: the purchasing contact of the own organisation, and the deputy."""
    organisations = reader.organisations(Role.PURCHASER)
    if not organisations:
        return None
    return {"places": [(organisation, contacts_of(organisation)) for organisation in organisations]}


def people(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Who buys for the contact's organisation."""
    organisations = reader.organisations(Role.CONTACT)
    if not organisations:
        return None
    appointed = (
        Appointment.objects.filter(valid_on(reader.today), organisation__in=organisations, user__is_active=True)
        .exclude(user=reader.user)
        .select_related("user", "organisation", "unit")
        .order_by("role", "is_deputy", "user__name")
    )
    return {"people": appointed[:PEOPLE], "may_invite": bool(roles_to_give(reader.actor))}


def planned(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """What the reader's cooperations are going to buy, the nearest notice first."""
    cooperations = reader.cooperations(*READ_THE_PLAN)
    if not cooperations:
        return None
    found = Procurement.objects.visible_to(reader.user).planned().filter(cooperation__in=cooperations)
    return {
        "procurements": found.select_related("organisation", "cooperation").by_date()[:LATEST],
        "address": links.plan(cooperations),
    }
