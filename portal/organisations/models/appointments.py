"""Who holds which role where, and who sits in which group: the one source of rights."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.actor import Role
from portal.organisations.models.cooperations import Cooperation
from portal.organisations.models.organisations import Organisation, Unit
from portal.organisations.periods import dates_in_order, never_twice
from portal.organisations.querysets import GroupQuerySet

APPOINTED_TO_OFFICE = (Role.MANAGER, Role.OFFICER)
APPOINTED_TO_ORGANISATION = (Role.CONTACT, Role.PURCHASER)
APPOINTED = [
    (role.value, role.label) for role in (Role.ADMINISTRATOR, *APPOINTED_TO_OFFICE, *APPOINTED_TO_ORGANISATION)
]


class Appointment(models.Model):
    """A role held by a person from a day to a day: in a cooperation's office, in an organisation (perhaps one unit of
    it), or, for the administrator, in the installation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=30, choices=APPOINTED)
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="appointments")
    title = models.CharField(pgettext_lazy("job", "title"), max_length=120, blank=True)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["role", "is_deputy", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="appointment_dates"),
            models.CheckConstraint(
                name="appointment_place",
                condition=Q(role=Role.ADMINISTRATOR, cooperation=None, organisation=None, unit=None)
                | Q(
                    role__in=[Role.MANAGER, Role.OFFICER],
                    cooperation__isnull=False,
                    organisation=None,
                    unit=None,
                )
                | Q(role__in=[Role.CONTACT, Role.PURCHASER], cooperation=None, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class GroupKind(models.TextChoices):
    STEERING = "steering", _("steering group")
    WORKING = "working", _("working group")
    AGREEMENT = "agreement", _("agreement group")
    OTHER = "other", _("other group")


class Group(models.Model):
    """A steering, working, agreement or other group of a cooperation.

    ``quorum`` is how many of its seats have to be taken for a meeting to decide; without it, more than half of them.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="groups")
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind)
    name = models.CharField(_("name"), max_length=150)
    purpose = models.TextField(_("purpose"), blank=True)
    quorum = models.PositiveSmallIntegerField(_("seats that make a quorum"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "name"], name="group_name_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.pk])


class SeatOffice(models.TextChoices):
    MEMBER = "member", _("member")
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice_chair", _("vice chair")
    SECRETARY = "secretary", _("secretary")


class Seat(models.Model):
    """A person's seat in a group, for an organisation, from a day to a day, and the office that goes with it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("for")
    )
    office = models.CharField(_("office"), max_length=10, choices=SeatOffice, default=SeatOffice.MEMBER)
    is_chair = models.GeneratedField(
        expression=Q(office=SeatOffice.CHAIR), output_field=models.BooleanField(), db_persist=True
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    #: Its deputies on a day: of seats that were read for that day (governance's ``seats_on``) alone.
    standing_in: "list[SeatDeputy]"

    class Meta:
        ordering = ["-is_chair", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="seat_dates"),
            never_twice("seat_once_a_day", "group", "user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.group}"


class SeatDeputy(models.Model):
    """Somebody who takes a person's seat when that person cannot come, from a day to a day.

    A deputy is called to meetings and reads what the group reads there; a vote or an answer is the seat's, given once.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="deputies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputy_seats")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="seat_deputy_dates"),
            never_twice("seat_deputy_once_a_day", "seat", "user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.seat}"
