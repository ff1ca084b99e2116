"""Letters to the owner of an account, in that person's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.mime.text import MIMEText
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.accounts.models import User


@dataclass(frozen=True)
class Invitation:
    """An iCalendar file that mail programs offer to put into the calendar; ``method`` says what it asks (RFC 6047)."""

    content: bytes
    method: str

    def part(self) -> MIMEText:
        part = MIMEText(self.content.decode(), "calendar", "utf-8")
        part.set_param("method", self.method)
        part.add_header("Content-Disposition", "attachment", filename="invite.ics")
        return part


def absolute(path: str) -> str:
    """An address of this site as it stands in a letter."""
    return settings.SITE_URL + path


def password_url(person: User) -> str:
    """A link that lets its reader choose the person's password, once, for ``PASSWORD_RESET_TIMEOUT`` seconds."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return absolute(reverse("account_reset_password_from_key", kwargs=key))


def language_of(person: User) -> str:
    return person.language or settings.LANGUAGE_CODE


def send(template: str, person: User, context: dict[str, Any], invitations: Iterable[Invitation] = ()) -> None:
    """Send ``account/email/<template>_subject.txt`` and ``…_message.txt`` to a person."""
    context = {"person": person, "site_url": settings.SITE_URL, **context}
    with translation.override(language_of(person)):
        subject = " ".join(render_to_string(f"account/email/{template}_subject.txt", context).split())
        body = render_to_string(f"account/email/{template}_message.txt", context)
    letter = EmailMessage(subject, body.strip() + "\n", None, [person.email])
    for invitation in invitations:
        letter.attach(invitation.part())
    letter.send()
