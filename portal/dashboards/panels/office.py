"""Panels of a cooperation's office: what has a date, what is not finished, and how far procurements have come."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest

from agreements.models import Agreement, ExtensionOption, LotSupplier
from agreements.rules import ready_to_publish
from agreements.states import AgreementStatus, OptionState
from portal.accounts.actor import Role
from portal.dashboards import links
from portal.dashboards.reader import Reader
from portal.law.periods import State, add_months
from portal.organisations.models import Cooperation
from procurements.models import Procurement
from procurements.states import Stage
from suppliers.models import SupplierRequest
from suppliers.rules import may_decide
from suppliers.states import RequestState

NOTICE_DAYS = 120
ENDING_MONTHS = 6
SHOWN = 6
FOLDED = 44
DRAFTS = 5
OPEN_STAGES = (Stage.DRAFT, Stage.PLANNED, Stage.ONGOING)
#: What ``ready_to_publish`` reads of an agreement.
TERMS = (
    "cpvs",
    "lots",
    Prefetch("lots__suppliers", LotSupplier.objects.select_related("supplier")),
    "buyers",
    "options",
)


def deadlines(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The nearest days on which an option lapses or an agreement runs out, of what the reader answers for and of the
    office's own cooperations."""
    cooperations = reader.cooperations(Role.OFFICER, Role.MANAGER)
    if not cooperations:
        return None
    answered_for = Q(cooperation__in=cooperations) | Q(responsible=reader.user)
    in_force = Agreement.objects.visible_to(reader.user).in_force(reader.today).filter(answered_for)
    options = (
        ExtensionOption.objects.filter(
            state=OptionState.OPEN,
            notice_by__range=(reader.today, reader.today + timedelta(days=NOTICE_DAYS)),
            agreement__in=in_force,
        )
        .select_related("agreement__owner")
        .order_by("notice_by", "pk")
    )
    ending = (
        in_force.filter(last_day__lte=add_months(reader.today, ENDING_MONTHS))
        .select_related("owner")
        .order_by("last_day", "pk")
    )
    nearest = list(options[: SHOWN + FOLDED])
    return {
        "reader": reader,
        "today": reader.today,
        "options": nearest[:SHOWN],
        "more_options": nearest[SHOWN:],
        "ending": ending[:SHOWN],
        "all_ending": [(cooperation, _ending_url(cooperation)) for cooperation in cooperations],
    }


def _ending_url(cooperation: Cooperation) -> str:
    return links.agreements(cooperation=cooperation.pk, expiring=ENDING_MONTHS, sort="last_day")


def drafts(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The reader's unfinished agreements, with how much each lacks before it can be published."""
    offices, organisations = reader.cooperations(Role.OFFICER, Role.MANAGER), reader.organisations(Role.CONTACT)
    if not offices and not organisations:
        return None
    mine = (
        Agreement.objects.visible_to(reader.user)
        .filter(Q(responsible=reader.user) | Q(owner__in=organisations), status=AgreementStatus.DRAFT)
        .select_related("cooperation", "owner")
        .prefetch_related(*TERMS)
        .order_by("-updated_at", "-pk")[:DRAFTS]
    )
    return {
        "drafts": [(agreement, len(ready_to_publish(agreement).reasons)) for agreement in mine],
        "all_drafts": [
            *((row.name, links.agreements(cooperation=row.pk, state=State.DRAFT)) for row in offices),
            *((row.name, links.agreements(owner=row.pk, state=State.DRAFT)) for row in organisations if not offices),
        ],
    }


def stages(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The office's procurements by stage, and those that the reader leads."""
    cooperations = reader.cooperations(Role.OFFICER, Role.MANAGER)
    if not cooperations:
        return None
    seen = Procurement.objects.visible_to(reader.user).filter(cooperation__in=cooperations)
    counted = dict(seen.order_by().values_list("stage").annotate(n=Count("pk")))
    led = seen.filter(officer=reader.user, stage__in=OPEN_STAGES)
    ids = [row.pk for row in cooperations]
    return {
        "stages": [
            (stage, counted[stage], links.procurements(cooperation=ids, stage=stage))
            for stage in Stage
            if counted.get(stage)
        ],
        "mine": led.select_related("organisation").by_date()[:SHOWN],
    }


def requests(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Who waits for an office to let them act for a supplier."""
    if not may_decide(reader.actor):
        return None
    waiting = list(SupplierRequest.objects.filter(state=RequestState.WAITING).order_by("pk")[:SHOWN])
    return {"requests": waiting} if waiting else None
