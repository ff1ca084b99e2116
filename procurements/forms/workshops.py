"""The forms of workshops. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.sheets.uploads import within_limit
from portal.governance.models import Meeting
from portal.organisations.models import Cooperation, Organisation
from portal.web.forms import DateField, Form, MoneyField, VersionForm
from procurements.models import Workshop
from procurements.services.proposals import ProposalData
from procurements.states.proposals import Area

#: So many meetings are offered, the latest first.
MEETINGS = 30


class WorkshopForm(VersionForm):
    """A workshop of ``cooperation``; without one, the person chooses among those whose office they work in."""

    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=_("Cooperation"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("Such as Workshop on social services."))
    held_on = DateField(label=_("Held on"))
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("Meeting at which it is held"), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, cooperation: Cooperation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Cooperation.objects.filter(pk__in=actor_of(self.user).office)
        self.only = cooperation or (offices[0] if len(offices) == 1 else None)
        if self.only:
            del self.fields["cooperation"]
            meetings = Meeting.objects.filter(cooperation=self.only)
        else:
            self.fields["cooperation"].queryset = offices
            meetings = Meeting.objects.filter(cooperation__in=offices)
        shown = [meeting.pk for meeting in meetings[:MEETINGS]]
        self.fields["meeting"].queryset = Meeting.objects.filter(pk__in=shown)

    @property
    def chosen_cooperation(self) -> Cooperation:
        return self.only or self.cleaned_data["cooperation"]

    def said(self) -> dict[str, Any]:
        """What was typed, for the services."""
        return {name: self.cleaned_data[name] for name in ("title", "held_on", "meeting")}


class LineForm(Form):
    """One line of the list, typed while people talk: what, and the little that is said of it at once."""

    title = forms.CharField(
        label=_("What to procure together"), max_length=250, widget=forms.TextInput(attrs={"autofocus": True})
    )
    area = forms.ChoiceField(label=_("Area"), choices=Area, initial=Area.SOCIAL)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Proposed for"), required=False, empty_label=_("All members")
    )
    estimated_value = MoneyField(label=_("Estimated value a year"), required=False)

    def __init__(self, *args: Any, workshop: Workshop, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = members
        self.fields["estimated_value"].currency = workshop.cooperation.currency

    def data_said(self) -> ProposalData:
        """What was typed, for the service."""
        return ProposalData(**{name: self.cleaned_data[name] for name in self.fields})


class WorkshopFileForm(Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("An Excel workbook (.xlsx) or a CSV file, a proposal on each row."),
        validators=[within_limit],
    )


class OpenForm(VersionForm):
    """The question before a list is closed or opened again."""
