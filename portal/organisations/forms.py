"""Forms of organisations, cooperations, groups and roles. They check shape; services decide."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.actor import Role, actor_of
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import (
    APPOINTED_TO_OFFICE,
    APPOINTED_TO_ORGANISATION,
    Cooperation,
    Currency,
    Group,
    GroupKind,
    Organisation,
    OrganisationKind,
    SeatOffice,
)
from portal.organisations.rules import roles_to_give
from portal.organisations.services.roles import RoleData
from portal.reference.models import Country
from portal.web.forms import DateField, Form, ModelForm
from portal.web.lookups import LookupField
from portal.web.theme import CONTRAST, contrast, scale


class Versioned(Form):
    """A form that carries the version it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OrganisationForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind)
    municipality = LookupField(
        "municipality",
        label=_("Municipality"),
        required=False,
        help_text=_("The municipality that it is, or that it lies in. Type the beginning of its name."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=Country)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("For a municipality, name and number can be left empty: they are taken from the official list."),
    )
    registration_number = forms.CharField(label=_("Registration number"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class UnitForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class UnitChangeForm(Form):
    """A new name, a new home, or both, from a day."""

    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = LookupField("organisation", label=_("Organisation"))
    on = DateField(label=_("From"))


class DayForm(Form):
    """A last day."""

    on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class OwnershipForm(Form):
    owner = LookupField("organisation", label=_("Owner"))
    share = forms.DecimalField(
        label=_("Share, per cent"), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    valid_from = DateField(label=_("From"))
    valid_to = DateField(label=_("To"), required=False)

    def clean_share(self) -> Any:
        if self.cleaned_data["share"] == 0:
            raise ValidationError(_("Leave the share empty when it is not known."))
        return self.cleaned_data["share"]


class CooperationForm(Form):
    """The founding of a cooperation."""

    name = forms.CharField(label=_("Name"), max_length=150)
    jurisdiction = forms.ChoiceField(
        label=_("Country"), choices=Country, help_text=_("Decides which law's rules apply, whatever language is read.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency)
    municipality = LookupField(
        "municipality",
        label=_("Host municipality"),
        help_text=_("It employs the office. Type the beginning of its name."),
    )
    email = forms.EmailField(label=_("E-mail address of the office"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place = data.get("municipality")
        if place is not None and data.get("jurisdiction") != place.country:
            self.add_error("municipality", _("The host municipality lies in another country."))
        return data


class CooperationEditForm(ModelForm):
    """Name, contact and colour."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    founded_on = DateField(label=_("Founded on"), required=False)

    class Meta:
        model = Cooperation
        fields = ["name", "email", "phone", "founded_on", "accent", "version"]
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}

    def clean_accent(self) -> str:
        """White text stands on the accent: WCAG 2 asks for 4.5:1 between them."""
        accent = self.cleaned_data["accent"].lower()
        Cooperation._meta.get_field("accent").run_validators(accent)
        if contrast(accent, "#ffffff") < CONTRAST:
            raise ValidationError(
                _("White text cannot be read on %(accent)s. The nearest colour on which it can is %(nearest)s."),
                params={"accent": accent, "nearest": scale(accent)["base-default"]},
            )
        return accent


class GroupForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=GroupKind)
    name = forms.CharField(label=_("Name"), max_length=150)
    purpose = forms.CharField(label=_("Purpose"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class GroupEditForm(Versioned):
    name = forms.CharField(label=_("Name"), max_length=150)
    purpose = forms.CharField(label=_("Purpose"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    quorum = forms.IntegerField(
        label=_("Seats that make a quorum"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("How many seats have to be taken for a meeting to decide. Empty: more than half of them."),
    )
    closed_on = DateField(label=_("Closed on"), required=False)


class SeatForm(Form):
    person = LookupField("person", label=_("Person"), help_text=_("Type the beginning of the name."))
    organisation = LookupField("organisation", label=_("For"), required=False)
    office = forms.ChoiceField(label=_("Office"), choices=SeatOffice, initial=SeatOffice.MEMBER)
    valid_from = DateField(label=_("From"))
    valid_to = DateField(label=_("To"), required=False)


class DeputyForm(Form):
    person = LookupField("person", label=_("Person"), help_text=_("Type the beginning of the name."))
    valid_from = DateField(label=_("From"))
    valid_to = DateField(label=_("To"), required=False)


class RoleForm(Form):
    """A role and the place where it is held. Only what the giver may give is offered."""

    role = forms.ChoiceField(label=_("Role"))
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Cooperation"),
        required=False,
        empty_label=_("Choose"),
        help_text=_("For roles in the office."),
    )
    organisation = LookupField(
        "organisation",
        label=_("Organisation"),
        required=False,
        help_text=_("For purchasing contacts and purchasers, and whom a group's member speaks for."),
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Group"),
        required=False,
        empty_label=_("Choose"),
        help_text=_("For members of groups."),
    )
    title = forms.CharField(label=pgettext_lazy("job", "Title"), max_length=120, required=False)
    is_deputy = forms.BooleanField(label=_("Deputy"), required=False)
    valid_from = DateField(label=_("From"))
    valid_to = DateField(label=_("To"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        actor = actor_of(user)
        cooperations = Cooperation.objects.all()
        groups = Group.objects.visible_to(user).filter(closed_on=None).select_related("cooperation")
        if not actor.is_administrator:
            cooperations = cooperations.filter(pk__in=actor.places("cooperation", Role.MANAGER))
            groups = groups.filter(cooperation__in=actor.office)
        initial = {"valid_from": timezone.localdate(), **(kwargs.pop("initial", None) or {})}
        if len(cooperations[:2]) == 1:
            initial.setdefault("cooperation", cooperations[0])
        own = Organisation.objects.filter(pk__in=actor.places("organisation", Role.CONTACT))
        if not actor.office and len(own[:2]) == 1:
            initial.setdefault("organisation", own[0])
        super().__init__(*args, user=user, initial=initial, **kwargs)
        roles = roles_to_give(actor)
        self.fields["role"].choices = [("", _("Choose a role")), *((role, Role(role).label) for role in roles)]
        self.fields["cooperation"].queryset = cooperations
        self.fields["group"].queryset = groups
        self.fields["group"].label_from_instance = lambda group: f"{group.name} ({group.cooperation})"
        if not set(roles) & set(APPOINTED_TO_OFFICE):
            del self.fields["cooperation"]
        if not set(roles) & set(SEAT_ROLES.values()):
            del self.fields["group"]

    def role_data(self) -> RoleData:
        """The role with the place it needs; places of other roles that were filled in by habit are left aside."""
        data = self.cleaned_data
        role = data["role"]
        group = data.get("group") if role in SEAT_ROLES.values() else None
        placed = role in APPOINTED_TO_ORGANISATION or group is not None
        return RoleData(
            role=role,
            cooperation=data.get("cooperation") if role in APPOINTED_TO_OFFICE else None,
            organisation=data.get("organisation") if placed else None,
            group=group,
            title=data["title"],
            is_deputy=data["is_deputy"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
        )


class InviteForm(RoleForm):
    """A person and the first role, in one form."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of the letter and of pages"), choices=settings.LANGUAGES)

    field_order = ["name", "email", "phone", "language"]
