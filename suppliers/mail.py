"""The letter that proves an address, in the language of the page on which it was asked for."""

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from suppliers.models import SupplierRequest

SALT = "suppliers.confirm"
DAYS = 7


def token_of(request: SupplierRequest) -> str:
    """What stands in the link: proof that the letter was read."""
    return signing.dumps(request.pk, salt=SALT)


def request_id_of(token: str) -> int | None:
    """The request that a link is about; None for one that is broken or too old."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=DAYS * 86400))
    except signing.BadSignature:
        return None


def send_confirmation(request: SupplierRequest) -> None:
    """Send the letter."""
    with translation.override(request.language or settings.LANGUAGE_CODE):
        link = settings.SITE_URL + reverse("supplier-confirm", args=[token_of(request)])
        subject = _("Confirm your e-mail address")
        context = {"asked": request, "link": link, "days": DAYS, "site_url": settings.SITE_URL}
        body = render_to_string("suppliers/email/confirm.txt", context)
    send_mail(subject, body.strip() + "\n", None, [request.email])
