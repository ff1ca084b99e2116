"""Letters to the suppliers of a market dialogue: what another was told is told to them, each in a letter of its own."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from portal.accounts import mail
from procurements.models import Told

#: The language in which a supplier is written to, by its country or the jurisdiction of the procurement.
_LANGUAGES = {"SE": "sv", "NO": "nb"}


@shared_task
def send_information(told_id: int) -> None:
    """Write to one supplier what it is told, if the log still says so. The letter names no other supplier."""
    found = Told.objects.select_related("information__procurement__cooperation", "contact__supplier", "by")
    row = found.filter(pk=told_id, by_mail=True).exclude(contact__email="").first()
    if row is None:
        return
    procurement, contact = row.information.procurement, row.contact
    country = contact.supplier.country if contact.supplier else procurement.cooperation.jurisdiction
    context = {
        "contact": contact,
        "procurement": procurement,
        "information": row.information,
        "link": mail.absolute(procurement.get_absolute_url()),
        "site_url": settings.SITE_URL,
    }
    with translation.override(_LANGUAGES.get(country, settings.LANGUAGE_CODE)):
        subject = " ".join(render_to_string("procurements/dialogue/letter_subject.txt", context).split())
        body = render_to_string("procurements/dialogue/letter.txt", context)
    send_mail(subject, body.strip() + "\n", None, [contact.email])
