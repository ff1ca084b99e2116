"""The letter that reminds a person of deadlines: one a day, with everything that has come near since the last one."""

from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts import mail
from portal.accounts.models import User
from portal.workflow import reminders
from portal.workflow.models import Reminder

MOST = 50  # nobody reads a longer letter; the page that it leads to has everything


def send(person: User, rows: Collection[Reminder]) -> None:
    """Write to a person of what was claimed and is still so; where nothing is left of it there is no letter."""
    today = timezone.localdate()
    with translation.override(mail.language_of(person)):
        due = reminders.still_due(person.pk, rows, today)
        if due:
            facts = {
                "entries": [(one, (one.day - today).days, mail.absolute(one.url)) for one in due[:MOST]],
                "count": len(due),
                "more": len(due[MOST:]),
                "page": mail.absolute(reverse("deadline-list")),
                "profile": mail.absolute(reverse("profile")),
            }
            mail.send("deadlines", person, facts)
