"""Figures kept as they were counted; see docs/adr/0001-kept-figures.md."""

from django.db import models

from portal.organisations.models import Cooperation


class FigureSnapshot(models.Model):
    """The figures of a cooperation's register on a day, as counted at one version of the register.

    They are true as long as day and version are those of today's register; nobody deletes them, they are counted anew.
    """

    cooperation = models.OneToOneField(Cooperation, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()
    register_version = models.PositiveBigIntegerField()
    data = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.day} {self.register_version}"
