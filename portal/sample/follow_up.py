"""What the office does between the calls in the sample: follow-up, non-conformities, prices, changes, a proof, a need.

All of it is invented. What has happened is written as it stands now; what happens today goes through the services.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from agreements.data import ChangeData
from agreements.models import Agreement
from agreements.models.call_offs import CallOff
from agreements.models.follow_up import Activity, DialogueMeeting, Obligation
from agreements.models.non_conformities import NonConformity
from agreements.models.partnerships import RoomComment
from agreements.models.prices import PriceList
from agreements.prices.articles import Article
from agreements.services import changes, prices
from agreements.services.follow_up_plans import plan_follow_up
from agreements.states.changes import ChangeKind, LegalBasis
from agreements.states.follow_up import ActivityState, NonConformityStatus
from portal.accounts.models import User
from portal.law.periods import add_months
from portal.organisations.models import Cooperation
from portal.sample import tables
from portal.workflow import audit
from suppliers.models import Supplier

ANSWER_DAYS = 10
AGREED_DAYS = 30  # before it was due, or before today
INDEX_BASE = Decimal("412.3")
INDEX_MONTHLY = Decimal("0.7")  # points that the invented index rises each month
REQUESTED = Decimal("1.9")  # per cent that the supplier asks for
RAISED_BY = Decimal("1.05")  # within the tenth of art. 72(2)


class FollowUp:
    """What one cooperation's office and its suppliers do about the invented agreements."""

    def __init__(self, key: str, cooperation: Cooperation, officer: User, manager: User, today: date) -> None:
        self.told = tables.document("follow_up")[key]
        self.cooperation = cooperation
        self.officer = officer
        self.manager = manager
        self.today = today
        self.agreements = {row.number: row for row in Agreement.objects.filter(cooperation=cooperation, is_sample=True)}

    def load(self) -> None:
        plan_follow_up(self.cooperation, self.today)
        self._follow_up()
        self._non_conformities()
        self._prices()
        self._changes()

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _supplier_of(self, agreement: Agreement) -> Supplier:
        return Supplier.objects.filter(lots__lot__agreement=agreement).order_by("lots__lot__position", "lots__rank")[0]

    def _keep(self, action: str, row: Any, day: date) -> None:
        """Write a row with what its history says of the day on which it came about, today at the latest."""
        row.is_sample = True
        row.save()
        audit.record_many([audit.event(action, row, by=self.officer, at=_at(min(day, self.today)))])

    def _follow_up(self) -> None:
        for number, level, title, days, result in self.told["activities"]:
            activity = Activity(
                agreement=self.agreements[number],
                level=level,
                title=title,
                due_on=self._day(days),
                our_person=self.officer,
                state=ActivityState.DONE if result else ActivityState.OPEN,
                result=result,
                settled_on=self._day(days) if result else None,
            )
            self._keep("activity.agreed", activity, self._day(min(days, 0) - AGREED_DAYS))
        for number, level, days, ours, theirs, agreed in self.told["meetings"]:
            meeting = DialogueMeeting(
                agreement=self.agreements[number],
                level=level,
                planned_on=self._day(days),
                held_on=self._day(days),
                our_attendees=ours,
                their_attendees=theirs,
                agreed=agreed,
            )
            self._keep("dialogue_meeting.recorded", meeting, meeting.held_on)
        for number, kind, wording, measure, target, days, result, finding in self.told["obligations"]:
            checked = self._day(days) if result else None
            obligation = Obligation(
                agreement=self.agreements[number],
                kind=kind,
                wording=wording,
                measure=measure,
                target=target,
                checked_on=checked,
                result=result,
                finding=finding,
                next_check_on=add_months(checked, 3) if checked else self._day(days),
            )
            self._keep("obligation.agreed", obligation, obligation.agreement.starts_on)
        for number, text in self.told["comments"]:
            agreement = self.agreements[number]
            comment = RoomComment(
                agreement=agreement, supplier=self._supplier_of(agreement), text=text, by=self.officer
            )
            self._keep("room_comment.written", comment, self.today)

    def _non_conformities(self) -> None:
        for number, kind, title, what, severity, demand, days, status, answer, outcome, *named in self.told[
            "non_conformities"
        ]:
            agreement, happened = self.agreements[number], self._day(days)
            supplier = Supplier.objects.get(name=named[0]) if named else self._supplier_of(agreement)
            made = CallOff.objects.filter(agreement=agreement, called_off_on__lte=happened)
            call_off = made.filter(supplier=supplier).first()
            sent = status != NonConformityStatus.REPORTED
            found = NonConformity(
                agreement=agreement,
                lot=call_off.lot if call_off else None,
                call_off=call_off,
                supplier=supplier,
                buyer=call_off.buyer if call_off else self.cooperation.host,
                kind=kind,
                title=title,
                what_happened=what,
                happened_on=happened,
                severity=severity,
                demand=demand,
                answer_by=happened + timedelta(days=ANSWER_DAYS),
                status=status,
                sent_at=_at(happened + timedelta(days=1)) if sent else None,
                answer=answer,
                answered_at=_at(happened + timedelta(days=6)) if answer else None,
                outcome=outcome,
                reported_by=self.officer,
            )
            self._keep("non_conformity.reported", found, happened)

    def _prices(self) -> None:
        """A list in force that follows an index, and the supplier's request to raise it."""
        name, source, number = self.told["index"]
        agreement = self.agreements[number]
        index = prices.add_index(by=self.officer, cooperation=self.cooperation, name=name, source=source)
        base = add_months(self.today.replace(day=1), -14)
        for month in range(14):
            prices.set_index_value(
                by=self.officer,
                index=index,
                month=add_months(base, month),
                value=INDEX_BASE + INDEX_MONTHLY * month,
            )
        draft = PriceList.objects.create(
            agreement=agreement,
            supplier=self._supplier_of(agreement),
            title=f"{base.year}",
            valid_from=base,
            created_by=self.officer,
            is_sample=True,
        )
        articles = [Article(number, name, unit, Decimal(price)) for number, name, unit, price in self.told["prices"]]
        prices.keep_check(by=self.officer, price_list_id=draft.pk, articles=articles, summary={})
        draft.refresh_from_db()
        held = prices.approve(by=self.officer, price_list_id=draft.pk, version=draft.version)
        held = prices.state_clause(
            by=self.officer,
            price_list_id=held.pk,
            version=held.version,
            index=index,
            month=base,
            share=Decimal(80),
            threshold=Decimal(1),
        )
        first = add_months(self.today.replace(day=1), 1)
        wanted = prices.adjust(
            by=self.officer,
            price_list_id=held.pk,
            version=held.version,
            per_cent=REQUESTED,
            valid_from=first,
            title=f"{first.year}",
        )
        PriceList.objects.filter(pk=wanted.pk).update(is_sample=True)

    def _changes(self) -> None:
        """A maximum raised by two persons within art. 72(2), and another change that awaits its second person."""
        raised, waiting = self.told["maxima"]
        for number, why, confirms in ((*raised, True), (*waiting, False)):
            agreement = self.agreements[number]
            data = ChangeData(
                kind=ChangeKind.MAXIMUM,
                effective_on=self.today,
                justification=why,
                legal_basis=LegalBasis.SMALL_VALUE,
                new_maximum=(agreement.maximum_value * RAISED_BY).quantize(Decimal(1)),
            )
            change = changes.propose(by=self.officer, agreement_id=agreement.pk, data=data)
            if confirms:
                changes.confirm(by=self.manager, change_id=change.pk, version=change.version)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
