"""Handovers: when somebody leaves, all that the person held goes to successors in one step."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.querysets.handover import HandoverQuerySet
from portal.governance.states.handover import HandoverState, Outcome
from portal.organisations.models import Cooperation


class Handover(models.Model):
    """Somebody leaves a cooperation: ``last_day`` is the last day in service, and the successors begin on the next.

    One whose day lies ahead waits for it and can be called off until then. ``problem`` says why it could not be
    carried out on its day, in the words of the refusal.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="handovers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers", verbose_name=_("person who leaves")
    )
    last_day = models.DateField(_("last day"))
    closes_account = models.BooleanField(_("the account is closed"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=HandoverState, default=HandoverState.PLANNED)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    ordered_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    problem = models.TextField(_("what stood in the way"), blank=True)
    is_sample = models.BooleanField(default=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-last_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "person"],
                condition=Q(state=HandoverState.PLANNED),
                name="handover_planned_once",
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.DONE, done_at__isnull=False)
                | ~Q(state=HandoverState.DONE) & Q(done_at=None),
                name="handover_done_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("handover", args=[self.pk])


class HandoverItem(models.Model):
    """One thing that the person held: which kind of holding it is and its key there, its title as it was, and to whom
    it goes; nobody, where it simply ends."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    holding = models.SlugField(max_length=40)
    key = models.CharField(max_length=60)
    title = models.CharField(_("what"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goes to")
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.WAITING)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["handover", "holding", "key"], name="handover_item_once")]

    def __str__(self) -> str:
        return self.title
