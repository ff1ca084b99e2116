"""``manage.py sample_accounts``: who can sign in to the sample."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts.models import User
from portal.sample.accounts import PASSWORD, everybody


class Command(BaseCommand):
    help = "Print the sample's accounts, those of each role and of each municipality, and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        present = set(User.objects.filter(is_sample=True, is_active=True).values_list("email", flat=True))
        accounts = {account: place for account, place in everybody().items() if account.email in present}
        if not accounts:
            return
        width = max(len(account.email) for account in accounts)
        for account, place in accounts.items():
            self.stdout.write(f"  {account.email:{width}}  {account.role.label} ({place})")
        self.stdout.write(f"  Password for all of them: {PASSWORD}")
