"""Who invites, who answers for an organisation, who signs for it, and what has to be known before it goes on."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role
from portal.law import participation as law
from portal.law import sources
from portal.law.answers import Allowed, Answer, Denied, Reason
from portal.law.numbers import BadNumber, check_registration_number
from portal.organisations.models import Appointment
from portal.organisations.periods import valid_on
from portal.workflow.transitions import WRONG_STATUS
from procurements.rules.procurements import may_run
from procurements.states.participation import ASKED, NAMED, NOT_ASKED, ParticipationState
from procurements.states.stages import OPEN_FOR_ANSWERS, Stage

if TYPE_CHECKING:
    from portal.organisations.models import Organisation
    from procurements.models import Participation, Procurement

TOO_EARLY = Denied((Reason(_("The members are asked once participation has begun."), field="stage"),))
FIXED = Denied((Reason(_("Who takes part is fixed: the procurement is ready to publish, or has gone further.")),))
NOT_YOURS = Denied(
    (Reason(_("An organisation's purchasing contact and deputy answer for it. You are neither today.")),)
)


def may_invite(actor: Actor, procurement: "Procurement") -> Answer:
    """The office asks, reminds, gives time and withdraws, from participation until the procurement is ready."""
    allowed = may_run(actor, procurement.cooperation_id)
    if not allowed or procurement.stage in OPEN_FOR_ANSWERS:
        return allowed
    return TOO_EARLY if procurement.stage in (Stage.DRAFT, Stage.PLANNED) else FIXED


def may_withdraw(actor: Actor, participation: "Participation") -> Answer:
    """Whoever was asked is asked no longer."""
    allowed = may_invite(actor, participation.procurement)
    return WRONG_STATUS if allowed and participation.state not in ASKED else allowed


def may_invite_again(actor: Actor, participation: "Participation") -> Answer:
    """Whoever was left out or withdrawn is asked after all."""
    allowed = may_invite(actor, participation.procurement)
    return WRONG_STATUS if allowed and participation.state not in NOT_ASKED else allowed


def answers_for(actor: Actor, participation: "Participation") -> Answer:
    """The organisation's purchasing contact and deputy of today."""
    return Allowed() if actor.has(Role.CONTACT, organisation=participation.organisation_id) else NOT_YOURS


def may_answer(actor: Actor, participation: "Participation") -> Answer:
    """Whether the actor gives or changes the organisation's answer now."""
    allowed = answers_for(actor, participation)
    return in_time(participation) if allowed else allowed


def in_time(participation: "Participation") -> Answer:
    """Whether the organisation's answer can still be given or changed; rule 4 says what ends that for good."""
    procurement = participation.procurement
    if participation.state in NOT_ASKED or procurement.stage in (Stage.DRAFT, Stage.PLANNED, Stage.CANCELLED):
        return WRONG_STATUS
    asked = law.Asked(
        due_on=participation.due_on,
        answered=participation.state != ParticipationState.INVITED,
        named=participation.state in NAMED,
        ready=procurement.stage == Stage.READY,
        announced=procurement.stage not in (*OPEN_FOR_ANSWERS, Stage.READY),
    )
    return law.may_answer(asked, timezone.localdate(), procurement.cooperation.jurisdiction)


def may_give_mandate(actor: Actor, participation: "Participation") -> Answer:
    """A mandate may follow an answer that names the organisation until all is fixed for the notice, also after the
    last day to answer."""
    allowed = answers_for(actor, participation)
    if not allowed:
        return allowed
    if participation.state not in NAMED:
        return WRONG_STATUS
    return Allowed() if participation.procurement.stage in OPEN_FOR_ANSWERS else FIXED


def authority_of(person: Any, organisation_id: int, day: date) -> Appointment | None:
    """The appointment by which a person signs for an organisation on a day; None for somebody without authority."""
    held = Appointment.objects.filter(valid_on(day), user=person, organisation=organisation_id)
    return next((row for row in held if law.has_authority([row.role])), None)


def gaps(procurement: "Procurement") -> Iterator[Reason]:
    """What is still to be known of those who take part: everybody has answered or is past the day, somebody joins,
    and each that the notice names has a mandate and can be identified by its registration number (rule 4)."""
    rows = list(procurement.participations.standing().select_related("organisation"))
    if not rows:
        yield Reason(_("Ask the members whether they take part."), field="participation")
        return
    today = timezone.localdate()
    waiting = [row for row in rows if row.state == ParticipationState.INVITED and row.due_on >= today]
    if waiting:
        yield _about(
            _("These have not answered, and still have time until %(day)s: %(names)s."),
            waiting,
            day=max(row.due_on for row in waiting),
        )
    named = [row for row in rows if row.state in NAMED]
    if not any(row.state == ParticipationState.JOINS for row in named):
        yield Reason(_("Nobody takes part yet."), field="participation")
    if unsigned := [row for row in named if not row.has_mandate]:
        yield _about(_("A mandate is missing from %(names)s."), unsigned)
    if unknown := [row for row in named if not is_identified(row.organisation)]:
        source = sources.PARTIES.within(procurement.cooperation.jurisdiction)
        yield _about(
            _("The notice identifies its buyers: a valid registration number is missing from %(names)s."),
            unknown,
            source=source,
        )


def is_identified(organisation: "Organisation") -> bool:
    """Whether an organisation's registration number stands the check of its country."""
    try:
        return bool(check_registration_number(organisation.country, organisation.registration_number))
    except BadNumber:
        return False


def _about(text: Any, rows: Iterable["Participation"], source: Any = None, **params: Any) -> Reason:
    names = ", ".join(sorted(row.organisation.name for row in rows))
    return Reason(text, source, "participation", {"names": names, **params})
