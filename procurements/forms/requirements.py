"""The forms of requirements, of the specification and of the agreement group. They check shape; services decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.sheets.uploads import ACCEPTED, within_limit
from portal.organisations.models import Group, GroupKind
from portal.web.forms import DateField, Form, VersionForm
from portal.web.lookups import LookupField
from procurements.models import Procurement, Requirement
from procurements.rules.requirements import LONGEST
from procurements.services.agreement_groups import SeatData
from procurements.services.requirements import RequirementData
from procurements.states.requirements import RequirementKind, RequirementState, Strength

SECTIONS = "sections"  # the id of the headings that are offered

KINDS = [
    (RequirementKind.FUNCTIONAL, _("functional: what is to be achieved, and the supplier shows how")),
    (RequirementKind.DETAILED, _("detailed: exactly how it is to be")),
]
STRENGTHS = [
    (Strength.MANDATORY, _("mandatory: a tender meets it or is rejected")),
    (Strength.WEIGHTED, _("weighted: it counts when tenders are compared")),
]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RequirementForm(VersionForm):
    """A requirement; ``with_reason`` asks why it is worded anew."""

    heading = forms.CharField(
        label=_("Section"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": SECTIONS, "autocomplete": "off"}),
        help_text=_("Where it belongs: quality, delivery, environment … Choose one that is there or write a new one."),
    )
    text = forms.CharField(
        label=_("Requirement"),
        max_length=LONGEST,
        widget=_area(5),
        help_text=_("One thing at a time, so that it can be met or not."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=KINDS, widget=forms.RadioSelect, initial=RequirementKind.FUNCTIONAL
    )
    strength = forms.ChoiceField(
        label=_("Strength"), choices=STRENGTHS, widget=forms.RadioSelect, initial=Strength.MANDATORY
    )
    weight = forms.DecimalField(
        label=_("Weight, per cent"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
        localize=True,
        help_text=_(
            "Only for a weighted requirement. All weights make 100 %; if the price is weighed too, write it as a"
            " requirement of its own."
        ),
    )
    verification = forms.CharField(
        label=_("How it is verified"),
        max_length=LONGEST,
        required=False,
        widget=_area(3),
        help_text=_("What the supplier hands in, and what is checked while the agreement runs."),
    )
    goals = forms.CharField(
        label=_("Goals it serves"), max_length=500, required=False, help_text=_("Of the members or the cooperation.")
    )
    is_climate = forms.BooleanField(
        label=_("It is about climate and environment"),
        required=False,
        help_text=_("Its weight counts towards what climate and environment weigh together."),
    )
    why = forms.CharField(
        label=pgettext_lazy("a new wording", "Why"),
        max_length=500,
        required=False,
        help_text=_("Kept with the new version."),
    )

    def __init__(self, *args: Any, with_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_reason:
            del self.fields["why"]

    def said(self) -> RequirementData:
        return RequirementData(**{name: self.cleaned_data[name] for name in RequirementData.__dataclass_fields__})


class FilterForm(Form):
    """What of a specification is shown."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *RequirementState.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *RequirementKind.choices], required=False)
    strength = forms.ChoiceField(label=_("Strength"), choices=[("", _("all")), *Strength.choices], required=False)
    mine = forms.BooleanField(label=_("Contributed by me"), required=False)
    talked = forms.BooleanField(label=_("With open comments"), required=False)

    def __init__(self, *args: Any, drafting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not drafting:
            for name in ("state", "mine", "talked"):
                del self.fields[name]


class ReasonForm(VersionForm):
    """A step that wants a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=_area(4))


class PlaceForm(Form):
    """A place in a section, or one step up or down from where it stands."""

    place = forms.IntegerField(label=_("Place"), min_value=1, required=False)
    step = forms.ChoiceField(choices=[("up", _("up")), ("down", _("down"))], required=False)


class CommentForm(Form):
    text = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=_area(3))
    thread = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PutForwardForm(VersionForm):
    due_on = DateField(label=_("Answer by"), required=False, help_text=_("Each of the group is reminded of it."))
    note = forms.CharField(
        label=_("Note to the group"),
        max_length=2000,
        required=False,
        widget=_area(4),
        help_text=_("Stands in the letter: what to look at, what was left out."),
    )


class AnswerForm(Form):
    """The answer of a seat's holder to the revision that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    approves = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I approve the specification")), ("no", _("I object"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=_area(4),
        help_text=_("Needed if you object: what has to change before you can approve."),
    )


class CompareForm(Form):
    """Two revisions; 0 is the specification as it stands."""

    before = forms.TypedChoiceField(label=_("Earlier"), coerce=int)
    after = forms.TypedChoiceField(label=_("Later"), coerce=int)

    def __init__(self, *args: Any, choices: list[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].choices = choices


class ReuseForm(Form):
    """Requirements of one procurement to take over."""

    requirements = forms.MultipleChoiceField(
        label=_("Requirements"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, rows: Iterable[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirements"].choices = [(row.pk, str(row)) for row in rows]


class SourceForm(Form):
    """Where to look for requirements to take over."""

    q = forms.CharField(label=_("Search by title"), max_length=100, required=False)


class FileForm(Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel workbook (.xlsx) or CSV; 20 MB at most."),
        validators=[within_limit],
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )


class EnterFileForm(Form):
    """Bring in what was looked at."""

    digest = forms.CharField(widget=forms.HiddenInput)


class SeatForm(Form):
    organisation = LookupField("organisation", label=_("For"), help_text=_("The member whose expert it is."))
    is_chair = forms.BooleanField(
        label=_("Chairs the group"),
        required=False,
        help_text=_("Accepts and declines requirements, and may decide by majority."),
    )
    valid_from = DateField(label=pgettext_lazy("a seat", "From"))
    valid_to = DateField(label=pgettext_lazy("a seat", "To"), required=False)

    def seat(self) -> SeatData:
        return SeatData(**{name: self.cleaned_data[name] for name in SeatData.__dataclass_fields__})


class AppointForm(SeatForm):
    """A seat for somebody who has an account."""

    person = LookupField("person", label=_("Person"), help_text=_("Type the beginning of the name."))
    field_order = ["person", "organisation", "is_chair", "valid_from", "valid_to"]


class InviteExpertForm(SeatForm):
    """A seat for somebody who gets an account with it."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the letter and of pages"), choices=settings.LANGUAGES)
    field_order = ["name", "email", "language", "organisation", "is_chair", "valid_from", "valid_to"]


class ChooseGroupForm(Form):
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Agreement group"), empty_label=_("Choose"))

    def __init__(self, *args: Any, procurement: Procurement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.visible_to(self.user).filter(
            cooperation=procurement.cooperation_id, kind=GroupKind.AGREEMENT, closed_on=None
        )
        self.fields["group"].queryset = groups.exclude(pk=procurement.group_id)


class EndSeatForm(Form):
    on = DateField(label=_("Last day"))
