"""The market dialogue of a procurement: which suppliers took part, what happened, who was told what, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurements.models.procurements import Procurement
from procurements.querysets.dialogue import InformationQuerySet, QuestionQuerySet
from suppliers.models import Supplier


class DialogueContact(models.Model):
    """A supplier that takes part in the dialogue: one of the register, or one that is known by its typed name only.

    One that no longer takes part stays in the log, with the reason; nothing more has to be told to it.
    """

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="dialogue_contacts")
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    name = models.CharField(_("name of the company"), max_length=200)
    person = models.CharField(_("contact person"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    added_on = models.DateField(_("takes part from"))
    left_on = models.DateField(_("no longer takes part from"), null=True, blank=True)
    left_reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["procurement", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "supplier"], name="dialogue_contact_once"),
            models.CheckConstraint(
                condition=Q(left_on=None, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                name="dialogue_contact_left_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('market-dialogue', args=[self.procurement_id])}#contact-{self.pk}"


class DialogueEventKind(models.TextChoices):
    INVITATION = "invitation", _("invitation")
    MEETING = "meeting", pgettext_lazy("market dialogue", "meeting")
    WRITTEN_ANSWER = "written_answer", _("written answer")
    OTHER = "other", pgettext_lazy("market dialogue", "other")


class DialogueEvent(models.Model):
    """Something that happened between the cooperation and suppliers. ``notes`` is what the suppliers said; what they
    were told stands in the pieces of information that were told through it."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="dialogue_events")
    kind = models.CharField(_("kind"), max_length=14, choices=DialogueEventKind, default=DialogueEventKind.MEETING)
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    participants = models.ManyToManyField(DialogueContact, related_name="events", verbose_name=_("suppliers"))
    notes = models.TextField(_("what the suppliers said"), blank=True)
    link = models.URLField(_("link to papers"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["procurement", "-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('market-dialogue', args=[self.procurement_id])}#event-{self.pk}"


class Information(models.Model):
    """A piece of information about the procurement that suppliers are told. ``told_on`` is the day on which the first
    of them heard it; from ``published_at`` on everybody reads it on the procurement's page."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="information")
    text = models.TextField(_("what suppliers are told"))
    told_on = models.DateField(_("first told on"))
    event = models.ForeignKey(
        DialogueEvent, models.PROTECT, null=True, blank=True, related_name="information", verbose_name=_("told through")
    )
    published_at = models.DateTimeField(_("published to everybody"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = InformationQuerySet.as_manager()

    class Meta:
        ordering = ["procurement", "told_on", "id"]

    def __str__(self) -> str:
        return " ".join(self.text.split())[:90]

    def get_absolute_url(self) -> str:
        return f"{reverse('market-dialogue', args=[self.procurement_id])}#information-{self.pk}"


class Told(models.Model):
    """That a supplier was told a piece of information: when, through which event or by e-mail, and by whom."""

    information = models.ForeignKey(Information, models.CASCADE, related_name="told")
    contact = models.ForeignKey(DialogueContact, models.PROTECT, related_name="told")
    told_on = models.DateField(_("told on"))
    event = models.ForeignKey(
        DialogueEvent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("told through")
    )
    by_mail = models.BooleanField(_("by e-mail"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["information", "told_on", "id"]
        constraints = [models.UniqueConstraint(fields=["information", "contact"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.told_on}"


class Question(models.Model):
    """A supplier's question, numbered within its procurement. Who asked is known to those who lead the dialogue and is
    never published; the answer is published to everybody at once."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    contact = models.ForeignKey(
        DialogueContact, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("asked by")
    )
    asked_on = models.DateField(_("asked on"))
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    published_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["procurement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "number"], name="question_number_unique"),
            models.CheckConstraint(
                condition=Q(published_at=None, answer="") | (Q(published_at__isnull=False) & ~Q(answer="")),
                name="question_published_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {' '.join(self.text.split())[:80]}"

    def get_absolute_url(self) -> str:
        return f"{reverse('market-dialogue', args=[self.procurement_id])}#question-{self.number}"
