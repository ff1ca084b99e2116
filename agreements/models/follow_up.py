"""Follow-up of agreements: what is agreed with the supplier between the calls, and how often somebody looks."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.querysets.follow_up import ActivityQuerySet, OwnSideQuerySet, PlanQuerySet, SharedQuerySet
from agreements.states.follow_up import ActivityState, CheckResult, DialogueLevel, ObligationKind, Tier
from suppliers.models import Supplier, SupplierContact


class WithSupplier(models.Model):
    """What is agreed with one of an agreement's suppliers; without one, with all of them."""

    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supplier"),
        help_text=_("Leave it open when it concerns all suppliers of the agreement."),
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class BothSides(WithSupplier):
    """What has a person on each side: ours has an account, the supplier's may be a named contact without one."""

    our_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible on our side"),
    )
    their_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible at the supplier"),
    )
    their_contact = models.ForeignKey(
        SupplierContact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible at the supplier, without an account"),
    )

    class Meta(WithSupplier.Meta):
        abstract = True

    @property
    def their_person(self) -> str:
        """The name of the one who answers for it at the supplier; '' when nobody is named."""
        return str(self.their_user or self.their_contact or "")


def one_of_theirs() -> Q:
    """Either an account or a named contact, not both."""
    return Q(their_user=None) | Q(their_contact=None)


class DialogueMeeting(WithSupplier):
    """A dialogue meeting with the supplier: planned, and once it was held with what was agreed.

    ``internal_note`` is our own side's; the supplier never sees it.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="dialogue_meetings")
    level = models.CharField(_("level"), max_length=12, choices=DialogueLevel)
    planned_on = models.DateField(_("planned on"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    our_attendees = models.CharField(_("present from our side"), max_length=500, blank=True)
    their_attendees = models.CharField(_("present from the supplier"), max_length=500, blank=True)
    agreed = models.TextField(_("what was agreed"), blank=True)
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("For our own side. The supplier never sees it.")
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None) | ~Q(agreed=""), name="dialogue_meeting_held_says_what_was_agreed"
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "-planned_on"], name="dialogue_meeting_by_day"),
            models.Index(fields=["planned_on"], condition=Q(held_on=None), name="dialogue_meeting_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.agreement}"


class Activity(BothSides):
    """Something agreed with the supplier that somebody on each side answers for, until a day."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="activities")
    level = models.CharField(_("level"), max_length=12, choices=DialogueLevel, default=DialogueLevel.OPERATIONAL)
    title = models.CharField(_("title"), max_length=200)
    what = models.TextField(_("what is to be done"), blank=True)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=ActivityState, default=ActivityState.OPEN)
    result = models.TextField(_("result"), blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    meeting = models.ForeignKey(
        DialogueMeeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("agreed at the meeting"),
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(condition=one_of_theirs(), name="activity_one_of_theirs"),
            models.CheckConstraint(
                condition=Q(state=ActivityState.OPEN, settled_on=None)
                | ~Q(state=ActivityState.OPEN) & Q(settled_on__isnull=False),
                name="activity_settled_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "state", "due_on"], name="activity_by_agreement"),
            models.Index(fields=["due_on"], condition=Q(state=ActivityState.OPEN), name="activity_open_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == ActivityState.OPEN


class Dialogue(BothSides):
    """How often both sides meet at a level: every so many months, and who calls the meeting on each side."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="dialogues")
    level = models.CharField(_("level"), max_length=12, choices=DialogueLevel)
    every_months = models.PositiveSmallIntegerField(_("months between meetings"))

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "level", "supplier"], nulls_distinct=False, name="dialogue_once_a_level"
            ),
            models.CheckConstraint(condition=Q(every_months__gte=1, every_months__lte=60), name="dialogue_months"),
            models.CheckConstraint(condition=one_of_theirs(), name="dialogue_one_of_theirs"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.agreement}"


class Obligation(WithSupplier):
    """What the supplier has undertaken beyond the deliveries: to follow coming law, to keep a service level."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    kind = models.CharField(_("kind"), max_length=15, choices=ObligationKind)
    wording = models.TextField(_("wording"), help_text=_("As the agreement says it."))
    measure = models.CharField(
        _("measure"), max_length=200, blank=True, help_text=_("What is measured, such as availability a month.")
    )
    target = models.CharField(_("target"), max_length=100, blank=True, help_text=_("Such as at least 99.5 per cent."))
    next_check_on = models.DateField(_("next check"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=CheckResult, blank=True)
    finding = models.TextField(_("what was found"), blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ObligationKind.SERVICE_LEVEL) | ~Q(measure="") & ~Q(target=""),
                name="obligation_service_level_is_measured",
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, result="") | Q(checked_on__isnull=False) & ~Q(result=""),
                name="obligation_check_has_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_on"], condition=Q(next_check_on__isnull=False), name="obligation_next_check"
            ),
        ]

    def __str__(self) -> str:
        return self.wording if len(self.wording) <= 80 else f"{self.wording[:79]}…"


class FollowUpPlan(models.Model):
    """How much follow-up an agreement is worth, and when it is next looked at.

    The system plans the tier by ``weight``, the largest of what is known of the agreement's value (ex VAT, in its
    currency); what a person sets instead, with a reason, stays until that person gives it back. ``counted_from`` is the
    day from which the tier's interval runs; ``next_on`` is None when nothing is due before the agreement ends.
    """

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="follow_up_plan")
    planned_tier = models.CharField(_("tier by the agreement's value"), max_length=1, choices=Tier)
    own_tier = models.CharField(_("tier set by hand"), max_length=1, choices=Tier, blank=True)
    tier = models.GeneratedField(
        expression=Case(When(own_tier="", then=F("planned_tier")), default=F("own_tier")),
        output_field=models.CharField(_("tier"), max_length=1, choices=Tier),
        db_persist=True,
    )
    weight = models.DecimalField(_("weight"), max_digits=15, decimal_places=2, null=True, blank=True)
    counted_from = models.DateField()
    next_on = models.DateField(_("next follow-up"), null=True, blank=True)
    day_is_own = models.BooleanField(_("day set by hand"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    adjusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["next_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(own_tier="", day_is_own=False) | ~Q(reason=""), name="follow_up_plan_adjusted_for_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["next_on", "id"], name="follow_up_plan_by_day")]

    def __str__(self) -> str:
        return str(self.agreement)

    def get_absolute_url(self) -> str:
        return reverse("agreement-follow-up", args=[self.agreement_id])

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(Tier(self.tier).label)


class FollowUpVisit(models.Model):
    """A follow-up that was done. Its notes are our own side's."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="follow_up_visits")
    due_on = models.DateField(_("was due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notes = models.TextField(_("notes"))
    is_sample = models.BooleanField(default=False)

    objects = OwnSideQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "-id"]

    def __str__(self) -> str:
        return f"{self.done_on}: {self.agreement}"
