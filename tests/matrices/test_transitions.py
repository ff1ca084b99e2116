"""Every status of every model, and every step from it: what is not declared is refused."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone

from agreements.imports.states import ImportStatus
from agreements.models import Activity, Benefit, ExtensionOption, GoalCheck
from agreements.models.imports import Import
from agreements.models.prices import PriceList
from agreements.models.reorganisations import Reorganisation
from agreements.states import AgreementStatus, OptionState
from agreements.states.benefits import BenefitState
from agreements.states.call_offs import CallOffStatus, CompetitionStatus, OffContractStatus
from agreements.states.changes import ChangeStatus
from agreements.states.follow_up import ActivityState, NonConformityStatus
from agreements.states.goals import GoalCheckState
from agreements.states.prices import PriceListStatus
from agreements.states.reorganisations import ReorganisationKind, ReorganisationStatus
from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.governance.models import Expert, Handover, InvoiceRun, Meeting, Risk, SignUp
from portal.governance.states.events import EventState, SignUpState
from portal.governance.states.experts import ExpertState
from portal.governance.states.handover import HandoverState
from portal.governance.states.invoices import RunState
from portal.governance.states.meetings import MeetingState
from portal.governance.states.risks import RiskState
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.organisations.models import Cooperation
from portal.workflow import transitions
from portal.workflow.errors import Refused
from portal.workflow.machine import Machine
from portal.workflow.models import AuditEvent
from procurements.models import ChecklistItem, Need, Participation, Proposal, Requirement, Specification
from procurements.states.checklists import CheckState
from procurements.states.needs import NeedState
from procurements.states.participation import ParticipationState
from procurements.states.proposals import OUTCOMES, ProposalState
from procurements.states.requirements import RequirementState, SpecificationState
from procurements.states.stages import Stage
from suppliers.models import SupplierRequest
from suppliers.states import RequestState
from tests import factories
from tests.agreements import price_files, purchases
from tests.factories import TODAY
from tests.governance.setting import set_goal
from tests.matrices.gatherings import make_event
from tests.procurements.proposing import make_decision, make_proposal


def make_price_list(cooperation: Cooperation, status: str) -> PriceList:
    """A list with an article, as far on as its status says."""
    held = price_files.draft(
        factories.make_user("Lister"), factories.make_agreement(cooperation), [price_files.article("1", "10")]
    )
    if status != PriceListStatus.DRAFT:
        held.approved_by, held.approved_at = held.created_by, timezone.now()
    held.status, held.replaced_from = status, TODAY if status == PriceListStatus.REPLACED else None
    held.save()
    return held


def make_officer(cooperation: Cooperation) -> User:
    """Somebody of the cooperation's office."""
    person = factories.make_user("Setter of goals")
    factories.appoint(person, Role.OFFICER, cooperation=cooperation)
    return person


def make_benefit(cooperation: Cooperation, state: str) -> Benefit:
    """A benefit with those who claimed and reviewed it, as far on as its state says."""
    standing = state in (BenefitState.CLAIMED, BenefitState.REVIEWED)
    reviewed = state == BenefitState.REVIEWED
    return Benefit.objects.create(
        agreement=factories.make_agreement(cooperation),
        organisation=cooperation.host,
        year=2026,
        method="avoided",
        amount=100,
        reason="A fine",
        source="A case",
        state=state,
        entered_by=factories.make_user("Enterer"),
        claimed_by=factories.make_user("First claimer") if standing else None,
        review_on=TODAY if standing else None,
        reviewed_by=factories.make_user("First reviewer") if reviewed else None,
        reviewed_at=timezone.now() if reviewed else None,
        withdrawn_because="Was none" if state == BenefitState.WITHDRAWN else "",
    )


def make_need(cooperation: Cooperation, reporter: str = "Reporter of Canoes") -> Need:
    return Need.objects.create(organisation=cooperation.host, what="Canoes", reported_by=factories.make_user(reporter))


def make_proposal_in(cooperation: Cooperation, state: str) -> Proposal:
    """A proposal with the decision, or the other proposal, that its state wants."""
    by = factories.make_user(f"Proposer of {state}")
    into = make_proposal(cooperation, by) if state == ProposalState.MERGED else None
    return make_proposal(cooperation, by, state, merged_into=into)


#: The status field of each model that has one, and how to make a row in a given status.
STATUSES = {
    "agreements": (
        "status",
        AgreementStatus,
        lambda cooperation, status: factories.make_agreement(cooperation, status=status),
    ),
    "procurements": (
        "stage",
        Stage,
        lambda cooperation, stage: factories.make_procurement(cooperation, stage=stage),
    ),
    "portal.governance.risk": (
        "state",
        RiskState,
        lambda cooperation, state: Risk.objects.create(
            cooperation=cooperation, title="Fire", probability=1, consequence=5, review_on=TODAY, state=state
        ),
    ),
    "procurements.need": (
        "state",
        NeedState,
        lambda cooperation, state: Need.objects.create(
            organisation=cooperation.host,
            what="Kayaks",
            reported_by=factories.make_user("Reporter"),
            state=state,
            merged_into=make_need(cooperation) if state == NeedState.MERGED else None,
            **(
                {"answered_by": factories.make_user("Answerer"), "answered_at": timezone.now()}
                if state == NeedState.ANSWERED
                else {}
            ),
        ),
    ),
    "procurements.proposal": ("state", ProposalState, make_proposal_in),
    "procurements.requirement": (
        "state",
        RequirementState,
        lambda cooperation, state: Requirement.objects.create(
            procurement=factories.make_procurement(cooperation),
            number=1,
            position=1,
            text="Quiet",
            kind="functional",
            strength="mandatory",
            state=state,
            reason="Too dear" if state == RequirementState.DECLINED else "",
            contributed_by=factories.make_user("Contributor"),
        ),
    ),
    "procurements.specification": (
        "state",
        SpecificationState,
        lambda cooperation, state: Specification.objects.create(
            procurement=factories.make_procurement(cooperation),
            state=state,
            revision=1,
            approved_at=timezone.now() if state == SpecificationState.APPROVED else None,
        ),
    ),
    "procurements.checklist_item": (
        "state",
        CheckState,
        lambda cooperation, state: ChecklistItem.objects.create(
            procurement=factories.make_procurement(cooperation),
            stage=Stage.READY,
            position=1,
            text="Read it",
            state=state,
            **(
                {}
                if state == CheckState.OPEN
                else {"by": factories.make_user("Ticker"), "at": timezone.now(), "note": "In the file"}
            ),
        ),
    ),
    "procurements.participation": (
        "state",
        ParticipationState,
        lambda cooperation, state: Participation.objects.create(
            procurement=factories.make_procurement(cooperation),
            organisation=cooperation.host,
            state=state,
            due_on=TODAY,
            invited_by=factories.make_user("Inviter"),
            answered_by=factories.make_user("Contact"),
            answered_at=timezone.now(),
        ),
    ),
    "portal.governance.handover": (
        "state",
        HandoverState,
        lambda cooperation, state: Handover.objects.create(
            cooperation=cooperation,
            person=factories.make_user(f"Leaver {state}"),
            last_day=TODAY,
            ordered_by=factories.make_user(f"Orderer {state}"),
            state=state,
            done_at=timezone.now() if state == HandoverState.DONE else None,
        ),
    ),
    "portal.governance.meeting": (
        "state",
        MeetingState,
        lambda cooperation, state: Meeting.objects.create(
            cooperation=cooperation, title="Autumn meeting", held_on=TODAY, state=state
        ),
    ),
    "portal.governance.invoice_run": (
        "state",
        RunState,
        lambda cooperation, state: InvoiceRun.objects.create(
            cooperation=cooperation, year=2026, issued_on=TODAY, due_on=TODAY, vat="S", state=state
        ),
    ),
    "portal.governance.event": (
        "state",
        EventState,
        lambda cooperation, state: make_event(cooperation, state=state),
    ),
    "portal.governance.sign_up": (
        "state",
        SignUpState,
        lambda cooperation, state: SignUp.objects.create(
            event=make_event(cooperation),
            user=factories.make_user("Participant"),
            asked_by=User.objects.get(name="Participant"),
            state=state,
        ),
    ),
    "portal.governance.expert": (
        "state",
        ExpertState,
        lambda cooperation, state: Expert.objects.create(
            cooperation=cooperation,
            kind="law",
            state=state,
            **(
                {"consent_on": TODAY, "consent_how": "Said so", "consent_recorded_by": factories.make_user("Asker")}
                if state == ExpertState.SHARED
                else {}
            ),
        ),
    ),
    "portal.jobs": (
        "status",
        JobStatus,
        lambda cooperation, status: Job.objects.create(kind="test", language="sv", status=status),
    ),
    "agreements.imports": (
        "status",
        ImportStatus,
        lambda cooperation, status: Import.objects.create(
            cooperation=cooperation,
            layout="generic",
            status=status,
            created_by=factories.make_user("Importer"),
            **(
                {"written_at": timezone.now(), "accepted_by": factories.make_user("Reader")}
                if status == ImportStatus.WRITTEN
                else {}
            ),
        ),
    ),
    "agreements.price_list": (
        "status",
        PriceListStatus,
        lambda cooperation, status: make_price_list(cooperation, status),
    ),
    "agreements.agreement_change": (
        "status",
        ChangeStatus,
        lambda cooperation, status: factories.make_change(
            factories.make_agreement(cooperation), factories.make_user("Proposer"), status=status
        ),
    ),
    "agreements.extension_option": (
        "state",
        OptionState,
        lambda cooperation, state: ExtensionOption.objects.create(
            agreement=factories.make_agreement(cooperation, option_months=()), position=1, months=12, state=state
        ),
    ),
    "agreements.reorganisation": (
        "status",
        ReorganisationStatus,
        lambda cooperation, status: Reorganisation.objects.create(
            cooperation=cooperation,
            kind=ReorganisationKind.MERGER,
            status=status,
            effective_on=TODAY,
            justification="Two are one.",
            successor=cooperation.host,
            created_by=factories.make_user("Planner"),
            took_effect_at=timezone.now() if status == ReorganisationStatus.IN_EFFECT else None,
        ),
    ),
    "agreements.activity": (
        "state",
        ActivityState,
        lambda cooperation, state: Activity.objects.create(
            agreement=factories.make_agreement(cooperation),
            title="Forecast",
            due_on=TODAY,
            state=state,
            settled_on=None if state == ActivityState.OPEN else TODAY,
        ),
    ),
    "agreements.non_conformity": (
        "status",
        NonConformityStatus,
        lambda cooperation, status: factories.make_non_conformity(factories.make_agreement(cooperation), status=status),
    ),
    "agreements.call_off": (
        "status",
        CallOffStatus,
        lambda cooperation, status: purchases.make_call_off(
            factories.make_agreement(cooperation), cooperation.host, factories.make_user("Buyer"), status
        ),
    ),
    "agreements.mini_competition": (
        "status",
        CompetitionStatus,
        lambda cooperation, status: purchases.make_competition(
            factories.make_agreement(cooperation), cooperation.host, factories.make_user("Buyer"), status=status
        ),
    ),
    "agreements.off_contract": (
        "status",
        OffContractStatus,
        lambda cooperation, status: purchases.make_off_contract(
            factories.make_agreement(cooperation), cooperation.host, factories.make_user("Buyer"), status
        ),
    ),
    "agreements.goal_check": (
        "state",
        GoalCheckState,
        lambda cooperation, state: GoalCheck.objects.create(
            agreement=factories.make_agreement(cooperation),
            goal=set_goal(make_officer(cooperation), cooperation),
            what="Half is organic",
            state=state,
            dropped_because="Not bought" if state == GoalCheckState.DROPPED else "",
        ),
    ),
    "agreements.benefit": ("state", BenefitState, lambda cooperation, state: make_benefit(cooperation, state)),
    "suppliers": (
        "state",
        RequestState,
        lambda cooperation, state: SupplierRequest.objects.create(
            name="Exempel Lönn AB",
            country="SE",
            registration_number="5560000167",
            contact_name="Somebody",
            email="somebody@example.org",
            state=state,
            supplier=factories.make_supplier(),
        ),
    ),
}

#: What a step fills in beside the status, where the database demands it.
FILLED_IN = {
    **{
        ("procurements.checklist_item", name): {
            "by": lambda: factories.make_user("Other Ticker"),
            "at": timezone.now,
            "note": lambda: "In the file",
        }
        for name in ("done", "not_applicable")
    },
    ("procurements.checklist_item", "opened_again"): {"by": lambda: None, "at": lambda: None, "note": str},
    ("procurements.need", "answered"): {
        "answered_by": lambda: factories.make_user("Other Answerer"),
        "answered_at": timezone.now,
    },
    ("procurements.need", "merged"): {
        "merged_into": lambda: make_need(Cooperation.objects.first(), "Reporter of Rafts")
    },
    **{
        ("procurements.proposal", name): {
            "answer": lambda: "All of us need it.",
            "decision": lambda: make_decision(Cooperation.objects.first()),
        }
        for name in OUTCOMES
    },
    ("procurements.proposal", "merged"): {
        "merged_into": lambda: make_proposal(Cooperation.objects.first(), factories.make_user("Other proposer"))
    },
    ("procurements.proposal", "taken_up"): {"merged_into": lambda: None, "decision": lambda: None},
    ("agreements.price_list", "approved"): {
        "approved_by": lambda: factories.make_user("Approver"),
        "approved_at": timezone.now,
    },
    ("agreements.price_list", "replaced"): {"replaced_from": lambda: TODAY},
    ("agreements.price_list", "reinstated"): {"replaced_from": lambda: None},
    ("agreements", "published"): {"published_at": timezone.now},
    ("agreements", "terminated"): {"terminated_on": lambda: TODAY},
    ("agreements.reorganisation", "took_effect"): {"took_effect_at": timezone.now},
    ("agreements.activity", "done"): {"settled_on": lambda: TODAY},
    ("agreements.activity", "dropped"): {"settled_on": lambda: TODAY},
    ("agreements.non_conformity", "sent"): {"sent_at": timezone.now},
    ("agreements.non_conformity", "answered"): {"answer": lambda: "Done.", "answered_at": timezone.now},
    ("agreements.non_conformity", "closed"): {"outcome": lambda: "Accepted."},
    ("agreements.non_conformity", "withdrawn"): {"outcome": lambda: "A mistake."},
    ("agreements.call_off", "cancelled"): {"cancelled_because": lambda: "No need"},
    ("agreements.mini_competition", "awarded"): {
        "winner": factories.make_supplier,
        "award_reason": lambda: "The lowest price",
        "decided_at": timezone.now,
    },
    ("agreements.goal_check", "dropped"): {"dropped_because": lambda: "Not bought"},
    ("agreements.benefit", "claimed"): {
        "claimed_by": lambda: factories.make_user("Claimer"),
        "review_on": lambda: TODAY,
    },
    ("agreements.benefit", "reviewed"): {
        "reviewed_by": lambda: factories.make_user("Reviewer"),
        "reviewed_at": timezone.now,
    },
    ("agreements.benefit", "withdrawn"): {"withdrawn_because": lambda: "Was none"},
    ("portal.governance.event", "announce"): {"announced_at": timezone.now},
    ("portal.governance.expert", "share"): {
        "consent_on": lambda: TODAY,
        "consent_how": lambda: "Said so",
        "consent_recorded_by": lambda: factories.make_user("Other asker"),
    },
    ("portal.governance.expert", "withdraw"): {"consent_how": str},
    ("portal.governance.expert", "remove"): {"consent_how": str},
    ("portal.governance.handover", "carry_out"): {"done_at": timezone.now},
    ("procurements.requirement", "declined"): {"reason": lambda: "Too dear"},
    ("procurements.specification", "approved"): {"approved_at": timezone.now},
    ("procurements.specification", "opened_again"): {"approved_at": lambda: None},
    ("procurements", "planned"): {"planned_at": timezone.now},
    ("procurements", "made_ready"): {"maximum_value": lambda: Decimal("1000000")},
}


def declared() -> dict[str, Machine]:
    """The machines of the whole house: an app's own by the package whose ``states`` declare it, others by that and
    their noun."""
    found = {}
    for path in sorted([*settings.BASE_DIR.glob("**/states.py"), *settings.BASE_DIR.glob("**/states/[!_]*.py")]):
        name = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
        if name.startswith("."):
            continue
        package = name.partition(".states")[0]
        for attribute, machine in vars(import_module(name)).items():
            if isinstance(machine, Machine):
                found[package if attribute == "MACHINE" else f"{package}.{machine.noun}"] = machine
    return found


def steps() -> list[tuple[str, str, str]]:
    return [
        (app, name, status)
        for app, machine in declared().items()
        for name in machine.transitions
        for status in (STATUSES[app][1].values if app in STATUSES else ())
    ]


def test_every_machine_is_listed() -> None:
    assert set(declared()) == set(STATUSES)


@pytest.mark.parametrize(("app", "name", "status"), steps())
def test_step(cast, app: str, name: str, status: str) -> None:
    machine = declared()[app]
    field, _, make = STATUSES[app]
    row = make(cast.cooperation, status)
    filled = {key: value() for key, value in FILLED_IN.get((app, name), {}).items()}
    before = AuditEvent.objects.count()
    if status in machine.transitions[name].sources:
        for key, value in filled.items():
            setattr(row, key, value)
        transitions.apply(machine, name, row, by=cast.officer, field=field, saving=tuple(filled))
        row.refresh_from_db()
        assert getattr(row, field) == machine.transitions[name].target
        assert AuditEvent.objects.count() == before + 1
    else:
        with pytest.raises(Refused):
            transitions.apply(machine, name, row, by=cast.officer, field=field)
        row.refresh_from_db()
        assert getattr(row, field) == status
        assert AuditEvent.objects.count() == before
