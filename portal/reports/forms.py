"""What people say when they ask for reports."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Cooperation
from portal.reports.models import RECIPIENTS, Frequency, ReportSchedule
from portal.reports.services import SCHEDULED_FIELDS
from portal.web.forms import DateField, Form, ModelForm


class ReportForm(Form):
    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=_("Cooperation"), empty_label=None)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, cooperations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cooperation"].queryset = cooperations


class ScheduleForm(ModelForm):
    meeting_on = DateField(label=_("Day of the meeting"), required=False, help_text=_("For once, before a meeting."))
    recipients = forms.MultipleChoiceField(
        label=_("Who gets an e-mail when it is made"),
        choices=RECIPIENTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ReportSchedule
        fields = SCHEDULED_FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("frequency") == Frequency.ONCE and not cleaned.get("meeting_on"):
            self.add_error("meeting_on", _("Say on which day the meeting is."))
        return cleaned
