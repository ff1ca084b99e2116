"""Registers that people hand in as files: what was handed in, what was found in it, and what came of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.imports.states import ImportStatus
from agreements.models.agreements import Agreement
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.sheets.findings import Severity
from portal.jobs.models import Job
from portal.organisations.models import Cooperation


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ImportQuerySet":
        """Imports are seen by the office of their cooperation and by the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.office)


class Import(models.Model):
    """A register handed in as one or two files in a named layout, and how far it has come.

    ``summary`` counts what the check found, ``preview`` holds its first agreements in plain values, ``digest`` is what
    the check found in short: what is written later must be the same. ``job`` is the latest piece of work on it.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="imports", verbose_name=_("cooperation"))
    layout = models.CharField(_("layout"), max_length=40)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    summary = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return ", ".join(str(part) for part in self.files.all())

    def get_absolute_url(self) -> str:
        return reverse("agreement-import-check", args=[self.pk])


class ImportFile(models.Model):
    """A file of an import: which one of the layout's it is, its header, and for each column the field it holds."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="files")
    role = models.CharField(max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=100, blank=True)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["imported", "role"], name="import_file_role_unique")]

    def __str__(self) -> str:
        return self.file.name


class ImportProblem(models.Model):
    """Something that the check found, with the place in the file; ``row`` and ``column`` as the spreadsheet names them.

    ``text`` is in the language of the person who asked for the check.
    """

    imported = models.ForeignKey(Import, models.CASCADE, related_name="problems")
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    code = models.CharField(max_length=40)
    file = models.CharField(_("file"), max_length=200, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True)
    column = models.CharField(_("column"), max_length=150, blank=True)
    text = models.TextField(_("what is wrong"))

    class Meta:
        ordering = ["severity", "id"]
        indexes = [models.Index(fields=["imported", "severity", "code"], name="import_problem_by_kind")]

    def __str__(self) -> str:
        return self.text


class ImportedAgreement(models.Model):
    """An agreement that an import brought into the register."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="agreements")
    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="imported_as")

    def __str__(self) -> str:
        return str(self.agreement_id)


class ColumnMapping(models.Model):
    """How a cooperation last matched the columns of files with this header to the fields of a layout."""

    cooperation = models.ForeignKey(Cooperation, models.CASCADE, related_name="+")
    layout = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField()
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "layout", "fingerprint"], name="column_mapping_unique")
        ]

    def __str__(self) -> str:
        return f"{self.layout} {self.fingerprint[:8]}"
