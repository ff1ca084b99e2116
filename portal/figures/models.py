"""Figures kept as they were counted; see docs/adr/0001-kept-figures.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class QuarterSnapshot(models.Model):
    """The steering figures of a cooperation as they were told at the end of a quarter; see
    docs/adr/0011-quarters-are-kept.md.

    ``quarter`` is the quarter's last day, ``taken_at`` the moment at which the figures were counted. PostgreSQL refuses
    to change or delete one: last year's figures stay what they were.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="quarters")
    quarter = models.DateField(_("quarter"))
    taken_at = models.DateTimeField(_("figures taken"))
    data = models.JSONField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-quarter"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "quarter"], name="quarter_once")]

    def __str__(self) -> str:
        return f"{self.cooperation} {self.quarter}"
