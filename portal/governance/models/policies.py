"""What the members have bound themselves to when they buy: policies, each adopted by a decision."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.governance.models.decisions import Decision
from portal.governance.querysets.policies import PolicyQuerySet
from portal.organisations.models import Cooperation
from portal.organisations.periods import dates_in_order


class Policy(models.Model):
    """A policy in force from a day, adopted by a decision: its text, or a file, and whom among the members it binds.

    It is never edited. Another one, by another decision, ``replaces`` it from a later day, or a decision repeals it:
    ``valid_to`` is its last day then, and ``ended_by`` the decision. It is public where its decision is.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="policies", verbose_name=_("cooperation"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    binds_administrations = models.BooleanField(_("binds the members' administrations"), default=True)
    binds_companies = models.BooleanField(_("binds the members' companies"), default=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="policies", verbose_name=_("decision"))
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force to"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="ended_policies", verbose_name=_("ended by")
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-valid_from"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(file__isnull=False), name="policy_has_content"),
            models.CheckConstraint(
                condition=Q(binds_administrations=True) | Q(binds_companies=True), name="policy_binds_somebody"
            ),
            models.CheckConstraint(condition=dates_in_order(), name="policy_dates"),
            models.CheckConstraint(
                condition=Q(valid_to=None, ended_by=None) | Q(valid_to__isnull=False, ended_by__isnull=False),
                name="policy_ended_by_a_decision",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="policy_replaces_another"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policy", args=[self.pk])
