"""The register of experts: lawyers, consultants and people who know a category, shared with their consent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.governance.querysets.experts import ExpertQuerySet
from portal.governance.states.experts import ExpertState
from portal.organisations.models import Cooperation, Organisation
from portal.reference.models import CpvCode


class ExpertKind(models.TextChoices):
    LAW = "law", _("law")
    PROCUREMENT = "procurement", _("procurement")
    CATEGORY = "category", _("knowledge of a category")
    METHOD = "method", _("method or technology")
    OTHER = "other", _("other knowledge")


class Expert(models.Model):
    """Somebody, or a firm, whom members may turn to.

    A person (``is_person``), a member's own or from outside, is shared only while the consent stands; who has it, from
    whom, when and how is kept. When it is withdrawn, all that tells who it was is wiped; the history names the row by
    its number alone, so that nothing personal stays there either. Without ``shared_with``, all members see it.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="experts")
    state = models.CharField(_("state"), max_length=9, choices=ExpertState, default=ExpertState.AWAITING)
    kind = models.CharField(_("kind"), max_length=11, choices=ExpertKind)
    is_person = models.BooleanField(_("a person"), default=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    title = models.CharField(_("title"), max_length=150, blank=True)
    firm = models.CharField(_("firm"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="experts", verbose_name=_("works for")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account in the portal"),
    )
    knowledge = models.TextField(_("knows about"), blank=True)
    cpvs = models.ManyToManyField(CpvCode, related_name="+", blank=True, verbose_name=_("categories"))
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    terms = models.CharField(_("terms"), max_length=300, blank=True)
    shared_with = models.ManyToManyField(Organisation, related_name="+", blank=True, verbose_name=_("shared with"))
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    consent_how = models.CharField(_("how the consent was given"), max_length=300, blank=True)
    consent_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consent recorded by"),
    )
    consent_withdrawn_on = models.DateField(_("consent withdrawn on"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExpertState.SHARED)
                | Q(is_person=False)
                | (Q(consent_on__isnull=False, consent_recorded_by__isnull=False) & ~Q(consent_how="")),
                name="expert_shared_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ExpertState.AWAITING, ExpertState.SHARED])
                | Q(is_person=False)
                | Q(
                    name="",
                    firm="",
                    title="",
                    organisation=None,
                    user=None,
                    knowledge="",
                    email="",
                    phone="",
                    website="",
                    terms="",
                    consent_how="",
                ),
                name="expert_wiped",
            ),
            models.CheckConstraint(condition=Q(is_person=True) | Q(organisation=None, user=None), name="expert_firm"),
        ]

    def __str__(self) -> str:
        return _now("Expert %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("expert", args=[self.pk])

    @property
    def called(self) -> str:
        """The name, where it is known still."""
        return self.name or self.firm or str(self)


class Recommendation(models.Model):
    """What a member says of an expert it has worked with."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="recommendations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    text = models.CharField(_("recommendation"), max_length=300)
    given_on = models.DateField(_("given on"))

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["expert", "user"], name="recommended_once_each")]

    def __str__(self) -> str:
        return f"{self.organisation or self.user}"
