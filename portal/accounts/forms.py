"""What people say about themselves, and why an account is closed."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.web.forms import Form, ModelForm
from portal.workflow.models import Frequency


class PersonForm(ModelForm):
    """Name, telephone and language."""

    language = forms.ChoiceField(
        label=_("Language of pages and letters"),
        choices=[("", _("the site's own")), *settings.LANGUAGES],
        required=False,
    )

    class Meta:
        model = User
        fields = ["name", "phone", "language"]


class ReasonForm(Form):
    """Why something is done; its history keeps it."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class RemindersForm(Form):
    """How often a person wants to be reminded."""

    frequency = forms.TypedChoiceField(
        label=_("Remind me of my deadlines"), choices=Frequency.choices, coerce=Frequency, widget=forms.RadioSelect
    )
