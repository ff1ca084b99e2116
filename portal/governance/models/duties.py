"""Regional and local duties of a cooperation, who holds each of them, and what its people know."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.duties.standard import Area, DutyScope, helps, title_of
from portal.governance.querysets.duties import CompetenceQuerySet, DutyQuerySet, ResponsibilityQuerySet
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.periods import Days, dates_in_order


class Duty(models.Model):
    """A duty that a cooperation has taken up: once for the region, or once in each member.

    One that came with the portal carries its ``code``, and its words come in the reader's language until the
    cooperation writes its own. A duty that is given up keeps its last day and its history.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="duties")
    scope = models.CharField(_("kind of duty"), max_length=8, choices=DutyScope)
    code = models.SlugField(max_length=40, blank=True)
    own_title = models.CharField(_("title"), max_length=200, blank=True)
    own_help = models.TextField(_("what it comprises"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-scope", "position", "id"]  # regional before local
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="duty_dates"),
            models.CheckConstraint(condition=~Q(code="") | ~Q(own_title=""), name="duty_has_words"),
            ExclusionConstraint(
                name="duty_once_a_day",
                expressions=[
                    ("cooperation", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (Days(), RangeOperators.OVERLAPS),
                ],
                condition=~Q(code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("duty", args=[self.pk])

    @property
    def title(self) -> str:
        return self.own_title or title_of(self.code)

    @property
    def help(self) -> str:
        """What the duty comprises."""
        return self.own_help or helps(self.code)

    @property
    def is_local(self) -> bool:
        return self.scope == DutyScope.LOCAL


class Responsibility(models.Model):
    """Who holds a duty from a day to a day, and who stands in; ``organisation`` is the member of a local duty, and
    None for a regional one. Nobody is written over: another holder is another row."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="responsibilities")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("member"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="responsibilities", verbose_name=_("person")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_responsibilities",
        verbose_name=_("deputy"),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        verbose_name_plural = "responsibilities"
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="responsibility_dates"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="responsibility_deputy_is_another"
            ),
            ExclusionConstraint(
                name="responsibility_one_holder_a_day",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    (Coalesce(F("organisation_id"), Value(0)), RangeOperators.EQUAL),
                    (Days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.person}"

    def get_absolute_url(self) -> str:
        return self.duty.get_absolute_url()


class Competence(models.Model):
    """How much of a full-time post a person gives to procurement, and what that person knows; ``organisation`` is
    None for the cooperation's office, ``person`` where only the member's own sum is known."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="competences")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="competences", verbose_name=_("member")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="competences",
        verbose_name=_("person"),
    )
    post_share = models.DecimalField(
        _("full-time posts"),
        max_digits=5,
        decimal_places=2,
        help_text=_("1 is one full-time post, 0.5 is half of one."),
    )
    areas = ArrayField(models.CharField(max_length=20, choices=Area), default=list, blank=True, verbose_name=_("areas"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    as_of = models.DateField(_("as of"))
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_sv", "person__name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(post_share__gte=0), name="competence_share"),
            models.CheckConstraint(
                condition=Q(person=None) | Q(post_share__lte=1), name="competence_share_of_one_person"
            ),
            models.UniqueConstraint(
                fields=["cooperation", "organisation", "person"], nulls_distinct=False, name="competence_once_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.organisation or self.cooperation)

    @property
    def area_labels(self) -> list[str]:
        """What the person knows, in words."""
        return [str(Area(area).label) for area in self.areas]
