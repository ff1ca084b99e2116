"""The ceiling ledger: what is reserved and used of an agreement's maximum value (rule 3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.call_offs import CallOff
from agreements.models.lots import Lot
from agreements.querysets.ceilings import CeilingEntryQuerySet, TurnoverFileQuerySet
from agreements.states.ceilings import EntryKind
from portal.files.models import StoredFile
from portal.organisations.models import Organisation


class TurnoverBatch(models.Model):
    """Turnover that an officer entered or imported together: where the figures come from, and for which period."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="turnover")
    source = models.CharField(_("source"), max_length=200)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=models.F("period_from")), name="turnover_period"),
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="turnover_never_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.period_from}–{self.period_to}"


class TurnoverFile(models.Model):
    """A file with turnover that an officer handed in: checked as often as it is looked at, until it is entered."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="turnover_files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    batch = models.OneToOneField(TurnoverBatch, models.PROTECT, null=True, related_name="file")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TurnoverFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("turnover-file", args=[self.pk])


class CeilingEntry(models.Model):
    """One line of the ledger, ex VAT in the agreement's currency; never edited, never deleted.

    ``reserved`` and ``used`` are what the line adds to either sum, negative where it takes away: a call-off reserves;
    turnover uses, and frees what its call-off had reserved; a cancelled call-off releases; a correction takes an entry
    back whole by the opposite amounts. ``day`` is the day on which it counts, ``at`` when it was written. PostgreSQL
    refuses changes, keeps ``CeilingBalance`` and holds the ceiling (migration 0007).
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="ceiling_entries")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="ceiling_entries", verbose_name=_("lot"))
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("buyer"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    reserved = models.DecimalField(_("reserved"), max_digits=15, decimal_places=2, default=0)
    used = models.DecimalField(_("used"), max_digits=15, decimal_places=2, default=0)
    day = models.DateField(_("counts on"))
    call_off = models.ForeignKey(CallOff, models.PROTECT, null=True, related_name="entries", verbose_name=_("call-off"))
    batch = models.ForeignKey(TurnoverBatch, models.PROTECT, null=True, related_name="entries")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = CeilingEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                name="ceiling_entry_kind",
                condition=Q(kind=EntryKind.RESERVED, reserved__gt=0, used=0, corrects=None)
                | Q(kind=EntryKind.RELEASED, reserved__lt=0, used=0, corrects=None)
                | Q(kind=EntryKind.SETTLED, reserved__lte=0, used__gt=0, corrects=None)
                | Q(kind=EntryKind.CORRECTED, corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="ceiling_entry_reserved_by_call_off",
                condition=Q(reserved=0) | Q(call_off__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "-day", "-id"], name="ceiling_entry_by_day"),
            models.Index(fields=["lot", "buyer", "day"], name="ceiling_entry_by_lot"),
            models.Index(
                fields=["agreement", "day"], include=["lot", "buyer", "reserved", "used"], name="ceiling_entry_sums"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.kind} {self.reserved:+} {self.used:+}"


class CeilingBalance(models.Model):
    """The sums and the number of the entries: of the whole agreement (no lot, no buyer), of a lot (no buyer), and of a
    buyer in a lot.

    Written by PostgreSQL alone, in the statement that writes the entries; ``manage.py check_ledgers`` proves it.
    ``is_watched`` marks the sums that have come to 70 per cent of their maximum, so that the few are found among many
    (migration 0014); what that means for anybody is for ``portal.law.frameworks.ceilings`` to say.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="ceiling_balances")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="ceiling_balances")
    buyer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    is_whole = models.BooleanField(default=False)
    reserved = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    used = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    entries = models.PositiveBigIntegerField(default=0)
    is_watched = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "is_whole", "lot", "buyer"], nulls_distinct=False, name="ceiling_balance_unique"
            ),
            models.CheckConstraint(
                condition=Q(is_whole=True, lot=None, buyer=None) | Q(is_whole=False), name="ceiling_balance_whole"
            ),
            models.CheckConstraint(condition=Q(reserved__gte=0, used__gte=0), name="ceiling_never_below_zero"),
        ]
        indexes = [models.Index(fields=["agreement"], condition=Q(is_watched=True), name="ceiling_balance_watched")]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.lot_id}/{self.buyer_id}"
