"""Proofs of the right to buy: a question that somebody asked, with the answer as it was."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.lots import Lot
from agreements.querysets.proofs import BuyingProofQuerySet
from portal.organisations.models import Organisation, Unit


class Outcome(models.TextChoices):
    """What was answered."""

    YES = "yes", _("you may buy")
    NO = "no", _("not this one")
    NOTHING = "nothing", _("nothing covers this")


class BuyingProof(models.Model):
    """An answer to "may I buy here?" as it was given; PostgreSQL refuses to change or delete it.

    ``question`` and ``facts`` are plain values, amounts as text ex VAT in ``facts["currency"]``; ``chain`` holds the
    reasons with their sources in the words and the ``language`` in which they were shown. Without an agreement it
    proves that nothing covered the need.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="buying_proofs", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="buying_proofs", verbose_name=_("asked by")
    )
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="proofs")
    # A lot can be taken out of the agreement later; the proof then still tells its name.
    lot = models.ForeignKey(Lot, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome)
    question = models.JSONField()
    chain = models.JSONField()
    facts = models.JSONField()
    language = models.CharField(max_length=5)
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now)

    objects = BuyingProofQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "-id"], name="buying_proof_by_buyer")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("buying-proof", args=[self.pk])

    @property
    def number(self) -> str:
        """The number by which a proof is quoted, such as B-2026-000123."""
        return f"B-{self.taken_at.year}-{self.pk:06d}"
