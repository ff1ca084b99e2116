"""Forms of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Group
from portal.web.forms import DateField, Form


class MeetingForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DateField(label=_("Held on"))
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, help_text=_("Empty for a meeting of all members.")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    minutes = forms.CharField(label=_("Minutes"), widget=forms.Textarea(attrs={"rows": 8}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.filter(cooperation=cooperation_id)
