"""Packs as they were made; each is kept with its meeting."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.models import Meeting


class MeetingPack(models.Model):
    """A pack as it was made. It holds what its maker read: ``items`` and ``papers`` are the ids of the items told in
    it and of their papers, ``with_figures`` whether the figures are there, which not everybody who sees the meeting
    reads.

    ``seal`` is the state of the agenda and its papers at the time: another one now says that they have changed since.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    pages = models.PositiveIntegerField(_("pages"))
    items = ArrayField(models.BigIntegerField())
    papers = ArrayField(models.BigIntegerField(), default=list)
    with_figures = models.BooleanField(default=False)
    seal = models.CharField(max_length=64)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    job = models.OneToOneField("jobs.Job", models.PROTECT, related_name="pack")

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["meeting", "-made_at"], name="pack_latest")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.made_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("pack-file", args=[self.pk])
