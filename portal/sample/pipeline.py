"""The sample's procurements: each is led from the plan to where it stands by the people and services that do it.

All of it is invented. Every step passes its gate, on the day that the table tells.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agreements.models import Agreement
from portal.accounts.models import User
from portal.law.planning import Phase
from portal.law.procedures import Procedure
from portal.organisations.models import Cooperation, Organisation
from portal.reference.models import County, CpvCode
from portal.sample import tables
from portal.sample.clock import happened
from portal.sample.market import Market
from portal.sample.specifying import Specifying
from procurements.models import Participation, Procurement
from procurements.services import answers, checklists, participation, planning, procurements, values
from procurements.services.answers import AnswerData
from procurements.services.procurements import ProcurementData, Said
from procurements.states.checklists import CheckState
from procurements.states.participation import ParticipationState
from procurements.states.stages import ENDED, Stage

#: The county of each cooperation's procurements.
AREAS = {"stockholm": ("01",), "kongsberg": ("33", "40")}
DAYS_TO_ANSWER = 35
HALF_DONE = 2  # rows of the checklist, in the stage that a procurement is in
#: Days from the planned notice on: tenders due, award, start.
AFTER_NOTICE = {"tenders_due_on": 45, "award_on": 105, "starts_on": 150}
#: The planned day that each step was to be taken on, where the plan does not say otherwise.
PLANNED_FOR = {
    "participation_on": "participation_opened",
    "dialogue_on": "dialogue_opened",
    "specification_on": "specification_opened",
    "notice_on": "published",
}


class Pipeline:
    """The procurements of one cooperation.

    ``officers`` share them; ``contacts`` holds the purchasing contact of each municipality, by its name; ``begun`` the
    procurements that the working group has decided on, by the keys of their proposals.
    """

    def __init__(
        self,
        key: str,
        cooperation: Cooperation,
        officers: list[User],
        contacts: dict[str, User],
        begun: dict[str, Procurement],
        today: date,
    ) -> None:
        self.told = tables.document("pipeline")[key]
        self.key = key
        self.cooperation = cooperation
        self.officers = officers
        self.contacts = contacts
        self.begun = begun
        self.today = today
        members = Organisation.objects.members_of(cooperation, today).select_related("municipality")
        self.members = {row.municipality.name: row for row in members if row.kind == "municipality"}
        self.companies = [row.pk for row in members if row.kind == "company"]
        self.made: dict[str, Procurement] = {}

    def load(self) -> None:
        self._state_lead_times()
        for row in self.told["procurements"]:
            self._lead(row)
        Procurement.objects.filter(cooperation=self.cooperation).update(is_sample=True)
        Participation.objects.filter(procurement__cooperation=self.cooperation).update(is_sample=True)

    def _day(self, days: int) -> date:
        """A day counted from today, moved back to the Friday before when it falls on a weekend."""
        day = self.today + timedelta(days=days)
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def _state_lead_times(self) -> None:
        days = {phase.value: days for phase, days in zip(Phase, self.told["leads"], strict=True)}
        with happened(self._day(-300)):
            planning.state_lead_times(
                by=self.officers[0], cooperation_id=self.cooperation.pk, procedure=Procedure.OPEN, version=0, days=days
            )

    def _lead(self, row: dict[str, Any]) -> None:
        """Plan a procurement and take one step after the other; between the steps is done what the next one asks."""
        officer = self.officers[row.get("officer", 1) - 1]
        steps = {name: self._day(days) for name, days in row["steps"].items()}
        procurement = self._plan(row, steps, officer)
        self.made[row["title"]] = procurement
        market = Market(procurement, officer, row, self._day)
        specifying = Specifying(procurement, officer, row, self._day)
        for name, day in steps.items():
            if name == "specification_opened":
                specifying.appoint(day - timedelta(days=9))
            if name == "made_ready":
                self._state_values(procurement, officer, row, day - timedelta(days=26))
                specifying.approve(day - timedelta(days=12))
            self._tick(procurement, officer, row, day - timedelta(days=1))
            with happened(day, hour=11):
                self._step(procurement, officer, name, row, day)
            if name == "participation_opened":
                self._invite(procurement, officer, row, day)
            if name == "dialogue_opened":
                market.lead()
            if name == "specification_opened":
                specifying.write(day + timedelta(days=3))
        if "specification_opened" in steps and "made_ready" not in steps:
            self._state_values(procurement, officer, row, self._day(-20))
        if "specification_opened" not in steps and "requirements" in row:
            specifying.appoint(self._day(-12))
            specifying.write(self._day(-8))
        specifying.keep_documents(max(steps.values()))
        self._tick(procurement, officer, row, self._day(-2), most=HALF_DONE)

    def _plan(self, row: dict[str, Any], steps: dict[str, date], officer: User) -> Procurement:
        planned = steps["planned"]
        with happened(planned, hour=8):
            found = self.begun.get(row.get("key", "")) or procurements.register(
                by=officer, cooperation_id=self.cooperation.pk, data=ProcurementData(title=row["title"])
            )
            return procurements.update(
                by=officer,
                procurement_id=found.pk,
                version=found.version,
                data=ProcurementData(
                    title=row["title"],
                    organisation=self.cooperation.host,
                    officer=officer,
                    description=row["description"],
                    cpvs=tuple(CpvCode.objects.filter(code__in=row["cpv"])),
                    areas=tuple(County.objects.filter(country=self.cooperation.jurisdiction, code__in=AREAS[self.key])),
                    estimated_min=Decimal(row["min"]),
                    estimated_max=Decimal(row["max"]),
                    decision=found.decision,
                    after=self.made.get(row.get("after", "")),
                    replaces=self._agreements(row.get("replaces", ())),
                    procedure=row.get("procedure", ""),
                    agreement_months=row.get("months"),
                    is_divided=row.get("divided"),
                    undivided_reason=row.get("undivided", ""),
                    **self._days(row, steps),
                ),
            )

    def _days(self, row: dict[str, Any], steps: dict[str, date]) -> dict[str, Any]:
        """The planned days: as the plan tells, else the day on which the step was taken."""
        told = row.get("plan", {})
        days = {name: self._day(told[name]) for name in PLANNED_FOR if name in told}
        for name, step in PLANNED_FOR.items():
            if name not in days and step in steps:
                days[name] = steps[step]
        if notice_on := days.get("notice_on"):
            days |= {name: notice_on + timedelta(days=after) for name, after in AFTER_NOTICE.items()}
        if opened := steps.get("participation_opened"):
            days["answers_due_on"] = self._day(row["due"]) if "due" in row else opened + timedelta(days=DAYS_TO_ANSWER)
        return days

    def _step(self, procurement: Procurement, officer: User, name: str, row: dict[str, Any], day: date) -> None:
        procurement.refresh_from_db()
        said = None
        if name == "published":
            said = Said(notice_url=self.told["notices"].format(procurement.pk), published_on=day)
        elif name == "completed":
            said = Said(concluded_on=day, results=self._agreements(row["results"]))
        procurements.step(
            by=officer,
            name=name,
            procurement_id=procurement.pk,
            version=procurement.version,
            reason=row.get("cancelled", "") if name == "cancelled" else row.get("no_dialogue", ""),
            said=said,
        )

    def _tick(
        self, procurement: Procurement, officer: User, row: dict[str, Any], day: date, most: int | None = None
    ) -> None:
        """Do what the checklist wants before the procurement leaves its stage, or the first of it, and pass by the
        rows of a dialogue that is not held."""
        procurement.refresh_from_db()
        if procurement.stage in ENDED:
            return
        here = procurement.checklist.filter(state=CheckState.OPEN, stage__in=(Stage.PLANNED, procurement.stage))
        passed = procurement.checklist.filter(state=CheckState.OPEN, stage=Stage.DIALOGUE)
        with happened(day, hour=10):
            for item in here.order_by("position")[:most]:
                checklists.tick(by=officer, item_id=item.pk, version=item.version)
            if (reason := row.get("no_dialogue")) and procurement.stage == Stage.SPECIFICATION:
                for item in passed:
                    checklists.pass_by(by=officer, item_id=item.pk, version=item.version, reason=reason)

    def _agreements(self, numbers: Any) -> tuple[Agreement, ...]:
        return tuple(Agreement.objects.filter(cooperation=self.cooperation, number__in=numbers))

    def _invite(self, procurement: Procurement, officer: User, row: dict[str, Any], day: date) -> None:
        """Ask every municipality, leave the companies out, and have those answer that the table tells."""
        with happened(day, hour=13):
            procurement.refresh_from_db()
            participation.invite(
                by=officer,
                procurement_id=procurement.pk,
                version=procurement.version,
                answers_due_on=procurement.answers_due_on or day,
                organisations=[member.pk for member in self.members.values()],
                left_out=self.companies,
            )
        asked = Participation.objects.filter(procurement=procurement)
        with happened(day, hour=13) as moment:
            asked.update(invited_at=moment)
        rows = {one.organisation_id: one for one in asked}
        for place, (name, said) in enumerate(row["answers"].items()):
            answered = min(self._day((day - self.today).days + 4 + 3 * place), self._day(-2))
            with happened(answered, hour=10):
                self._answer(rows[self.members[name].pk], self.contacts[name], said, name in row.get("unsigned", ()))
        if len(row["answers"]) < len(self.members):
            with happened(min(day + timedelta(days=14), self._day(-1)), hour=15):
                participation.remind(by=officer, procurement_id=procurement.pk)

    def _answer(self, asked: Participation, contact: User, said: Any, is_unsigned: bool) -> None:
        """A number is the yearly volume in thousands, one in ``option`` that of an option, a text why it declines."""
        if isinstance(said, str):
            data = AnswerData(state=ParticipationState.DECLINED, reason=said)
        elif isinstance(said, dict):
            data = AnswerData(state=ParticipationState.OPTION, yearly_volume=Decimal(said["option"] * 1000))
        else:
            data = AnswerData(state=ParticipationState.JOINS, yearly_volume=Decimal(said * 1000))
        asked = answers.answer(by=contact, participation_id=asked.pk, version=asked.version, data=data)
        if data.state != ParticipationState.DECLINED and not is_unsigned:
            answers.sign_mandate(by=contact, participation_id=asked.pk, version=asked.version)

    def _state_values(self, procurement: Procurement, officer: User, row: dict[str, Any], day: date) -> None:
        headroom, why = row.get("headroom", (0, ""))
        with happened(day, hour=14):
            procurement.refresh_from_db()
            values.confirm(
                by=officer,
                procurement_id=procurement.pk,
                version=procurement.version,
                months=row["months"],
                headroom=Decimal(headroom),
                headroom_reason=why,
            )
