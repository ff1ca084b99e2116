"""Forms of duties, of who holds them, and of the map of competence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.duties.standard import Area, DutyScope, standard
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField


def _explanation() -> forms.CharField:
    return forms.CharField(
        label=_("What it comprises"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )


class AdoptForm(Form):
    """Which duties of the table the cooperation takes up; all of them are chosen beforehand."""

    on = DateField(label=_("From"))

    def __init__(self, *args: Any, known: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scope, label in ((DutyScope.REGIONAL, _("Regional duties")), (DutyScope.LOCAL, _("Local duties"))):
            choices = [(duty.code, duty.title) for duty in standard() if duty.scope == scope and duty.code not in known]
            if choices:
                self.fields[scope.value] = forms.MultipleChoiceField(
                    label=label,
                    choices=choices,
                    initial=[code for code, _title in choices],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )

    def codes(self) -> list[str]:
        """The codes of the duties that were chosen."""
        return [code for scope in DutyScope for code in self.cleaned_data.get(scope.value, [])]


class DutyForm(Form):
    """A duty of the cooperation's own."""

    scope = forms.ChoiceField(
        label=_("Kind of duty"),
        choices=[
            (DutyScope.REGIONAL, _("Regional: held once, for all members")),
            (DutyScope.LOCAL, _("Local: held in every member")),
        ],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    explanation = _explanation()
    on = DateField(label=_("From"))


class WordingForm(Form):
    """A duty in the cooperation's own words."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Words that you leave as they are follow the reader's language."),
    )
    explanation = _explanation()
    version = forms.IntegerField(widget=forms.HiddenInput)


class HolderForm(Form):
    """Who holds a duty, and who stands in, from a day."""

    person = LookupField("person", label=_("Person"), help_text=_("Type the beginning of the name."))
    deputy = LookupField(
        "person",
        label=_("Deputy"),
        required=False,
        help_text=_("Stands in when the holder is away. May be somebody of another member or of the office."),
    )
    valid_from = DateField(label=_("From"))
    valid_to = DateField(label=_("To"), required=False, help_text=_("Leave empty when no end is known."))


class LastDayForm(Form):
    """A last day."""

    on = DateField(label=_("Last day"))


class CompetenceForm(Form):
    """How much of a post a person gives to procurement, and what that person knows."""

    person = LookupField(
        "person",
        label=_("Person"),
        required=False,
        help_text=_("Leave empty where you only know the sum of all who procure."),
    )
    post_share = forms.DecimalField(
        label=_("Full-time posts for procurement"),
        min_value=0,
        max_value=999,
        decimal_places=2,
        max_digits=5,
        localize=True,
        help_text=_("1 is one full-time post, 0.5 half of one."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Areas of competence"), choices=Area, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
