"""How allauth's pages and letters behave here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from portal.accounts import mail


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up on their own: people are invited, suppliers register through their own page.

    Letters are written in the language of the account's owner and lead to the site's own address, whatever host name
    the request claimed.
    """

    def is_open_for_signup(self, request: object) -> bool:
        return False

    def add_message(self, request: Any, level: int, message_template: str = "", *rest: Any, **more: Any) -> None:
        """The header shows whether one is signed in: no message needs to say so."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *rest, **more)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return mail.absolute(path.replace("UID-KEY", key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = context.get("user")
        language = mail.language_of(person) if person else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL, **context})
