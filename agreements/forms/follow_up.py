"""The forms of follow-up: their choices are the people, suppliers and lots of one agreement."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.follow_up import sides
from agreements.forms.words import area, label, with_empty
from agreements.models import (
    Activity,
    Agreement,
    CallOff,
    Dialogue,
    DialogueMeeting,
    FollowUpPlan,
    NonConformity,
    Obligation,
)
from agreements.models.follow_up import BothSides
from agreements.services.follow_up import ActivityData, DialogueData, MeetingData, ObligationData
from agreements.services.non_conformities import NonConformityData
from agreements.states.follow_up import CheckResult, DialogueLevel, NonConformityKind, ObligationKind, Severity, Tier
from portal.accounts.models import User
from portal.organisations.models import Organisation
from portal.web.forms import DateField, Form, Rows
from suppliers.models import Supplier, SupplierContact


def levels(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Choices as a form writes them, each beginning with a capital letter."""
    return [(value, capfirst(text)) for value, text in choices]


class SupplierForm(Form):
    """A form about what is agreed with one of an agreement's suppliers, or with all of them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    supplier = forms.ModelChoiceField(
        label=_("Supplier"),
        queryset=Supplier.objects.none(),
        required=False,
        empty_label=_("All suppliers of the agreement"),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.suppliers = list(sides.suppliers_of(agreement))
        if len(self.suppliers) > 1:
            self.fields["supplier"].queryset = sides.suppliers_of(agreement)
        else:
            del self.fields["supplier"]

    @property
    def chosen_supplier(self) -> Supplier | None:
        """The supplier it is agreed with: the only one, the chosen one, or none for all."""
        if len(self.suppliers) == 1:
            return self.suppliers[0]
        return self.cleaned_data.get("supplier")


class BothSidesForm(SupplierForm):
    """A form with a person on each side. At the supplier that is a user of the portal, or a contact in its list."""

    our_person = forms.ModelChoiceField(
        label=_("Responsible on our side"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    their_person = forms.ChoiceField(label=_("Responsible at the supplier"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["our_person"].queryset = sides.our_people(self.agreement)
        self.theirs: dict[str, User | SupplierContact] = {
            **{f"user-{user.pk}": user for user in sides.their_users(self.suppliers)},
            **{f"contact-{contact.pk}": contact for contact in sides.their_contacts(self.suppliers)},
        }
        named = [(key, str(person)) for key, person in self.theirs.items()]
        self.fields["their_person"].choices = [("", _("Nobody yet")), *named]

    def people(self) -> dict[str, Any]:
        """Who was chosen on each side."""
        chosen = self.theirs.get(self.cleaned_data["their_person"])
        return {
            "our_person": self.cleaned_data["our_person"],
            "their_user": chosen if isinstance(chosen, User) else None,
            "their_contact": chosen if isinstance(chosen, SupplierContact) else None,
        }


def people_of(row: BothSides) -> dict[str, Any]:
    """What the form shows first of a stored row's supplier and people."""
    theirs = f"user-{row.their_user_id}" if row.their_user_id else ""
    if row.their_contact_id:
        theirs = f"contact-{row.their_contact_id}"
    return {"supplier": row.supplier_id, "our_person": row.our_person_id, "their_person": theirs}


class ActivityForm(BothSidesForm):
    title = forms.CharField(label=label("title", Activity), max_length=200)
    level = forms.ChoiceField(
        label=label("level", Activity), choices=levels(DialogueLevel.choices), initial=DialogueLevel.OPERATIONAL
    )
    what = forms.CharField(label=label("what", Activity), widget=area(3), required=False)
    due_on = DateField(label=label("due_on", Activity))
    field_order = ["version", "title", "level", "what", "due_on", "supplier", "our_person", "their_person"]

    def said(self) -> ActivityData:
        typed = self.cleaned_data
        return ActivityData(
            level=typed["level"],
            title=typed["title"],
            what=typed["what"],
            due_on=typed["due_on"],
            supplier=self.chosen_supplier,
            **self.people(),
        )


class SettleForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.CharField(label=_("What came of it?"), widget=area(3))


class DialogueForm(BothSidesForm):
    level = forms.ChoiceField(label=label("level", Dialogue), choices=levels(DialogueLevel.choices))
    every_months = forms.IntegerField(
        label=label("every_months", Dialogue),
        min_value=1,
        max_value=60,
        initial=6,
        help_text=_("3 is four times a year, 12 once a year."),
    )
    field_order = ["version", "level", "every_months", "supplier", "our_person", "their_person"]

    def said(self) -> DialogueData:
        typed = self.cleaned_data
        return DialogueData(
            level=typed["level"], every_months=typed["every_months"], supplier=self.chosen_supplier, **self.people()
        )


class AgreedForm(Form):
    """An activity agreed at a meeting; its people are named on its own page."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = DateField(label=label("due_on", Activity))


class MeetingForm(SupplierForm):
    level = forms.ChoiceField(label=label("level", DialogueMeeting), choices=levels(DialogueLevel.choices))
    planned_on = DateField(label=label("planned_on", DialogueMeeting))
    held_on = DateField(
        label=label("held_on", DialogueMeeting),
        required=False,
        help_text=_("Fill this in and what follows once the meeting has been held."),
    )
    our_attendees = forms.CharField(label=label("our_attendees", DialogueMeeting), max_length=500, required=False)
    their_attendees = forms.CharField(label=label("their_attendees", DialogueMeeting), max_length=500, required=False)
    agreed = forms.CharField(label=label("agreed", DialogueMeeting), widget=area(5), required=False)
    internal_note = forms.CharField(
        label=label("internal_note", DialogueMeeting),
        widget=area(2),
        required=False,
        help_text=DialogueMeeting._meta.get_field("internal_note").help_text,
    )
    rows = {
        "activities": Rows(
            AgreedForm,
            label=_("Activities agreed"),
            add_label=_("Add an activity"),
            minimum=0,
            maximum=30,
        )
    }
    field_order = ["version", "level", "supplier", "planned_on", "held_on"]

    def said(self) -> MeetingData:
        typed = self.cleaned_data
        names = ("level", "planned_on", "held_on", "our_attendees", "their_attendees", "agreed", "internal_note")
        return MeetingData(supplier=self.chosen_supplier, **{name: typed[name] for name in names})

    def activities(self) -> list[ActivityData]:
        """What was agreed, as activities at the meeting's level."""
        return [
            ActivityData(
                level=self.cleaned_data["level"],
                title=row["title"],
                due_on=row["due_on"],
                supplier=self.chosen_supplier,
            )
            for row in self.cleaned_data["activities"]
        ]


class ObligationForm(SupplierForm):
    kind = forms.ChoiceField(label=label("kind", Obligation), choices=levels(ObligationKind.choices))
    wording = forms.CharField(
        label=label("wording", Obligation), widget=area(3), help_text=Obligation._meta.get_field("wording").help_text
    )
    measure = forms.CharField(
        label=label("measure", Obligation),
        max_length=200,
        required=False,
        help_text=Obligation._meta.get_field("measure").help_text,
    )
    target = forms.CharField(
        label=label("target", Obligation),
        max_length=100,
        required=False,
        help_text=Obligation._meta.get_field("target").help_text,
    )
    next_check_on = DateField(label=label("next_check_on", Obligation), required=False)
    field_order = ["version", "kind", "wording", "measure", "target", "next_check_on", "supplier"]

    def said(self) -> ObligationData:
        typed = self.cleaned_data
        names = ("kind", "wording", "measure", "target", "next_check_on")
        return ObligationData(supplier=self.chosen_supplier, **{name: typed[name] for name in names})


class CheckForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    checked_on = DateField(label=label("checked_on", Obligation))
    result = forms.ChoiceField(label=label("result", Obligation), choices=with_empty(levels(CheckResult.choices)))
    finding = forms.CharField(label=label("finding", Obligation), widget=area(3), required=False)
    next_check_on = DateField(label=label("next_check_on", Obligation), required=False)


class PlanForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    own_tier = forms.ChoiceField(label=_("Tier"), required=False)
    next_on = DateField(
        label=label("next_on", FollowUpPlan),
        required=False,
        help_text=_("Leave it empty to let the tier's interval decide."),
    )
    reason = forms.CharField(label=label("reason", FollowUpPlan), widget=area(2), required=False)

    def __init__(self, *args: Any, plan: FollowUpPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_value = _("As the agreement's value gives it (%(tier)s)") % {"tier": plan.get_planned_tier_display()}
        self.fields["own_tier"].choices = [("", by_value), *Tier.choices]


class VisitForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = DateField(label=_("Followed up on"))
    notes = forms.CharField(
        label=_("What you found"), widget=area(5), help_text=_("For our own side. The supplier never sees it.")
    )


class PartnershipForm(Form):
    """Who manages a partnership, and how often its two sides meet at each level."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    manager = forms.ModelChoiceField(
        label=_("Partner manager"),
        queryset=User.objects.none(),
        help_text=_("The person whom both sides turn to. One of the office or of the owner's purchasing contacts."),
    )
    strategic = forms.IntegerField(
        label=_("Strategic dialogue: months between meetings"), min_value=1, max_value=60, required=False
    )
    tactical = forms.IntegerField(
        label=_("Tactical dialogue: months between meetings"), min_value=1, max_value=60, required=False
    )
    operational = forms.IntegerField(
        label=_("Operational dialogue: months between meetings"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Leave a level empty when the two sides do not meet there. At least one is needed."),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = sides.our_people(agreement)

    def cadence(self) -> dict[str, int | None]:
        return {level.value: self.cleaned_data[level.value] for level in DialogueLevel}


class CommentForm(Form):
    text = forms.CharField(
        label=_("Write to the other side"),
        widget=area(3),
        max_length=2000,
        help_text=_("Both sides read it. It stays as it is written."),
    )


class NonConformityForm(Form):
    """What is reported. A call-off tells supplier, buyer and lot by itself."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=label("kind", NonConformity),
        choices=levels(NonConformityKind.choices),
        help_text=_(
            "A complaint is about one delivery. A non-conformity is about how the supplier keeps to the agreement."
        ),
    )
    title = forms.CharField(label=label("title", NonConformity), max_length=200)
    buyer = forms.ModelChoiceField(
        label=label("buyer", NonConformity), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )
    supplier = forms.ModelChoiceField(
        label=label("supplier", NonConformity), queryset=Supplier.objects.none(), empty_label=_("Choose")
    )
    lot = forms.ModelChoiceField(
        label=label("lot", NonConformity), queryset=None, required=False, empty_label=_("No particular lot")
    )
    what_happened = forms.CharField(label=label("what_happened", NonConformity), widget=area(5))
    happened_on = DateField(label=label("happened_on", NonConformity))
    severity = forms.ChoiceField(label=label("severity", NonConformity), choices=levels(Severity.choices))
    demand = forms.CharField(label=label("demand", NonConformity), widget=area(3))
    answer_by = DateField(label=label("answer_by", NonConformity))
    internal_note = forms.CharField(
        label=label("internal_note", NonConformity),
        widget=area(2),
        required=False,
        help_text=NonConformity._meta.get_field("internal_note").help_text,
    )

    def __init__(
        self, *args: Any, agreement: Agreement, buyers: Iterable[int], call_off: CallOff | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.call_off = agreement, call_off
        self.only: dict[str, Any] = {"lot": None}
        if call_off is not None:
            self.only = {"buyer": call_off.buyer, "supplier": call_off.supplier, "lot": call_off.lot}
            for name in self.only:
                del self.fields[name]
            return
        choices = {
            "buyer": Organisation.objects.filter(pk__in=list(buyers)),
            "supplier": sides.suppliers_of(agreement),
            "lot": agreement.lots.all(),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset
            only = list(queryset[:2])
            if len(only) == 1:
                self.only[name] = only[0] if name != "lot" else None
                del self.fields[name]

    def said(self) -> NonConformityData:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return NonConformityData(call_off=self.call_off, **{**self.only, **typed})


class SendForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer_by = DateField(label=label("answer_by", NonConformity))


class WordsForm(Form):
    """A step that the other side reads the words of."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=pgettext_lazy("a step of a non-conformity", "Your words"), widget=area(5))

    def __init__(self, *args: Any, words: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if words:
            self.fields["text"].label = words
