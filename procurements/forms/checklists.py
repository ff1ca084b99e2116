"""The forms of checklists and their templates. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.law.procedures import Procedure
from portal.web.forms import Form, Rows, VersionForm
from procurements.models import ChecklistTemplate
from procurements.models.checklists import CHECK_FACTS
from procurements.services.checklists import CheckData
from procurements.states.checklists import CHECKED_CHOICES

_PROCEDURES = [("", _("all procedures")), *Procedure.choices]


class _CheckFields(Form):
    """What is to be done."""

    stage = forms.ChoiceField(label=_("Stage"), choices=CHECKED_CHOICES)
    text = forms.CharField(label=_("What is to be done"), max_length=300)
    help = forms.CharField(label=_("Help"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(label=_("Source of the rule"), required=False, max_length=200)
    source_is_certain = forms.BooleanField(label=_("The source has been checked"), required=False)
    is_required = forms.BooleanField(label=_("Required before the stage is left"), required=False)


def check_said(data: dict[str, Any]) -> CheckData:
    """What was typed of one row, for the services."""
    return CheckData(**{name: data[name] for name in CHECK_FACTS})


class CheckForm(VersionForm, _CheckFields):
    """A row of a procurement's checklist."""


class NoteForm(VersionForm):
    """Something is done, and what is to be known of it."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it is kept, what came of it."),
    )


class PassByForm(VersionForm):
    """Something does not apply."""

    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class TakeForm(Form):
    """Which template."""

    template = forms.TypedChoiceField(
        label=_("Template"), coerce=int, help_text=_("Only rows that are not there yet are added.")
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(row.pk, said_of(row)) for row in offered]


def said_of(template: ChecklistTemplate) -> str:
    """A template as it is chosen: its name, its procedure, and whether it is the cooperation's own."""
    procedure = template.get_procedure_display() or _("all procedures")
    whose = _("came with the portal") if template.cooperation_id is None else _("own")
    return f"{template.name} ({procedure}, {whose})"


class CopyForm(Form):
    """For which cooperation, and what the copy is called."""

    cooperation = forms.TypedChoiceField(label=_("Cooperation"), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=150)
    procedure = forms.ChoiceField(label=_("Procedure"), choices=_PROCEDURES, required=False)

    def __init__(self, *args: Any, cooperations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cooperation"].choices = [(row.pk, row.name) for row in cooperations]


class RowForm(_CheckFields):
    """A row of a template."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].initial = CHECKED_CHOICES[0][0]


class TemplateForm(VersionForm):
    """A template with its rows."""

    name = forms.CharField(label=_("Name"), max_length=150)
    procedure = forms.ChoiceField(label=_("Procedure"), choices=_PROCEDURES, required=False)
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("New procurements take it, and it is offered to the others.")
    )
    rows = {"rows": Rows(RowForm, label=_("Rows"), add_label=_("Add a row"), numbered=_("Row"))}
