"""The register's figures, kept until the register or the day moves on; see docs/adr/0001-kept-figures.md."""

from datetime import date
from typing import Any

from portal.figures import counting
from portal.figures.models import FigureSnapshot
from portal.organisations.models import Cooperation


def register(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """What ``counting.register`` gives, counted again only when it would give something else."""
    # The version is read before anything is counted: a change meanwhile makes the snapshot old, never wrong.
    version = Cooperation.objects.values_list("register_version", flat=True).get(pk=cooperation.pk)
    kept = FigureSnapshot.objects.filter(cooperation=cooperation, day=day, register_version=version).first()
    if kept is not None:
        return kept.data
    data = counting.register(cooperation, day)
    FigureSnapshot.objects.update_or_create(
        cooperation=cooperation, defaults={"day": day, "register_version": version, "data": data}
    )
    return data
