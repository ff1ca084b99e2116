"""Print the one-time link by which the first administrator sets the portal up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from portal.governance.first_steps import services, steps


class Command(BaseCommand):
    help = "Prints the link to the first steps; nothing once there is an administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        if steps.administrator_exists():
            self.stderr.write("There is an administrator already: sign in at " + settings.SITE_URL)
            return
        path = reverse("first-steps-administrator", args=[services.make_token()])
        self.stdout.write(settings.SITE_URL + path)
