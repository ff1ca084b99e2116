"""Supplier partnerships: their manager, and what both sides write to each other in the agreement's room."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.querysets.follow_up import OwnSideQuerySet, SharedQuerySet
from suppliers.models import Supplier


class Partnership(models.Model):
    """What makes an agreement of this kind more than a contract: somebody manages it, in a dialogue with a cadence.

    The cadence stands in the agreement's dialogues.
    """

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="partnership")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="partnerships", verbose_name=_("partner manager")
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = OwnSideQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.agreement)

    def get_absolute_url(self) -> str:
        return reverse("agreement-follow-up", args=[self.agreement_id])


class RoomComment(models.Model):
    """A comment in the room that an agreement shares with one supplier. It stands as it was written: PostgreSQL refuses
    to change or delete it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="room_comments")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="room_comment_says_something")]
        indexes = [models.Index(fields=["agreement", "supplier", "-at"], name="room_comment_by_room")]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
