"""Letters to an organisation about taking part: to its purchasing contact and deputy, each in the own language."""

from celery import shared_task

from portal.accounts import mail
from portal.accounts.models import User
from portal.organisations.pages import contacts_of
from portal.workflow import audit
from procurements.models import Participation
from procurements.states.participation import ParticipationState

INVITED, REMINDER, GIVEN_TIME, WITHDRAWN = "invited", "reminder", "given_time", "withdrawn"

#: What still has to be so when a letter goes out; between the click and the letter an answer may have come.
_STILL = {
    INVITED: ParticipationState.INVITED,
    REMINDER: ParticipationState.INVITED,
    GIVEN_TIME: ParticipationState.INVITED,
    WITHDRAWN: ParticipationState.WITHDRAWN,
}


@shared_task
def tell(letter: str, participation_id: int) -> None:
    """Have a letter sent to those who answer for the organisation, one task for each, so that one that fails is tried
    again alone."""
    row = Participation.objects.select_related("organisation").filter(pk=participation_id).first()
    if row is not None:
        for appointment in contacts_of(row.organisation):
            send.delay(letter, row.pk, appointment.user_id)


@shared_task
def send(letter: str, participation_id: int, person_id: int) -> None:
    """Send one letter to one person, if it still says what is so."""
    found = Participation.objects.select_related("procurement__cooperation", "organisation", "invited_by")
    row = found.filter(pk=participation_id, state=_STILL[letter]).first()
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if row is not None and person is not None:
        link = mail.absolute(row.get_absolute_url())
        said = {"participation": row, "link": link, "reason": _why_withdrawn(row) if letter == WITHDRAWN else ""}
        mail.send(f"participation_{letter}", person, said)


def _why_withdrawn(row: Participation) -> str:
    event = audit.history(row).filter(action="participation.withdrawn").first()
    return event.reason if event else ""
