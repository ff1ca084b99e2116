"""Proposals of what to procure together: votes, comments, and what the working group answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from portal.governance.models import Decision, Meeting
from portal.organisations.models import Cooperation, Organisation
from portal.reference.collation import SortKey
from procurements.models.procurements import Procurement
from procurements.models.workshops import Workshop
from procurements.querysets.proposals import ProposalQuerySet
from procurements.states.proposals import DECIDED, Area, Effort, Priority, ProposalState, VoteValue


class Proposal(models.Model):
    """Something that members may procure together, in the working group's backlog until it is decided.

    ``estimated_value`` and ``expected_benefit`` are amounts ex VAT a year in the cooperation's currency; NULL is
    unknown. ``answer`` holds the reasons of the decision, for whoever proposed it to read. A proposal is never
    deleted: one that says the same as another is merged into it.
    """

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="proposals", verbose_name=_("cooperation")
    )
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("workshop")
    )
    title = models.CharField(_("what to procure"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    area = models.CharField(_("area"), max_length=10, choices=Area, default=Area.OTHER)
    cpv = models.ForeignKey(
        "reference.CpvCode", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("CPV code")
    )
    estimated_value = models.DecimalField(
        _("estimated value a year"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    expected_benefit = models.DecimalField(
        _("expected benefit a year"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    benefit_note = models.TextField(_("the benefit in words"), blank=True)
    effort = models.CharField(_("effort"), max_length=10, choices=Effort, default=Effort.MEDIUM)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("for")
    )
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("decided at")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("decision")
    )
    answer = models.TextField(_("reasons"), blank=True)
    revisit_on = models.DateField(_("taken up again on"), null=True, blank=True)
    national_agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("national agreement")
    )
    national_agreement_name = models.CharField(_("national agreement, elsewhere"), max_length=250, blank=True)
    procurement = models.ForeignKey(
        Procurement, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("procurement")
    )
    branch = models.CharField(
        _("opportunity"),
        max_length=8,
        blank=True,
        help_text=_("The first digits of the CPV codes of the opportunity that it was made from."),
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    sort_sv = models.GeneratedField(
        expression=SortKey("title", "sv"), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    sort_nb = models.GeneratedField(
        expression=SortKey("title", "nb"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(estimated_value=None) | Q(estimated_value__gte=0))
                & (Q(expected_benefit=None) | Q(expected_benefit__gte=0)),
                name="proposal_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=DECIDED, decision__isnull=False) & ~Q(answer=""))
                | (~Q(state__in=DECIDED) & Q(decision=None)),
                name="proposal_answered_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.MERGED, merged_into__isnull=False)
                | (~Q(state=ProposalState.MERGED) & Q(merged_into=None)),
                name="proposal_merged_into_another",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="proposal_not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["cooperation", "state"], name="proposal_by_state"),
            models.Index(fields=["proposed_by"], name="proposal_by_proposer"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @property
    def currency(self) -> str:
        return self.cooperation.currency


class Vote(models.Model):
    """What one municipality says to a proposal, by the person who voted for it last."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="votes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="votes", verbose_name=_("municipality"))
    value = models.CharField(_("vote"), max_length=10, choices=VoteValue)
    voted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="votes", verbose_name=_("voted by")
    )
    voted_at = models.DateTimeField(_("voted at"))

    class Meta:
        ordering = ["proposal", "organisation"]
        constraints = [models.UniqueConstraint(fields=["proposal", "organisation"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_value_display()}"


class ProposalComment(models.Model):
    """What somebody of the cooperation has to say about a proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("comment"))

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]
