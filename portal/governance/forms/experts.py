"""Forms of the register of experts."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.governance.models import Expert, ExpertKind
from portal.governance.services.experts import MANY, PLAIN_FIELDS, ExpertData
from portal.organisations.models import Organisation
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField, LookupsField

PERSON, FIRM = "person", "firm"


class ExpertForm(Form):
    """A person or a firm; of an entry that exists, which of the two is settled."""

    who = forms.ChoiceField(
        label=_("What is entered"),
        choices=[(PERSON, _("a person, who has to agree")), (FIRM, _("a firm, without naming anybody"))],
        widget=forms.RadioSelect,
        initial=PERSON,
    )
    name = forms.CharField(label=_("Name of the person"), max_length=150, required=False)
    title = forms.CharField(label=pgettext_lazy("job", "Title"), max_length=150, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Works for the member"),
        required=False,
        empty_label=_("none of the members"),
    )
    firm = forms.CharField(
        label=_("Firm"), max_length=150, required=False, help_text=_("Of experts from outside the members.")
    )
    user = LookupField(
        "person",
        label=_("Account in the portal"),
        required=False,
        help_text=_("The person is asked by letter, and agrees or says no in the portal."),
    )
    kind = forms.ChoiceField(label=_("Kind of knowledge"), choices=ExpertKind.choices)
    knowledge = forms.CharField(
        label=_("Knows about"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("In the words that somebody would search for."),
    )
    cpvs = LookupsField("cpv", label=_("Categories"), required=False, help_text=_("Type a word or a CPV code."))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    terms = forms.CharField(
        label=_("Terms"),
        max_length=300,
        required=False,
        help_text=_(
            "Such as the price of an hour ex VAT and the agreement it is called off from, if it may be shared."
        ),
    )
    shared_with = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Shared with"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: all members see the expert."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation_id: int, alphabet: str = "sv", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Organisation.objects.members_of(cooperation_id, timezone.localdate()).alphabetical(alphabet)
        self.fields["organisation"].queryset = self.fields["shared_with"].queryset = members
        if self.initial.get("version"):
            del self.fields["who"]

    def expert_data(self) -> ExpertData:
        said = self.cleaned_data
        who = said.get("who", self.initial.get("who"))
        plain = {name: said[name] for name in PLAIN_FIELDS if name != "is_person"}
        many = {name: list(said[name]) for name in MANY}
        return ExpertData(is_person=who == PERSON, **plain, **many)


def initial_of(expert: Expert) -> dict[str, Any]:
    """What the form of an entry begins with."""
    plain = {name: getattr(expert, name) for name in (*PLAIN_FIELDS, "version") if name != "is_person"}
    return plain | {
        "who": PERSON if expert.is_person else FIRM,
        "cpvs": list(expert.cpvs.all()),
        "shared_with": list(expert.shared_with.values_list("pk", flat=True)),
    }


class ConsentForm(Form):
    given_on = DateField(label=_("Consent given on"))
    how = forms.CharField(
        label=_("How it was given"),
        max_length=300,
        required=False,
        help_text=_("Such as by e-mail, and where that is kept. Not needed where the person says it here."),
    )


class RecommendationForm(Form):
    text = forms.CharField(
        label=_("What your organisation has learned"),
        max_length=300,
        help_text=_("What it was about, and what you would say to a colleague. The expert may read it."),
    )
