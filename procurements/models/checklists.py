"""Checklists: templates per jurisdiction and procedure, and the list of a procurement with who did what when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.law.answers import Source
from portal.law.jurisdictions import JurisdictionCode
from portal.law.procedures import Procedure
from portal.organisations.models import Cooperation
from procurements.models.procurements import Procurement
from procurements.querysets.checklists import ChecklistItemQuerySet, ChecklistTemplateQuerySet
from procurements.states.checklists import CHECKED_CHOICES, CheckState


class ChecklistTemplate(models.Model):
    """What is to be done in a procurement of a jurisdiction, by one procedure or by any ('').

    One that came with the portal has a ``code`` and belongs to nobody; a cooperation copies it and adapts its copy.
    Its words are in the language in which the law of its jurisdiction is written.
    """

    code = models.SlugField(max_length=40, unique=True, null=True, blank=True)
    cooperation = models.ForeignKey(
        Cooperation, models.CASCADE, null=True, blank=True, related_name="checklist_templates"
    )
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, choices=JurisdictionCode)
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure, blank=True)
    name = models.CharField(_("name"), max_length=150)
    is_active = models.BooleanField(_("in use"), default=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ChecklistTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "procedure", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code=None, cooperation__isnull=False) | Q(code__isnull=False, cooperation=None),
                name="checklist_template_delivered_or_own",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("checklist-template", args=[self.pk])


class Check(models.Model):
    """Something to do in a stage: what it is, how it is done, and which rule asks for it.

    ``source_is_certain`` is False where the place has not been checked against the act itself. A required one has to
    be done, or to be called not applicable, before the procurement leaves its stage.
    """

    stage = models.CharField(_("stage"), max_length=15, choices=CHECKED_CHOICES)
    position = models.PositiveSmallIntegerField(_("place"))
    text = models.CharField(_("what is to be done"), max_length=300)
    help = models.TextField(_("help"), blank=True)
    source = models.CharField(_("source of the rule"), max_length=200, blank=True)
    source_is_certain = models.BooleanField(_("the source has been checked"), default=False)
    is_required = models.BooleanField(_("required"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def cited(self) -> str:
        """The source as it is shown: one that has not been checked says so."""
        return str(Source(self.source, certain=self.source_is_certain)) if self.source else ""


#: The facts of a check that a copy takes over.
CHECK_FACTS = ("stage", "text", "help", "source", "source_is_certain", "is_required")


class TemplateItem(Check):
    """A check of a template."""

    template = models.ForeignKey(ChecklistTemplate, models.CASCADE, related_name="items")

    class Meta:
        ordering = ["template", "position"]
        constraints = [models.UniqueConstraint(fields=["template", "position"], name="template_item_place_unique")]


class ChecklistItem(Check):
    """A check of a procurement. ``by`` and ``at`` say who did it, or found that it does not apply, and when; ``note``
    is that person's, and the reason for what does not apply.

    ``template`` is where it was copied from; one that was added for this procurement alone has none.
    """

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="checklist")
    template = models.ForeignKey(
        ChecklistTemplate, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("template")
    )
    state = models.CharField(_("state"), max_length=14, choices=CheckState, default=CheckState.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        ordering = ["procurement", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CheckState.OPEN, by=None, at=None, note="")
                | (~Q(state=CheckState.OPEN) & Q(by__isnull=False, at__isnull=False)),
                name="checklist_item_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.NOT_APPLICABLE) | ~Q(note=""), name="checklist_item_reason"
            ),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('checklist', args=[self.procurement_id])}#check-{self.pk}"
