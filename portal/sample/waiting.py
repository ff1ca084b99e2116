"""What waits for somebody in the sample today: answers to a mini-competition, a member that joins, a need, a proof."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

from agreements.asking import Question
from agreements.models import Agreement, CompetitionInvitation, MiniCompetition
from agreements.services import proofs, reorganisations
from agreements.states.call_offs import CompetitionStatus
from agreements.states.reorganisations import ReorganisationKind
from agreements.succession.reading import ReorganisationData
from portal.accounts.models import User
from portal.law.periods import add_months
from portal.organisations.models import Cooperation, Organisation
from portal.sample import tables
from portal.sample.people import decide_admission
from portal.workflow import audit
from procurements.models import Need


class Waiting:
    """What one cooperation's people have to do today."""

    def __init__(self, key: str, cooperation: Cooperation, officer: User, purchaser: User, today: date) -> None:
        self.key = key
        self.told = tables.document("waiting")[key]
        self.cooperation = cooperation
        self.officer = officer
        self.purchaser = purchaser
        self.today = today

    def load(self) -> None:
        self._competition()
        self._joining()
        self._need()
        self._proof()

    def _competition(self) -> None:
        """One that the purchaser runs: the suppliers are asked, and answer within a week."""
        told = self.told["competition"]
        agreement = Agreement.objects.get(cooperation=self.cooperation, number=told["number"])
        lot = agreement.lots.get(number=told["lot"])
        deadline = datetime.combine(self.today + timedelta(days=7), time(12))
        competition = MiniCompetition.objects.create(
            agreement=agreement,
            lot=lot,
            buyer=self.cooperation.host,
            title=told["title"],
            description=told["request"],
            estimated_value=Decimal(told["value"]),
            deadline=timezone.make_aware(deadline),
            status=CompetitionStatus.INVITED,
            answer_to=self.purchaser.email,
            created_by=self.purchaser,
            is_sample=True,
        )
        competition.evaluators.add(self.purchaser)
        for row in lot.suppliers.all():
            CompetitionInvitation.objects.create(
                competition=competition, supplier=row.supplier, invited_at=timezone.now()
            )
        audit.record("mini_competition.invited", competition, by=self.purchaser)

    def _joining(self) -> None:
        """A municipality that becomes a member on the first day of the next year, previewed and planned."""
        if not (name := self.told.get("joins")):
            return
        organisation = Organisation.objects.get(name=name)
        day = date(self.today.year + 1, 1, 1)
        decision = decide_admission(
            self.key,
            self.cooperation,
            organisation,
            self.officer,
            held_on=self.today - timedelta(days=20),
            from_day=day,
        )
        data = ReorganisationData(
            kind=ReorganisationKind.JOIN,
            effective_on=day,
            justification=self.told["joins_because"],
            organisation_ids=(organisation.pk,),
            decision_id=decision.pk,
        )
        effects = reorganisations.foresee(by=self.officer, cooperation=self.cooperation, data=data)
        reorganisations.plan(
            by=self.officer, cooperation_id=self.cooperation.pk, data=data, mark=reorganisations.mark_of(effects)
        )

    def _need(self) -> None:
        told = self.told["need"]
        need = Need.objects.create(
            organisation=self.cooperation.host,
            what=told["what"],
            description=told["description"],
            amount=Decimal(told["amount"]),
            wanted_by=add_months(self.today, 4),
            reported_by=self.purchaser,
            is_sample=True,
        )
        audit.record("need.reported", need, by=self.purchaser, changes={"what": (None, need.what)})

    def _proof(self) -> None:
        """The purchaser asked last about the agreement that is nearest at hand, and kept the answer."""
        agreement = Agreement.objects.get(cooperation=self.cooperation, number=self.told["proof"])
        question = Question(
            organisation=self.cooperation.host, on=self.today, words=agreement.number, amount=Decimal(120000)
        )
        proofs.keep(
            by=self.purchaser,
            question=question,
            agreement_id=agreement.pk,
            lot_id=agreement.lots.earliest("position").pk,
            language=get_language(),
        )
