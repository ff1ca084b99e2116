"""Forms of events."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.governance.forms.meetings import HourField
from portal.governance.models import Event, EventKind, SignUp
from portal.governance.services.events import PLAIN_FIELDS, EventData
from portal.organisations.models import Group
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField

TIMES = ("starts_at", "ends_at")


class EventForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices)
    description = forms.CharField(
        label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 5}), max_length=10000, required=False
    )
    begins_on = DateField(label=_("Day"))
    begins_at = HourField(label=_("Begins at"))
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Only where it is more than one day."))
    ends_at = HourField(label=_("Ends at"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online_url = forms.URLField(
        label=_("Address of the video meeting"),
        required=False,
        assume_scheme="https",
        help_text=_("Shown to those who have a place."),
    )
    host = LookupField(
        "person", label=_("Host"), required=False, help_text=_("Who answers questions and ticks who came.")
    )
    speakers = forms.CharField(
        label=_("Speakers"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("For the groups"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: for everybody in the cooperation."),
    )
    seats = forms.IntegerField(
        label=_("Number of places"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty where there is room for all. Later sign-ups come on a waiting list."),
    )
    sign_up_until = DateField(label=_("Sign up until"), required=False)
    is_public = forms.BooleanField(
        label=_("Listed for everybody"),
        required=False,
        help_text=_("Anybody may read of it, without signing in; only the cooperation's people can sign up."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = Group.objects.filter(cooperation=cooperation_id, closed_on=None)
        if not self.fields["groups"].queryset:
            del self.fields["groups"]

    def event_data(self) -> EventData:
        """What was said, its days and hours as moments."""
        said = self.cleaned_data
        plain = {name: said[name] for name in PLAIN_FIELDS if name not in TIMES}
        return EventData(
            starts_at=_moment(said["begins_on"], said["begins_at"]),
            ends_at=_moment(said["ends_on"] or said["begins_on"], said["ends_at"]),
            groups=list(said.get("groups", ())),
            **plain,
        )


def initial_of(event: Event) -> dict[str, Any]:
    """What the form of an event begins with."""
    begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    plain = {name: getattr(event, name) for name in (*PLAIN_FIELDS, "version") if name not in TIMES}
    return plain | {
        "groups": list(event.groups.values_list("pk", flat=True)),
        "begins_on": begins.date(),
        "begins_at": begins.time(),
        "ends_on": None if ends.date() == begins.date() else ends.date(),
        "ends_at": ends.time(),
    }


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


class SignUpForm(Form):
    """Somebody's own place."""

    note = forms.CharField(
        label=_("Note to the host"),
        max_length=200,
        required=False,
        help_text=_("Such as what you want to know. Do not write about your health: call the host instead."),
    )


class PersonForm(SignUpForm):
    """A place for somebody else."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    field_order = ["person", "note"]

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class CancelForm(Form):
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=300, help_text=_("Stands in the letter."))


class MaterialForm(Form):
    file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty for the name of the file.")
    )


class WrapUpForm(Form):
    """Who was there, and what was learned."""

    present = forms.ModelMultipleChoiceField(
        SignUp.objects.none(), label=_("Who was there"), widget=forms.CheckboxSelectMultiple, required=False
    )
    takeaways = forms.CharField(
        label=_("What was learned"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10000,
        required=False,
        help_text=_("Everybody in the cooperation can read it."),
    )

    def __init__(self, *args: Any, taken: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = taken
        self.fields["present"].label_from_instance = lambda row: (
            f"{row.user.name} ({row.organisation})" if row.organisation else row.user.name
        )
