"""Mail to people who want to act for a supplier."""

from celery import shared_task

from suppliers import mail
from suppliers.models import SupplierRequest
from suppliers.states import RequestState


@shared_task
def send_confirmation(request_id: int) -> None:
    """Mail the link that proves an address, unless that was done meanwhile."""
    request = SupplierRequest.objects.filter(pk=request_id, state=RequestState.UNCONFIRMED).first()
    if request is not None:
        mail.send_confirmation(request)
