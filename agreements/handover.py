"""What people hold of agreements: how it is handed over when somebody leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Activity, Agreement, CallOff, Dialogue, MiniCompetition, Partnership
from agreements.rules import competitions as competition_rules
from agreements.states import AgreementStatus
from agreements.states.call_offs import CallOffStatus, CompetitionStatus
from portal.accounts.actor import actor_of
from portal.governance.duties.staff import ONE_DAY, Staff
from portal.governance.handover.holdings import (
    CANNOT,
    UNREAD,
    Fitting,
    Held,
    OneField,
    may_pass_on,
    of_the_office,
    of_the_place,
    register,
)
from portal.organisations.models import Membership
from portal.organisations.services.cooperations import touch_register
from portal.web import history
from portal.workflow import audit
from portal.workflow.errors import ask, refused

ACTIONS = {
    "agreement.handed_over": _("Another responsible officer"),
    "partnership.handed_over": _("Another partner manager"),
    "activity.handed_over": _("Activity handed over"),
    "dialogue.handed_over": _("Dialogue handed over"),
    "call_off.handed_over": _("Another contact"),
    "mini_competition.handed_over": _("Another evaluator"),
}


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    for holding in (RESPONSIBLE, PARTNER_MANAGER, ACTIVITIES, DIALOGUES, CALL_OFFS, Evaluations()):
        register(holding)


def members(cooperation: int) -> QuerySet:
    """The organisations that are members of a cooperation today."""
    return Membership.objects.on(timezone.localdate()).filter(cooperation=cooperation).values("organisation")


def of_the_buyer(cooperation: int, organisation: int | None = None) -> Fitting:
    """Whoever serves in the organisation, or works in the office."""
    there, office = of_the_place(cooperation, organisation), of_the_office(cooperation)
    return lambda staff, day: there(staff, day) | office(staff, day)


def _follow_up(row: Any) -> str:
    return reverse("agreement-follow-up", args=[row.agreement_id])


RESPONSIBLE = OneField(
    name="agreement",
    label=_("Agreements, as responsible officer"),
    order=40,
    model=Agreement,
    field="responsible",
    action="agreement.handed_over",
    rows=lambda cooperation: Agreement.objects.filter(cooperation=cooperation).exclude(
        status=AgreementStatus.TERMINATED
    ),
    place=lambda row: row.owner_id,
    after=lambda cooperation, rows: touch_register(cooperation),
)

PARTNER_MANAGER = OneField(
    name="partnership",
    label=_("Partnerships, as partner manager"),
    order=41,
    model=Partnership,
    field="manager",
    action="partnership.handed_over",
    rows=lambda cooperation: Partnership.objects.filter(agreement__cooperation=cooperation).exclude(
        agreement__status=AgreementStatus.TERMINATED
    ),
    place=lambda row: row.agreement.owner_id,
    related=("agreement",),
)

ACTIVITIES = OneField(
    name="activity",
    label=_("Open activities agreed with suppliers"),
    order=42,
    model=Activity,
    field="our_person",
    action="activity.handed_over",
    rows=lambda cooperation: Activity.objects.open().filter(agreement__cooperation=cooperation),
    place=lambda row: row.agreement.owner_id,
    url=_follow_up,
    related=("agreement",),
)

DIALOGUES = OneField(
    name="dialogue",
    label=_("Dialogues with suppliers"),
    order=43,
    model=Dialogue,
    field="our_person",
    action="dialogue.handed_over",
    rows=lambda cooperation: Dialogue.objects.filter(agreement__cooperation=cooperation),
    place=lambda row: row.agreement.owner_id,
    url=_follow_up,
    related=("agreement",),
)

CALL_OFFS = OneField(
    name="call-off",
    label=_("Running call-offs, as contact"),
    order=44,
    model=CallOff,
    field="contact",
    action="call_off.handed_over",
    rows=lambda cooperation: CallOff.objects.filter(buyer__in=members(cooperation), status=CallOffStatus.MADE),
    place=lambda row: row.buyer_id,
    fitting=of_the_buyer,
)


class Evaluations:
    """Evaluating in open mini-competitions. What came in is secret until the award: nobody but evaluators reads of it,
    and a successor is one who may be named evaluator (rule 8)."""

    name, label, order = "evaluation", _("Open mini-competitions, as evaluator"), 45

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        rows = self._rows(person, cooperation_id)
        seen = set(MiniCompetition.objects.visible_to(reader).filter(pk__in=rows).values_list("pk", flat=True))
        return [
            Held(
                key=str(row.pk),
                title=row.title if row.pk in seen else str(UNREAD),
                url=row.get_absolute_url() if row.pk in seen else "",
                fitting=of_the_place(cooperation_id, row.buyer_id),
                may_end=len(row.evaluators.all()) > 1,
            )
            for row in rows.prefetch_related("evaluators")
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        first = max(on + ONE_DAY, timezone.localdate())
        staff = Staff([cooperation_id], first)
        rows = self._rows(person, cooperation_id).filter(pk__in=given).select_related("lot")
        for row in rows.select_for_update(of=("self",)):
            ask(may_pass_on(actor_of(by), cooperation_id, row.buyer_id))
            to = given[str(row.pk)]
            others = row.evaluators.exclude(pk=person.pk)
            if to is None and not others.exists():
                raise refused(_("A mini-competition needs an evaluator."))
            if to is not None:
                if to.pk not in of_the_place(cooperation_id, row.buyer_id)(staff, first):
                    raise refused(CANNOT, person=str(to), title=str(UNREAD))
                ask(competition_rules.unbiased(row.lot, frozenset({to.pk})))
                row.evaluators.add(to)
            row.evaluators.remove(person)
            row.version += 1
            row.save(update_fields=["version"])
            audit.record("mini_competition.handed_over", row, by=by, changes={"evaluators": (person, to)})

    def _rows(self, person: Any, cooperation_id: int) -> QuerySet:
        mine = MiniCompetition.evaluators.through.objects.filter(user=person).values("minicompetition")
        return MiniCompetition.objects.filter(
            pk__in=mine,
            buyer__in=members(cooperation_id),
            status__in=(CompetitionStatus.DRAFT, CompetitionStatus.INVITED),
        ).order_by("pk")
