"""The forms of a procurement's documents. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.law.secrecy import Audience
from portal.web.forms import Form, VersionForm
from procurements.models import ProcurementDocument
from procurements.models.documents import ProcurementDocumentKind
from procurements.services.documents import FIELDS, DocumentData
from procurements.states.stages import IN_ORDER


class DocumentForm(VersionForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProcurementDocumentKind, initial=ProcurementDocumentKind.OTHER)
    audience = forms.ChoiceField(
        label=_("Visible to"), choices=Audience, initial=Audience.OFFICE, help_text=_("From the beginning.")
    )
    later_audience = forms.ChoiceField(
        label=_("Later visible to"), choices=[("", _("nobody else")), *Audience.choices], required=False
    )
    later_from = forms.ChoiceField(
        label=_("From the stage"),
        choices=[("", "–"), *((stage.value, stage.label) for stage in IN_ORDER)],
        required=False,
        help_text=_("It opens by itself when the procurement comes so far."),
    )

    def data_said(self) -> DocumentData:
        """What was typed, for the service."""
        return DocumentData(**{name: self.cleaned_data[name] for name in FIELDS})


class DocumentVersionForm(Form):
    """A file and, where parts are secret, the copy for the others."""

    file = forms.FileField(label=_("File"))
    masked = forms.FileField(
        label=_("Masked copy"),
        required=False,
        help_text=_("What others than the office and the agreement group get instead."),
    )
    masked_reason = forms.CharField(
        label=_("Masked because"),
        required=False,
        max_length=300,
        help_text=_("Name the rule, for each part that is withheld."),
    )
    note = forms.CharField(label=_("What is new"), required=False, max_length=300)


class NewDocumentForm(DocumentVersionForm, DocumentForm):
    """A document with its first version."""

    field_order = ["title", "kind", "file", "audience", "later_audience", "later_from", "masked", "masked_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("note", "version"):
            del self.fields[name]


class WithdrawForm(VersionForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RestoreForm(VersionForm):
    """The question before a document is put back."""


def initial_of(document: ProcurementDocument) -> dict[str, Any]:
    """What the form shows of a document."""
    return {name: getattr(document, name) for name in FIELDS} | {"version": document.version}
