"""Forms of meetings: what they are, asking for their date, calling and cancelling them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.governance.models import Availability, DateOption, Meeting
from portal.governance.services.polls import DayData, PollData
from portal.organisations.models import Group
from portal.web.forms import DateField, Form, Rows


class HourInput(forms.TimeInput):
    input_type = "time"


class HourField(forms.TimeField):
    """An hour of the day, as 13:00 or 13.00."""

    widget = HourInput(format="%H:%M")
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
    default_error_messages = {"invalid": _("Write the hour as 13:00.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=self.input_formats, **kwargs)


class PlaceForm(Form):
    """Where people meet."""

    title = forms.CharField(label=_("Title"), max_length=200)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online_url = forms.URLField(
        label=_("Address of the video meeting"), max_length=200, required=False, assume_scheme="https"
    )


class MeetingForm(PlaceForm):
    held_on = DateField(label=_("Day"))
    starts_at = HourField(label=_("Begins at"), required=False)
    ends_at = HourField(label=_("Ends at"), required=False)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, help_text=_("Empty for a meeting of all members.")
    )
    minutes = forms.CharField(
        label=_("Minutes of the meeting as a whole"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("What belongs to no item of the agenda. Each item has its own minutes."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ["title", "group", "held_on", "starts_at", "ends_at", "place", "online_url", "minutes"]

    def __init__(self, *args: Any, groups: QuerySet, may_meet_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        group.queryset = groups
        if not may_meet_all:
            group.required, group.help_text = True, ""


class DayForm(Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = DateField(label=_("Day"))
    starts_at = HourField(label=_("Begins at"), required=False)
    ends_at = HourField(label=_("Ends at"), required=False)


class PollForm(PlaceForm):
    answer_by = DateField(label=_("Answer at the latest"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows = {"days": Rows(DayForm, label=_("Days that are proposed"), add_label=_("Add a day"), minimum=3, maximum=20)}

    def poll_data(self) -> PollData:
        said = self.cleaned_data
        return PollData(
            title=said["title"],
            answer_by=said["answer_by"],
            place=said["place"],
            online_url=said["online_url"],
            days=[DayData(row["day"], row["starts_at"], row["ends_at"], row["id"]) for row in said["days"]],
        )


class AnswerForm(Form):
    """What one seat answers to each of the days."""

    def __init__(self, *args: Any, options: list[tuple[DateOption, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option, label in options:
            self.fields[f"option-{option.pk}"] = forms.ChoiceField(
                label=label, choices=Availability.choices, widget=forms.RadioSelect
            )

    def answers(self) -> dict[int, str]:
        return {int(name.partition("-")[2]): value for name, value in self.cleaned_data.items()}


class CallForm(Form):
    text = forms.CharField(
        label=_("Words to those who are called"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
        help_text=_("They stand above the agenda in the letter."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(Form):
    """A press on the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def groups_for(cooperation_id: int, led: frozenset[int] | None, meeting: Meeting | None = None) -> QuerySet:
    """The open groups of a cooperation whose meetings somebody prepares: all of them (None), or those led."""
    found = Group.objects.filter(cooperation=cooperation_id, closed_on=None)
    if meeting is not None and meeting.group_id is not None:
        found = found | Group.objects.filter(pk=meeting.group_id)
    return found if led is None else found.filter(pk__in=led)
