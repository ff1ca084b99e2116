"""One object of every kind that an address can name, for the URL × actor matrix."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from agreements.asking import Question
from agreements.data import TurnoverData, TurnoverRow
from agreements.models import (
    Activity,
    Agreement,
    AgreementChange,
    AgreementDocument,
    Benefit,
    BuyingProof,
    CallOff,
    CallOffDocument,
    CeilingEntry,
    Dialogue,
    DialogueMeeting,
    ExtensionOption,
    GoalCheck,
    GoalFinding,
    MiniCompetition,
    NonConformity,
    Obligation,
    OffContractPurchase,
    Partnership,
    PriceIndex,
    PriceList,
    TurnoverFile,
)
from agreements.models.imports import Import, ImportFile
from agreements.models.reorganisations import Reorganisation
from agreements.services.ceilings import enter_turnover
from agreements.services.follow_up_plans import plan_follow_up
from agreements.services.proofs import keep
from agreements.states import AgreementStatus
from agreements.states.call_offs import CompetitionStatus
from agreements.states.changes import ChangeStatus
from agreements.states.reorganisations import ReorganisationKind
from portal.figures import catalogue
from portal.files.models import StoredFile
from portal.files.services import store_content
from portal.governance.models import (
    AgendaItem,
    Competence,
    DateOption,
    Decision,
    DecisionCondition,
    Duty,
    Goal,
    Handover,
    Measurement,
    Meeting,
    MembershipDecision,
    Paper,
    Policy,
    Responsibility,
    Risk,
    Strategy,
)
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.law.secrecy import Audience
from portal.law.visibility import Visibility
from portal.organisations.models import (
    Appointment,
    Group,
    GroupKind,
    Membership,
    Organisation,
    Ownership,
    Seat,
    SeatDeputy,
    Unit,
)
from portal.reference.models import Threshold
from portal.reports.making import KIND
from portal.reports.models import MeetingPack, Report
from procurements.models import (
    ChecklistItem,
    ChecklistTemplate,
    DialogueContact,
    DialogueEvent,
    Information,
    Need,
    Participation,
    PlanMove,
    Procurement,
    ProcurementDocument,
    Proposal,
    RequirementComment,
    RequirementFile,
    Workshop,
)
from procurements.models import Question as SupplierQuestion
from procurements.services import documents as procurement_documents
from procurements.services import questions
from procurements.states.participation import NAMED, ParticipationState
from procurements.states.proposals import ProposalState
from procurements.states.stages import Stage
from suppliers.models import SupplierRequest, SupplierUser
from suppliers.states import RequestState
from tests import factories
from tests.agreements import price_files, purchases
from tests.cast import Cast
from tests.governance.money import Money, make_money
from tests.matrices.gatherings import Gatherings, gatherings_of
from tests.matrices.thread import goals_of
from tests.procurements import specified, talking
from tests.procurements.proposing import make_proposal

TURNOVER = b"Buyer;Amount;Period from;Period to\nEkby kommun;100;2026-04-01;2026-04-30\n"


@dataclass
class World:
    """The cast, and what it has made. ``draft`` things are seen by few, the others by those whom they concern."""

    cast: Cast
    agreement: Agreement
    draft: Agreement
    document: AgreementDocument
    reorganisation: Reorganisation
    change: AgreementChange
    proposed_change: AgreementChange
    option: ExtensionOption
    activity: Activity
    dialogue: Dialogue
    dialogue_meeting: DialogueMeeting
    obligation: Obligation
    partnership: Partnership
    reported: NonConformity
    failure: NonConformity
    answered: NonConformity
    proof: BuyingProof
    threshold: Threshold
    workshop: Workshop
    proposal: Proposal
    answered_proposal: Proposal
    need: Need
    procurement: Procurement
    office_document: ProcurementDocument
    open_document: ProcurementDocument
    draft_procurement: Procurement
    announced_procurement: Procurement
    plan_move: PlanMove
    participation: Participation
    left_out: Participation
    written: Procurement
    waiting: Procurement
    comment: RequirementComment
    requirement_file: RequirementFile
    expert_seat: Seat
    talked: Procurement
    talker: DialogueContact
    former_talker: DialogueContact
    talk: DialogueEvent
    told: Information
    question: SupplierQuestion
    check: ChecklistItem
    delivered_template: ChecklistTemplate
    own_template: ChecklistTemplate
    group: Group
    seat: Seat
    appointment: Appointment
    membership: Membership
    unit: Unit
    ownership: Ownership
    seat_deputy: SeatDeputy
    meeting: Meeting
    polled_meeting: Meeting
    coming_meeting: Meeting
    approved_meeting: Meeting
    agenda_item: AgendaItem
    other_agenda_item: AgendaItem
    paper: Paper
    decision: Decision
    money: Money
    gatherings: Gatherings
    public_decision: Decision
    condition: DecisionCondition
    policy: Policy
    risk: Risk
    pack: MeetingPack
    job: Job
    report: Report
    supplier_user: SupplierUser
    request: SupplierRequest
    imported: Import
    price_list: PriceList
    price_list_draft: PriceList
    price_index: PriceIndex
    ceiling_entry: CeilingEntry
    turnover_file: TurnoverFile
    call_off: CallOff
    call_off_document: CallOffDocument
    competition_draft: MiniCompetition
    competition: MiniCompetition
    competition_awarded: MiniCompetition
    off_contract: OffContractPurchase
    strategy: Strategy
    proposed_strategy: Strategy
    goal: Goal
    proposed_goal: Goal
    measurement: Measurement
    goal_check: GoalCheck
    goal_finding: GoalFinding
    benefit: Benefit
    benefit_draft: Benefit
    office_file: StoredFile
    public_file: StoredFile
    duty: Duty
    regional_duty: Duty
    responsibility: Responsibility
    competence: Competence
    handover: Handover


def _procurement_document(cast: Cast, procurement: Procurement, audience: str) -> ProcurementDocument:
    return procurement_documents.add(
        by=cast.officer,
        procurement_id=procurement.pk,
        data=procurement_documents.DocumentData(title=f"For {audience}", audience=audience),
        version=procurement_documents.VersionData(file=_file(cast, f"{audience}.txt")),
    )


def _file(cast: Cast, name: str, content: bytes = b"words") -> StoredFile:
    return store_content(by=cast.officer, name=name, content=content, content_type="text/plain")


def _turnover(cast: Cast, agreement: Agreement) -> CeilingEntry:
    bought = TurnoverRow(buyer_id=cast.municipality.pk, amount=Decimal(5000))
    month = TurnoverData("Statement", date(2026, 3, 1), date(2026, 3, 31), (bought,))
    return enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=month).entries.get()


def _document(cast: Cast, agreement: Agreement, visibility: str) -> AgreementDocument:
    return AgreementDocument.objects.create(
        agreement=agreement,
        title=f"Document for {visibility}",
        visibility=visibility,
        file=_file(cast, f"{visibility}.txt"),
    )


def _job(cast: Cast, file: StoredFile | None = None) -> Job:
    return Job.objects.create(
        kind=KIND,
        params={"cooperation": cast.cooperation.pk},
        language="sv",
        owner=cast.officer,
        status=JobStatus.DONE,
        file=file,
    )


def _plan_move(cast: Cast) -> PlanMove:
    return PlanMove.objects.create(
        procurement=factories.make_procurement(cast.cooperation, notice_on=date(2098, 1, 1)),
        step="notice_on",
        how="along",
        reason="Later.",
        by=cast.officer,
    )


def take_part(cast: Cast, procurement: Procurement, organisation: Organisation, state: str) -> Participation:
    """An organisation's answer in a state, with nothing but what the database asks of it."""
    answered = {"answered_by": cast.contact, "answered_at": timezone.now(), "contact": cast.contact, "yearly_volume": 5}
    return Participation.objects.create(
        procurement=procurement,
        organisation=organisation,
        state=state,
        due_on=date(2099, 1, 1),
        invited_by=cast.officer,
        **(answered if state in NAMED else {}),
    )


def _talked(cast: Cast) -> dict[str, Any]:
    """A procurement in market dialogue with its log, and its checklist with the templates it may come from."""
    talked = talking.procurement_of(cast)
    talker, former = (talking.contact(cast, talked, name) for name in ("Alka AB", "Bofink AB"))
    DialogueContact.objects.filter(pk=former.pk).update(left_on=factories.TODAY, left_reason="Sells no vans")
    check = {"stage": Stage.READY, "text": "Read it", "position": 1}
    return {
        "talked": talked,
        "talker": talker,
        "former_talker": former,
        "talk": DialogueEvent.objects.create(
            procurement=talked, title="Open house", held_on=factories.TODAY, recorded_by=cast.officer
        ),
        "told": talking.told(cast, talked, talker),
        "question": questions.note(by=cast.officer, procurement_id=talked.pk, text="How many?"),
        "check": ChecklistItem.objects.create(procurement=talked, **check),
        "delivered_template": ChecklistTemplate.objects.create(code="all", jurisdiction="SE", name="All"),
        "own_template": ChecklistTemplate.objects.create(cooperation=cast.cooperation, jurisdiction="SE", name="Own"),
    }


def _specified(cast: Cast) -> dict[str, Any]:
    """A specification that is written, one that waits for the group's answers, and what hangs on them. The cast's
    contact is asked to take part in the first."""
    written, waiting = (specified.procurement_of(cast) for _ in range(2))
    for procurement in (written, waiting):
        specified.accept(cast.officer, specified.contribute(cast.officer, procurement))
    take_part(cast, written, cast.municipality, state=ParticipationState.INVITED)
    specified.put_forward(cast.officer, waiting)
    return {
        "written": written,
        "waiting": waiting,
        "comment": RequirementComment.objects.create(
            requirement=waiting.requirements.get(), text="Why?", by=cast.officer
        ),
        "requirement_file": RequirementFile.objects.create(
            procurement=written, file=_file(cast, "krav.csv", b"Krav\nTyst\n"), created_by=cast.officer
        ),
        "expert_seat": Seat.objects.get(user=cast.expert),
    }


def _meetings(cast: Cast, group: Group, meeting: Meeting) -> dict[str, Any]:
    """Meetings of the working group in other states, and the agenda of the one that was held."""
    shared = {"cooperation": cast.cooperation, "group": group, "held_on": date(2099, 2, 3)}
    polled = Meeting.objects.create(**shared, title="Asked for", state="polled", answer_by=date(2099, 1, 1))
    DateOption.objects.create(meeting=polled, day=date(2099, 2, 3))
    item, other = (
        AgendaItem.objects.create(meeting=meeting, position=place, title=title)
        for place, title in ((1, "Opening"), (2, "Closing"))
    )
    return {
        "seat_deputy": SeatDeputy.objects.create(
            seat=group.seats.get(), user=cast.manager, valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31)
        ),
        "polled_meeting": polled,
        "coming_meeting": Meeting.objects.create(**shared, title="To come"),
        "approved_meeting": Meeting.objects.create(
            **shared | {"held_on": date(2026, 1, 12)}, title="Approved", state="approved"
        ),
        "agenda_item": item,
        "other_agenda_item": other,
        "paper": Paper.objects.create(item=item, title="Budget", file=_file(cast, "budget.txt")),
    }


def make_world(cast: Cast) -> World:
    """Everything belongs to the cast's cooperation and municipality; the office's officer owns the job."""
    cooperation, municipality = cast.cooperation, cast.municipality
    agreement = factories.make_agreement(
        cooperation, municipality, supplier=cast.supplier_company, buyers=(cast.neighbour,)
    )
    draft = factories.make_agreement(cooperation, municipality, status=AgreementStatus.DRAFT)
    document = _document(cast, agreement, Visibility.OFFICE)
    public = _document(cast, agreement, Visibility.PUBLIC)
    company = factories.make_organisation("Ekby Hamn AB", kind="company")
    group = Group.objects.get(cooperation=cooperation, kind=GroupKind.WORKING)
    meeting = Meeting.objects.create(
        cooperation=cooperation, group=group, title="First meeting", held_on=date(2026, 3, 2)
    )
    decision = Decision.objects.create(
        meeting=meeting, title="Founding", wording="We found it.", takes_effect_on=date(2026, 3, 2)
    )
    membership = Membership.objects.get(cooperation=cooperation, organisation=municipality)
    MembershipDecision.objects.create(membership=membership, decision=decision)
    decided = {"meeting": meeting, "wording": "We buy green.", "takes_effect_on": date(2026, 3, 2)}
    prices = price_files.in_force(cast.officer, agreement, [price_files.article("4711", "64.50")])
    price_index = price_files.make_index(cast.officer, cooperation, {"2026-01": "100", "2026-06": "104.37"})
    report_file = _file(cast, "summary.txt")
    asking = factories.make_procurement(cooperation, stage=Stage.PARTICIPATION)
    planned = factories.make_procurement(cooperation, notice_on=date(2098, 1, 1))
    return World(
        cast=cast,
        agreement=agreement,
        draft=draft,
        document=document,
        reorganisation=_reorganisation(cast, decision),
        money=make_money(cast, decision),
        gatherings=gatherings_of(cast, _file(cast, "invoice.xml")),
        **_follow_up(cast, agreement),
        **goals_of(cast, agreement),
        proof=keep(
            by=cast.purchaser,
            question=Question(municipality, factories.TODAY, "framework"),
            agreement_id=agreement.pk,
            language="sv",
        ),
        threshold=Threshold.objects.create(
            jurisdiction="SE",
            kind="direct_award",
            amount=700000,
            currency="SEK",
            valid_from=date(2022, 1, 1),
            source="Act",
        ),
        workshop=Workshop.objects.create(cooperation=cooperation, title="Ideas", held_on=factories.TODAY),
        proposal=make_proposal(cooperation, cast.working, organisation=municipality),
        answered_proposal=make_proposal(cooperation, cast.working, ProposalState.MEMBERS, decision=decision),
        need=Need.objects.create(organisation=municipality, what="Kayaks", reported_by=cast.purchaser),
        procurement=planned,
        office_document=_procurement_document(cast, planned, Audience.OFFICE),
        open_document=_procurement_document(cast, planned, Audience.EVERYBODY),
        draft_procurement=factories.make_procurement(cooperation, stage=Stage.DRAFT, notice_on=date(2098, 1, 1)),
        plan_move=_plan_move(cast),
        announced_procurement=factories.make_procurement(
            cooperation, stage=Stage.PUBLISHED, published_on=factories.TODAY
        ),
        participation=take_part(cast, asking, municipality, state=ParticipationState.JOINS),
        left_out=take_part(cast, asking, cast.neighbour, state=ParticipationState.LEFT_OUT),
        **_specified(cast),
        **_talked(cast),
        group=group,
        seat=Seat.objects.get(group=group),
        appointment=Appointment.objects.get(user=cast.purchaser),
        membership=membership,
        unit=Unit.objects.create(organisation=municipality, name="Skolan"),
        ownership=Ownership.objects.create(company=company, owner=municipality, valid_from=date(2020, 1, 1)),
        meeting=meeting,
        **_meetings(cast, group, meeting),
        decision=decision,
        public_decision=Decision.objects.create(**decided, title="For all", is_public=True),
        condition=DecisionCondition.objects.create(decision=decision, text="Tell us", responsible=cast.contact),
        policy=Policy.objects.create(
            cooperation=cooperation, title="Green", text="Green", decision=decision, valid_from=date(2026, 3, 2)
        ),
        risk=Risk.objects.create(
            cooperation=cooperation,
            title="Nobody tenders",
            probability=3,
            consequence=4,
            owner=cast.contact,
            review_on=date(2027, 3, 1),
        ),
        pack=_pack(cast, meeting),
        job=_job(cast, _file(cast, "result.txt")),
        report=_report(cast, report_file),
        supplier_user=SupplierUser.objects.get(user=cast.supplier),
        request=SupplierRequest.objects.create(
            name=cast.supplier_company.name,
            country="SE",
            registration_number="5560000167",
            contact_name="Somebody",
            email="somebody@example.org",
            state=RequestState.WAITING,
            supplier=cast.supplier_company,
        ),
        imported=_import(cast),
        price_list=prices,
        price_list_draft=price_files.draft(
            cast.officer,
            agreement,
            [price_files.article("4711", "70")],
            valid_from=date(2026, 7, 1),
            header=["Artikelnr", "Benämning", "Enhet", "Pris"],
            columns=["article_number", "name", "unit", "price"],
        ),
        price_index=price_index,
        ceiling_entry=_turnover(cast, agreement),
        change=factories.make_change(agreement, cast.officer, status=ChangeStatus.IN_EFFECT),
        proposed_change=factories.make_change(agreement, cast.officer),
        option=agreement.options.get(),
        turnover_file=TurnoverFile.objects.create(
            agreement=agreement, file=_file(cast, "turnover.csv", TURNOVER), created_by=cast.officer
        ),
        **_bought(cast, agreement),
        office_file=document.file,
        public_file=public.file,
        **_duties(cast),
    )


def _duties(cast: Cast) -> dict[str, Any]:
    """Two duties, who holds the local one, what its holder knows, and a handover that waits for its day."""
    day, cooperation = date(2026, 1, 1), cast.cooperation
    local = Duty.objects.create(cooperation=cooperation, scope="local", code="train", valid_from=day)
    held = {"organisation": cast.municipality, "person": cast.contact}
    return {
        "duty": local,
        "regional_duty": Duty.objects.create(cooperation=cooperation, scope="regional", code="courses", valid_from=day),
        "responsibility": Responsibility.objects.create(duty=local, valid_from=day, **held),
        "competence": Competence.objects.create(
            cooperation=cooperation, post_share=Decimal("0.5"), areas=["law"], as_of=day, **held
        ),
        "handover": Handover.objects.create(
            cooperation=cooperation, person=cast.working, last_day=date(2098, 1, 1), ordered_by=cast.officer
        ),
    }


def _bought(cast: Cast, agreement: Agreement) -> dict[str, Any]:
    """What the cast's purchaser has called off, asked for and bought elsewhere."""
    here = (agreement, cast.municipality, cast.purchaser)
    call_off = purchases.make_call_off(*here)
    suppliers = (cast.supplier_company, cast.other_supplier)
    return {
        "call_off": call_off,
        "call_off_document": CallOffDocument.objects.create(
            call_off=call_off, title="Order", file=_file(cast, "order.txt")
        ),
        "competition_draft": purchases.make_competition(*here, suppliers, CompetitionStatus.DRAFT),
        "competition": purchases.make_competition(*here, suppliers),
        "competition_awarded": purchases.make_competition(*here, suppliers, CompetitionStatus.AWARDED),
        "off_contract": purchases.make_off_contract(*here),
    }


def _reorganisation(cast: Cast, decision: Decision) -> Reorganisation:
    """The neighbour leaves in the days to come."""
    row = Reorganisation.objects.create(
        cooperation=cast.cooperation,
        kind=ReorganisationKind.LEAVE,
        effective_on=date(2099, 1, 1),
        decision=decision,
        justification="They go on alone.",
        created_by=cast.officer,
    )
    row.organisations.add(cast.neighbour)
    return row


def _follow_up(cast: Cast, agreement: Agreement) -> dict[str, Any]:
    """What is agreed with the supplier of the agreement, its plan, and what has failed there."""
    plan_follow_up(cast.cooperation, timezone.localdate())
    shared: dict[str, Any] = {"agreement": agreement, "supplier": cast.supplier_company, "level": "tactical"}
    partnership = factories.make_draft(cast.cooperation, owner=cast.municipality, kind="partnership")
    return {
        "activity": Activity.objects.create(**shared, title="Forecast", due_on=date(2027, 1, 1)),
        "dialogue": Dialogue.objects.create(**shared, every_months=6),
        "dialogue_meeting": DialogueMeeting.objects.create(**shared, planned_on=date(2027, 1, 1)),
        "obligation": Obligation.objects.create(agreement=agreement, kind="coming_law", wording="Follows the law"),
        "partnership": Partnership.objects.create(agreement=partnership, manager=cast.manager),
        **{
            name: factories.make_non_conformity(agreement, cast.supplier_company, status=status)
            for name, status in (("reported", "reported"), ("failure", "sent"), ("answered", "answered"))
        },
    }


def _report(cast: Cast, file: StoredFile) -> Report:
    return Report.objects.create(
        cooperation=cast.cooperation,
        language="sv",
        taken_at=timezone.now(),
        figures=catalogue.take(cast.cooperation, factories.TODAY),
        file=file,
        job=_job(cast),
        requested_by=cast.officer,
    )


def _pack(cast: Cast, meeting: Meeting) -> MeetingPack:
    return MeetingPack.objects.create(
        meeting=meeting,
        language="sv",
        made_by=cast.officer,
        pages=3,
        items=[],
        seal="0",
        file=_file(cast, "pack.pdf"),
        job=_job(cast),
    )


def _import(cast: Cast) -> Import:
    imported = Import.objects.create(cooperation=cast.cooperation, layout="generic", created_by=cast.officer)
    file = store_content(
        by=cast.officer, name="register.csv", content=b"Title;Number\nBread;1\n", content_type="text/csv"
    )
    ImportFile.objects.create(
        imported=imported, role="register", file=file, header=["Title", "Number"], columns=["title", "number"]
    )
    return imported
