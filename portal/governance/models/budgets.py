"""The budget of a year and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.governance.models.decisions import Decision
from portal.governance.querysets.economy import BudgetQuerySet, EconomyQuerySet
from portal.organisations.models import Cooperation


class LineKind(models.TextChoices):
    COST = "cost", _("cost")
    INCOME = "income", _("income")


class Budget(models.Model):
    """A cooperation's budget for a calendar year, ex VAT in its currency.

    Without a decision it is a draft and may be changed. A decision adopts it; from then on it stays as it is, and a
    revision is a budget of its own with the next ``number``, adopted by a later decision from ``valid_from``.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("version"))
    note = models.TextField(_("note"), blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="budgets", verbose_name=_("decision")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "year", "number"], name="budget_number_once"),
            models.UniqueConstraint(
                fields=["cooperation", "year"], condition=Q(decision=None), name="budget_one_draft_a_year"
            ),
            models.CheckConstraint(
                condition=Q(decision=None, valid_from=None) | Q(decision__isnull=False, valid_from__isnull=False),
                name="budget_adopted_from_a_day",
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="budget_year"),
        ]

    def __str__(self) -> str:
        if self.number == 1:
            return gettext("Budget %(year)s") % {"year": self.year}
        return gettext("Budget %(year)s, version %(number)s") % {"year": self.year, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("budget", args=[self.pk])


class BudgetLine(models.Model):
    """A cost or an income of a budget. ``code``, such as an account, ties it to its outcome through all versions."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=6, choices=LineKind)
    code = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["-kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "code"], name="budget_line_code_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class OutcomeFile(models.Model):
    """A spreadsheet with outcome that the office handed in: looked at as often as wanted, entered once or thrown away.

    ``digest`` is that of the rows that were entered, so that the same rows are never entered twice.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="outcome_files")
    year = models.PositiveSmallIntegerField(_("year"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EconomyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "digest"], condition=~Q(digest=""), name="outcome_never_twice"
            ),
            models.CheckConstraint(
                condition=Q(entered_at=None, digest="") | (Q(entered_at__isnull=False) & ~Q(digest="")),
                name="outcome_file_entered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("outcome-file", args=[self.pk])


class OutcomeEntry(models.Model):
    """What a line of the budget really cost or brought on a day, ex VAT in the cooperation's currency.

    Never edited and never deleted (PostgreSQL refuses it, migration 0007): an entry that is wrong is taken back whole
    by a counter-entry of the opposite amount, which says why.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="outcome")
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("number"), max_length=20)
    day = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    text = models.CharField(_("text"), max_length=300)
    file = models.ForeignKey(OutcomeFile, models.PROTECT, null=True, blank=True, related_name="entries")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = EconomyQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="outcome_not_nothing"),
            models.CheckConstraint(condition=Q(day__year=models.F("year")), name="outcome_day_within_year"),
        ]
        indexes = [models.Index(fields=["cooperation", "year", "code"], name="outcome_by_line")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}: {self.amount}"
