"""Panels of a cooperation's office: what has a date, what is not finished, and how far procurements have come."""

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest

from agreements.changes.biography import headline
from agreements.models import Agreement, AgreementChange, LotSupplier
from agreements.rules import ready_to_publish
from agreements.states import AgreementStatus
from portal.accounts.actor import Role
from portal.dashboards import links
from portal.dashboards.reader import Reader
from portal.law.periods import State, add_months
from portal.organisations.models import Cooperation
from portal.workflow.deadlines import Deadline, Kind, kinds, own
from procurements.models import Procurement
from procurements.stages.standing import next_step
from procurements.states.stages import ENDED, Stage
from suppliers.models import SupplierRequest
from suppliers.rules import may_decide
from suppliers.states import RequestState

PAST_MONTHS = 1
SOON_MONTHS = 6
YEAR = 12  # months
SHOWN = 6
MOST = 50
DRAFTS = 5
OPEN_STAGES = tuple(stage for stage in Stage if stage not in ENDED)
#: What ``ready_to_publish`` reads of an agreement.
TERMS = (
    "cpvs",
    "lots",
    Prefetch("lots__suppliers", LotSupplier.objects.select_related("supplier")),
    "buyers",
    "options",
)


def deadlines(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The reader's own deadlines of the next months by kind; the office also finds all that runs out in its
    cooperations."""
    if not reader.actor.has(Role.MANAGER, Role.OFFICER, Role.CONTACT, Role.PURCHASER):
        return None
    cooperations = reader.cooperations(Role.OFFICER, Role.MANAGER)
    first, last = add_months(reader.today, -PAST_MONTHS), add_months(reader.today, SOON_MONTHS)
    found = own(reader.user.pk, reader.today, first, last, most=MOST, beside=reader.window)
    if not cooperations and not found:
        return None
    by_kind: dict[Kind, list[Deadline]] = {kind: [] for kind in kinds()}
    for deadline in found:
        by_kind[deadline.kind].append(deadline)
    return {
        "today": reader.today,
        "groups": [
            (kind, rows[:SHOWN], len(rows) > SHOWN, links.deadlines(kind=kind.name))
            for kind, rows in by_kind.items()
            if rows
        ],
        "all_ending": [(cooperation, _ending_url(cooperation)) for cooperation in cooperations],
    }


def _ending_url(cooperation: Cooperation) -> str:
    return links.agreements(cooperation=cooperation.pk, expiring=SOON_MONTHS, sort="last_day")


def changes(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The office's changes of agreements that await a second person, and those past a maximum in the last year."""
    cooperations = reader.cooperations(Role.OFFICER, Role.MANAGER)
    if not cooperations:
        return None
    seen = (
        AgreementChange.objects.visible_to(reader.user)
        .filter(agreement__cooperation__in=cooperations)
        .select_related("agreement", "lot", "supplier", "successor", "new_owner", "proposed_by")
    )
    awaiting = seen.awaiting_confirmation().order_by("effective_on", "pk")[:SHOWN]
    past = seen.past_maximum(add_months(reader.today, -YEAR), reader.today)[:SHOWN]
    rows = {
        "awaiting": [(change, headline(change)) for change in awaiting],
        "past": [(change, headline(change)) for change in past],
    }
    return {**rows, "reader": reader} if any(rows.values()) else None


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
    """The office's procurements by stage, and those that the reader leads, each with its next step."""
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
        "mine": [(row, next_step(row)) for row in led.select_related("organisation").by_date()[:SHOWN]],
    }


def requests(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Who waits for an office to let them act for a supplier."""
    if not may_decide(reader.actor):
        return None
    waiting = list(SupplierRequest.objects.filter(state=RequestState.WAITING).order_by("pk")[:SHOWN])
    return {"requests": waiting} if waiting else None
