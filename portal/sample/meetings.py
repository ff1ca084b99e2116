"""How the sample's cooperations are governed: a steering group with a year of meetings, what it decided, and duties.

All of it is invented, after what such cooperations write of themselves; the people whose names it bears do it on the
days that the table tells.
"""

from datetime import date, time, timedelta
from typing import Any

from portal.accounts.actor import Role, forget
from portal.accounts.models import User
from portal.governance.duties.standard import standard
from portal.governance.models import Decision, Duty, Meeting
from portal.governance.services import agenda, attendance, conditions, decisions, duties, meetings, minutes, policies
from portal.governance.services.agenda import ItemData
from portal.governance.services.attendance import SeatLine
from portal.governance.services.decisions import ConditionData, DecisionData, ReservationData
from portal.governance.services.duties import Holder
from portal.governance.services.meetings import MeetingData
from portal.governance.services.policies import PolicyData
from portal.organisations.models import Cooperation, Group, GroupKind, Organisation, Seat, SeatOffice
from portal.organisations.services import roles
from portal.sample import tables
from portal.sample.clock import happened
from portal.sample.effects import Effects

SINCE = date(2024, 1, 1)
#: How long before a meeting it is planned and called, and how long after it its minutes are approved.
PLANNED, CALLED, APPROVED = timedelta(days=24), timedelta(days=14), timedelta(days=6)
#: Municipalities whose local duties nobody has taken yet: the map of coverage shows them as holes.
UNCOVERED = ("Ekerö", "Hjartdal")


class Meetings:
    """A year of one cooperation's steering group. ``contacts`` holds the purchasing contact of each municipality."""

    def __init__(
        self,
        key: str,
        cooperation: Cooperation,
        office: tuple[User, User],
        users: dict[str, User],
        contacts: dict[str, User],
        today: date,
    ) -> None:
        self.told = tables.document("governance")[key]
        self.leaders = [row for row in tables.rows("leaders") if row["cooperation"] == key]
        self.cooperation = cooperation
        self.manager, self.officer = office
        self.users = users
        self.contacts = contacts
        self.today = today
        self.group = Group.objects.get(cooperation=cooperation, kind=GroupKind.STEERING)
        members = Organisation.objects.members_of(cooperation, today).select_related("municipality")
        self.members = {row.municipality.name: row for row in members if row.kind == "municipality"}
        self.effects = Effects(self.told, cooperation, self.manager, today)

    def load(self) -> None:
        """Seat the leaders, meet, decide, and take up the duties."""
        self._seat_leaders()
        self.effects.propose(self._day(min(row["day"] for row in self.told["meetings"])))
        for row in self.told["meetings"]:
            self._meet(row)
        self.effects.follow()
        self._take_up_duties()
        self._mark_sample()

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _seat_leaders(self) -> None:
        chair = Seat.objects.get(group=self.group)
        roles.make_chair(by=self.manager, seat_id=chair.pk)
        for row in self.leaders:
            role = roles.RoleData(
                role=Role.STEERING_GROUP,
                valid_from=SINCE,
                organisation=self.members[row["municipality"]],
                group=self.group,
                office=row["office"],
            )
            roles.give(by=self.manager, person_id=self.users[row["address"]].pk, role=role)
            forget(self.users[row["address"]])
        stand_in = next(iter(self.contacts.values()))
        roles.add_deputy(by=self.manager, seat_id=chair.pk, person_id=stand_in.pk, valid_from=SINCE)

    def _meet(self, row: dict[str, Any]) -> None:
        held_on = self._day(row["day"])
        with happened(min(held_on - PLANNED, self._day(row.get("called", -1) - 2))):
            meeting = meetings.register_meeting(
                by=self.manager,
                cooperation_id=self.cooperation.pk,
                data=MeetingData(
                    title=row["title"],
                    held_on=held_on,
                    group=self.group,
                    place=str(self.cooperation.host),
                    starts_at=time(9, 30),
                    ends_at=time(12, 0),
                ),
            )
            for item in row["items"]:
                data = ItemData(
                    title=item["title"],
                    kind=item["kind"],
                    background=item.get("background", ""),
                    proposal=item.get("proposal", ""),
                    presenter=self.manager,
                )
                agenda.add_item(by=self.manager, meeting_id=meeting.pk, data=data)
        Meeting.objects.filter(pk=meeting.pk).update(is_sample=True)  # approved minutes can be marked no more
        meeting.refresh_from_db()
        with happened(self._day(row["called"]) if "called" in row else held_on - CALLED):
            meeting = meetings.call_meeting(by=self.manager, meeting_id=meeting.pk, version=meeting.version)
        if held_on < self.today:
            self._hold(meeting, row)

    def _hold(self, meeting: Meeting, row: dict[str, Any]) -> None:
        with happened(meeting.held_on):
            meeting = meetings.open_meeting(by=self.manager, meeting_id=meeting.pk, version=meeting.version)
            seats = list(Seat.objects.filter(group=self.group).order_by("pk"))
            excused = seats[1 + row["day"] % (len(seats) - 1)]
            lines = [SeatLine(seat.pk, "excused" if seat == excused else "present") for seat in seats]
            attendance.record_attendance(by=self.manager, meeting_id=meeting.pk, seats=lines)
        with happened(meeting.held_on, hour=11):
            for item, said in zip(meeting.items.order_by("position"), row["items"], strict=True):
                if text := said.get("minutes"):
                    minutes.minute(by=self.manager, item_id=item.pk, version=item.version, text=text)
                if "decision" in said:
                    decision = self._decide(meeting, item, said["decision"])
                    self._set(decision, said)
        self._close(meeting)

    def _decide(self, meeting: Meeting, item: Any, said: dict[str, Any]) -> Decision:
        in_favour, against = said.get("votes", (None, None))
        decision = decisions.record_decision(
            by=self.manager,
            meeting_id=meeting.pk,
            data=DecisionData(
                title=said["title"],
                wording=said["wording"],
                takes_effect_on=meeting.held_on,
                case_number=said["case"],
                is_unanimous=in_favour is None,
                votes_for=in_favour,
                votes_against=against,
                votes_abstained=None if in_favour is None else 0,
                is_public=said["public"],
                item=item,
                conditions=tuple(
                    ConditionData(text=row["text"], due_on=self._day(row["due"]), responsible=self.manager)
                    for row in said.get("conditions", ())
                ),
                reservations=tuple(
                    ReservationData(user=self.users[row["by"]], text=row["text"])
                    for row in said.get("reservations", ())
                ),
            ),
        )
        for row, condition in zip(said.get("conditions", ()), decision.conditions.order_by("pk"), strict=True):
            if "met" in row:
                with happened(self._day(row["met"])):
                    conditions.meet_condition(
                        by=self.manager,
                        condition_id=condition.pk,
                        version=condition.version,
                        met_on=self._day(row["met"]),
                        outcome=row["outcome"],
                    )
        return decision

    def _set(self, decision: Decision, said: dict[str, Any]) -> None:
        """What the decision sets takes effect with it."""
        sets = said["decision"].get("sets", {})
        self.effects.set(decision, sets, purpose=said["title"])
        if "policy" in sets:
            told = self.told["policy"]
            data = PolicyData(
                title=told["title"],
                decision=decision,
                valid_from=decision.takes_effect_on,
                text=told["text"],
                binds_companies=told["binds_companies"],
            )
            policies.adopt_policy(by=self.manager, cooperation_id=self.cooperation.pk, data=data)

    def _close(self, meeting: Meeting) -> None:
        """Close the meeting. The minutes of the last one still wait for the vice chair."""
        chair = Seat.objects.get(group=self.group, office=SeatOffice.CHAIR).user
        vice = Seat.objects.get(group=self.group, office=SeatOffice.VICE_CHAIR).user
        with happened(meeting.held_on, hour=12):
            meeting = meetings.close_meeting(by=self.manager, meeting_id=meeting.pk, version=meeting.version)
            minutes.choose_adjusters(by=self.manager, meeting_id=meeting.pk, chair=chair, adjusters=[vice])
        with happened(meeting.held_on + timedelta(days=2)):
            meeting = minutes.put_forward(by=self.manager, meeting_id=meeting.pk, version=meeting.version)
        with happened(meeting.held_on + APPROVED):
            meeting = minutes.approve(by=chair, meeting_id=meeting.pk, version=meeting.version)
            latest = max(row["day"] for row in self.told["meetings"] if row["day"] < 0)
            if meeting.held_on != self._day(latest):
                minutes.approve(by=vice, meeting_id=meeting.pk, version=meeting.version)

    def _take_up_duties(self) -> None:
        own = self.cooperation.pk
        with happened(self._day(-300)):
            begun = self._day(-300)
            duties.adopt(by=self.manager, cooperation_id=own, codes=[duty.code for duty in standard()], on=begun)
            regional = Holder(person=self.manager, valid_from=begun, deputy=self.officer)
            duties.fill_holes(by=self.manager, cooperation_id=own, organisation_id=None, holder=regional)
            for place, contact in self.contacts.items():
                if place in UNCOVERED:
                    continue
                holder = Holder(person=contact, valid_from=begun)
                member = self.members[place].pk
                duties.fill_holes(by=self.manager, cooperation_id=own, organisation_id=member, holder=holder)

    def _mark_sample(self) -> None:
        Duty.objects.filter(cooperation=self.cooperation).update(is_sample=True)
        self.effects.mark_sample()
