from typing import Any

from django.core.management.base import BaseCommand

from portal.reference.loading import load_reference


class Command(BaseCommand):
    help = "Load CPV, municipalities, counties, NUTS areas and other facts. Safe to run again: it writes what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        for table in load_reference():
            self.stdout.write(f"{table.total:>7,} {table.title} ({table.changed:,} new or changed)")
