"""What the sample's offices look after beside their meetings: risks, events, and what members gained by agreements."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from agreements.models import Agreement
from agreements.services import benefits
from agreements.services.benefits import BenefitData, LineData
from agreements.states.benefits import Method
from portal.accounts.models import User
from portal.governance.models import Event, Risk
from portal.governance.services import events, risks, sign_ups
from portal.governance.services.events import EventData
from portal.governance.services.risks import RiskData
from portal.organisations.models import Cooperation, Organisation
from portal.sample import tables
from portal.sample.clock import happened

PLANNED = timedelta(days=30)  # before the event, as a rule


class Office:
    """Risks, events and benefits of one cooperation. ``contacts`` holds the purchasing contact of each municipality."""

    def __init__(
        self,
        key: str,
        cooperation: Cooperation,
        office: tuple[User, User],
        contacts: dict[str, User],
        today: date,
    ) -> None:
        self.told = tables.document("governance")[key]
        self.cooperation = cooperation
        self.manager, self.officer = office
        self.contacts = contacts
        self.today = today

    def load(self) -> None:
        """Register the risks, hold and announce the events, and enter what was gained last year."""
        for row in self.told["risks"]:
            self._register(*row)
        for row in self.told["events"]:
            self._announce(row)
        self._gain()
        Risk.objects.filter(cooperation=self.cooperation).update(is_sample=True)
        Event.objects.filter(cooperation=self.cooperation).update(is_sample=True)

    def _register(self, title: str, probability: int, consequence: int, measure: str, days: int) -> None:
        review_on = self.today + timedelta(days=days)
        with happened(min(self.today, review_on) - timedelta(days=90)):
            data = RiskData(
                title=title,
                probability=probability,
                consequence=consequence,
                measure=measure,
                review_on=review_on,
                owner=self.manager,
            )
            risks.register_risk(by=self.manager, cooperation_id=self.cooperation.pk, data=data)

    def _announce(self, row: dict[str, Any]) -> None:
        """An event with the contacts of the first municipalities signed up."""
        day = self.today + timedelta(days=row["day"])
        data = EventData(
            kind=row["kind"],
            title=row["title"],
            description=row["description"],
            starts_at=timezone.make_aware(datetime.combine(day, time(9, 0))),
            ends_at=timezone.make_aware(datetime.combine(day, time(15, 0))),
            place=str(self.cooperation.host),
            host=self.manager,
            seats=row["places"],
            sign_up_until=day - timedelta(days=5),
            is_public=row["kind"] == "gathering",
        )
        with happened(min(day - PLANNED, self.today - timedelta(days=2))):
            event = events.plan(by=self.manager, cooperation_id=self.cooperation.pk, data=data)
            events.announce(by=self.manager, event_id=event.pk)
            for contact in list(self.contacts.values())[:4]:
                sign_ups.sign_up(by=contact, event_id=event.pk, user_id=contact.pk)

    def _gain(self) -> None:
        """What members gained last year by the agreement that has run longest; the manager has reviewed the first."""
        year = self.today.year - 1
        ran = Agreement.objects.filter(
            cooperation=self.cooperation, is_sample=True, status="published", starts_on__lte=date(year, 6, 30)
        ).exclude(last_day__lt=date(year, 12, 31))
        agreement = ran.order_by("starts_on", "pk").first()
        if agreement is None:
            return
        words = self.told["benefit_words"]
        for place, volume, before, now in self.told["benefits"]:
            line = LineData(
                what=words["what"],
                unit=words["unit"],
                volume=Decimal(volume),
                compared_price=Decimal(before),
                price_now=Decimal(now),
            )
            data = BenefitData(
                organisation_id=Organisation.objects.get(municipality__name=place, kind="municipality").pk,
                year=year,
                method=Method.PRICE_BEFORE,
                source=words["source"],
                lines=(line,),
            )
            benefit = benefits.enter(by=self.officer, agreement_id=agreement.pk, data=data)
            benefit = benefits.claim(by=self.officer, benefit_id=benefit.pk, version=benefit.version)
            if place == self.told["benefits"][0][0]:
                benefits.review(by=self.manager, benefit_id=benefit.pk, version=benefit.version)
