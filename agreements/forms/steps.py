"""The small forms beside the register's: ending, confirming, documents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label
from agreements.models.documents import AgreementDocument
from portal.files.kinds import ACCEPT
from portal.law.visibility import Visibility
from portal.web.forms import DateField, Form


class TerminateForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Why is it terminated?"), widget=area(3))


class VersionForm(Form):
    """A confirmation: nothing but the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DocumentForm(Form):
    title = forms.CharField(label=label("title", AgreementDocument), max_length=200)
    kind = forms.ChoiceField(
        label=label("kind", AgreementDocument), choices=AgreementDocument._meta.get_field("kind").choices
    )
    visibility = forms.ChoiceField(
        label=label("visibility", AgreementDocument), choices=Visibility.choices, initial=Visibility.MEMBERS
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word, Excel, OpenDocument, CSV, plain text, PNG or JPEG; at most 20 MB."),
    )


class RemoveForm(Form):
    reason = forms.CharField(label=_("Why is it removed?"), max_length=500)
