"""Letters to those who asked for something: the working group has answered."""

from celery import shared_task

from portal.accounts import mail
from portal.accounts.models import User
from procurements.models import Proposal
from procurements.states.proposals import DECIDED


@shared_task
def tell_of_answer(proposal_id: int, people: list[int]) -> None:
    """Have a letter sent to each of the people, one task for each, so that one that fails is tried again alone."""
    for person in people:
        send_answer.delay(proposal_id, person)


@shared_task
def send_answer(proposal_id: int, person_id: int) -> None:
    """Tell one person what became of a proposal, if it is still so and that person still sees it."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return
    found = Proposal.objects.visible_to(person).filter(pk=proposal_id, state__in=DECIDED)
    proposal = found.select_related("decision__meeting", "national_agreement", "procurement").first()
    if proposal is not None:
        link = mail.absolute(proposal.get_absolute_url())
        mail.send("proposal_answered", person, {"proposal": proposal, "link": link})
