"""Forms of the agenda: its items, their papers, and what is minuted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.models import AgendaItem, AgendaKind
from portal.governance.services.agenda import ItemData
from portal.web.forms import Form
from portal.web.lookups import LookupField


class ItemForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaKind.choices)
    about = LookupField(
        "agenda-subject",
        label=_("Is about"),
        required=False,
        help_text=_("A proposal, a procurement, an agreement, earlier minutes: type part of its title."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty for the title of what it is about.")
    )
    presenter = LookupField(
        "person", label=_("Presented by"), required=False, help_text=_("Type the beginning of the name.")
    )
    background = forms.CharField(label=_("Background"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    proposal = forms.CharField(
        label=_("Proposed decision"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("In the words that can be decided on: they become the wording of the decision."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("title") and said.get("about") is None:
            self.add_error("title", _("Write a title, or say what it is about."))
        return said

    def item_data(self) -> ItemData:
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        said["title"] = said["title"] or str(said["about"])[:200]
        return ItemData(**said)


def initial_of(item: AgendaItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in (*ItemData.__dataclass_fields__, "version")}


class PaperForm(Form):
    file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty for the name of the file.")
    )


class PlaceOfItemForm(Form):
    place = forms.IntegerField(min_value=1, max_value=999)


class MinuteForm(Form):
    minutes = forms.CharField(
        label=_("Minutes"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20000
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
