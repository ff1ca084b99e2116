"""``manage.py load_sample``: fills an empty installation with the sample."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.organisations.models import Cooperation
from portal.sample.loading import load


class Command(BaseCommand):
    help = "Load the sample: two cooperations, their people, a real register and planned procurements."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a cooperation already")

    def handle(self, *args: Any, **options: Any) -> None:
        if Cooperation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is a cooperation already: the sample goes into an empty installation only.")
        counted = load(timezone.localdate())
        for name, count in counted.items():
            self.stdout.write(f"{name}: {count} agreements")
