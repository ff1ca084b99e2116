"""What the sample's members ask for: needs, two workshops, proposals with votes, and what the working group decided.

All of it is invented, and done by the people whose names it bears on the days that the table tells.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.accounts.models import User
from portal.governance.models import Meeting
from portal.governance.services.meetings import MeetingData, close_meeting, register_meeting
from portal.law.periods import add_months
from portal.organisations.models import Cooperation, Group, GroupKind, Organisation
from portal.reference.models import CpvCode
from portal.sample import tables
from portal.sample.clock import happened
from procurements.models import Need, Procurement, Proposal, Workshop
from procurements.services import deciding, needs, proposals, voting, workshops
from procurements.services.deciding import Verdict
from procurements.services.needs import NeedData
from procurements.services.proposals import ProposalData
from procurements.states.proposals import Effort, Priority, ProposalState, VoteValue

SAYS = ((VoteValue.FOR, "for_it"), (VoteValue.AGAINST, "against"), (VoteValue.ABSTAINS, "abstains"))
WEEK = 7


class Backlog:
    """What the members of one cooperation ask for, and what becomes of it.

    ``contacts`` holds the purchasing contact of each municipality, by its name.
    """

    def __init__(
        self, key: str, cooperation: Cooperation, officer: User, contacts: dict[str, User], today: date
    ) -> None:
        self.told = tables.document("backlog")[key]
        self.cooperation = cooperation
        self.officer = officer
        self.contacts = contacts
        self.today = today
        members = Organisation.objects.members_of(cooperation, today).select_related("municipality")
        self.members = {row.municipality.name: row for row in members if row.kind == "municipality"}
        self.needs: dict[str, Need] = {}
        self.workshops: dict[str, Workshop] = {}
        self.meetings: dict[str, Meeting] = {}
        self.proposals: dict[str, Proposal] = {}

    def load(self) -> dict[str, Procurement]:
        """Ask, propose, vote and decide; answers the procurements that were begun, by their proposals' keys."""
        self._ask()
        self._hold_workshops()
        for row in self.told["proposals"]:
            self._propose(row)
        for name, meeting in self.told["meetings"].items():
            self._meet(name, meeting["title"], meeting["day"])
        own = {"cooperation": self.cooperation}
        Need.objects.filter(organisation__in=self.members.values()).update(is_sample=True)
        Proposal.objects.filter(**own).update(is_sample=True)
        Meeting.objects.filter(**own).update(is_sample=True)
        begun = Proposal.objects.filter(procurement__isnull=False, **own).select_related("procurement")
        keys = {proposal.pk: key for key, proposal in self.proposals.items()}
        return {keys[row.pk]: row.procurement for row in begun if row.procurement is not None}

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _person(self, address: str) -> User:
        return User.objects.get(email__startswith=f"{address}@")

    def _ask(self) -> None:
        for key, place, day, what, code, amount, months, description, goals in self.told["needs"]:
            with happened(self._day(day)):
                data = NeedData(
                    organisation=self.members[place],
                    what=what,
                    cpv=CpvCode.objects.get(code=code),
                    amount=Decimal(amount),
                    is_yearly=True,
                    wanted_by=add_months(self._day(day), months),
                    description=description,
                    goals=goals,
                )
                self.needs[key] = needs.report(by=self.contacts[place], data=data)
        for key, into, day in self.told["merged"]:
            need = self.needs[key]
            with happened(self._day(day)):
                needs.merge(by=self.officer, need_id=need.pk, version=need.version, into_id=self.needs[into].pk)
        for key, day, answer in self.told["answered"]:
            need = self.needs[key]
            with happened(self._day(day)):
                needs.answer(by=self.officer, need_id=need.pk, version=need.version, answer=answer)

    def _hold_workshops(self) -> None:
        for key, row in self.told["workshops"].items():
            day = self._day(row["day"])
            with happened(day):
                self.workshops[key] = workshops.hold(
                    by=self.officer, cooperation_id=self.cooperation.pk, title=row["title"], held_on=day
                )

    def _propose(self, row: dict[str, Any]) -> None:
        """A proposal as its municipality makes it; the office weighs it, says what it would bring, and gathers the
        needs; the municipalities talk about it and vote in the weeks after."""
        proposer = self._person(row["by"])
        with happened(self._day(row["day"])):
            proposal = proposals.propose(
                by=self.officer if "workshop" in row else proposer,
                cooperation_id=self.cooperation.pk,
                data=ProposalData(
                    title=row["title"],
                    organisation=self.members[row["for"]] if "for" in row else None,
                    description=row.get("description", ""),
                    area=row["area"],
                    cpv=CpvCode.objects.get(code=row["cpv"]),
                    estimated_value=Decimal(row["value"]),
                    wanted_by=add_months(self.today, row["wanted"]) if "wanted" in row else None,
                ),
                workshop=self.workshops.get(row.get("workshop", "")),
            )
        self.proposals[row["key"]] = proposal
        with happened(self._day(row["day"] + 1)):
            self._weigh(proposal, row)
            asked = [self.needs[key] for key in row.get("needs", ())]
            proposals.join_needs(by=self.officer, proposal_id=proposal.pk, needs=asked)
            if into := row.get("into"):
                proposal.refresh_from_db()
                into_id = self.proposals[into].pk
                proposals.merge(by=self.officer, proposal_id=proposal.pk, version=proposal.version, into_id=into_id)
        with happened(self._day(row["day"] + 2)):
            for address, text in row.get("comments", ()):
                proposals.comment(by=self._person(address), proposal_id=proposal.pk, text=text)
        for value, key in SAYS:
            for place in row.get(key, ()):
                # They answer one after the other, all of them before the meeting.
                with happened(self._day(min(row["day"] + 2 + len(place) % WEEK, -1))):
                    voting.vote(
                        by=self.contacts[place],
                        proposal_id=proposal.pk,
                        organisation_id=self.members[place].pk,
                        value=value,
                    )

    def _weigh(self, proposal: Proposal, row: dict[str, Any]) -> None:
        said = {name: getattr(proposal, name) for name in ProposalData.__dataclass_fields__}
        weighed = {
            "expected_benefit": Decimal(row["benefit"]) if "benefit" in row else None,
            "benefit_note": row.get("note", ""),
            "effort": Effort(row["effort"]),
            "priority": Priority(row["priority"]),
        }
        proposals.edit(
            by=self.officer, proposal_id=proposal.pk, version=proposal.version, data=ProposalData(**said | weighed)
        )

    def _meet(self, name: str, title: str, day: int) -> None:
        """A meeting of the working group: proposals are put on it a fortnight before, and decided on its day."""
        rows = [row for row in self.told["proposals"] if row.get("meeting") == name]
        held_on = self._day(day)
        with happened(min(held_on - timedelta(days=14), self._day(-3))):
            meeting = register_meeting(
                by=self.officer,
                cooperation_id=self.cooperation.pk,
                data=MeetingData(
                    title=title,
                    held_on=held_on,
                    group=Group.objects.get(cooperation=self.cooperation, kind=GroupKind.WORKING),
                ),
            )
            deciding.schedule(
                by=self.officer,
                cooperation_id=self.cooperation.pk,
                proposals=[self.proposals[row["key"]].pk for row in rows],
                meeting=meeting,
            )
        if held_on >= self.today:
            return
        with happened(held_on, hour=15):
            deciding.decide(
                by=self.officer,
                cooperation_id=self.cooperation.pk,
                verdicts=[self._verdict(row) for row in rows],
                meeting=meeting,
            )
            meeting.refresh_from_db(fields=["version"])
            close_meeting(by=self.officer, meeting_id=meeting.pk, version=meeting.version)

    def _verdict(self, row: dict[str, Any]) -> Verdict:
        proposal = self.proposals[row["key"]]
        proposal.refresh_from_db()
        is_later = row["outcome"] == ProposalState.LATER
        return Verdict(
            proposal_id=proposal.pk,
            version=proposal.version,
            outcome=row["outcome"],
            answer=row["answer"],
            revisit_on=add_months(self.today, row["later"]) if is_later else None,
            national_agreement_name=row.get("national", ""),
        )
