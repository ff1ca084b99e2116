"""The forms of a market dialogue. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web import formats
from portal.web.forms import DateField, Form, VersionForm
from portal.web.lookups import LookupField
from procurements.models import Procurement
from procurements.models.dialogue import DialogueEventKind
from procurements.services.dialogue import ContactData, EventData

LONGEST = 5000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _taking_part(procurement: Procurement) -> list[tuple[int, str]]:
    return list(procurement.dialogue_contacts.filter(left_on=None).values_list("pk", "name"))


def _how() -> forms.TypedChoiceField:
    """Whether the portal writes to the suppliers now."""
    return forms.TypedChoiceField(
        label=_("How they are told"),
        coerce=lambda value: value == "mail",
        choices=[
            ("noted", _("they have been told otherwise")),
            ("mail", _("the portal writes to them now, one letter to each")),
        ],
        widget=forms.RadioSelect,
        initial="noted",
    )


class ContactForm(VersionForm):
    """A supplier of the register, or one that is typed."""

    supplier = LookupField(
        "supplier", label=_("Supplier of the register"), required=False, help_text=_("By name or registration number.")
    )
    name = forms.CharField(
        label=_("Or the name of the company"), max_length=200, required=False, help_text=_("If it is not registered.")
    )
    person = forms.CharField(label=_("Contact person"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("What others were told is written there. Without one, the address of the register is taken."),
    )

    def said(self) -> ContactData:
        """What was typed, for the service."""
        return ContactData(**{name: self.cleaned_data[name] for name in ContactData.__dataclass_fields__})


class EventForm(VersionForm):
    """What happened with which suppliers."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DialogueEventKind, initial=DialogueEventKind.MEETING)
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DateField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    participants = forms.TypedMultipleChoiceField(
        label=_("Suppliers"), coerce=int, widget=forms.CheckboxSelectMultiple, help_text=_("Those who took part.")
    )
    notes = forms.CharField(
        label=_("What the suppliers said"),
        required=False,
        max_length=LONGEST,
        widget=_area(6),
        help_text=_("Only the office and the agreement group read it."),
    )
    link = forms.URLField(
        label=_("Link to papers"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Minutes, slides."),
    )

    def __init__(self, *args: Any, procurement: Procurement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participants"].choices = list(procurement.dialogue_contacts.values_list("pk", "name"))

    def event_said(self) -> EventData:
        """What was typed, for the service."""
        return EventData(**{name: self.cleaned_data[name] for name in EventData.__dataclass_fields__})


class NewEventForm(EventForm):
    """What happened, and what the suppliers were told there."""

    told = forms.CharField(
        label=_("What the suppliers were told"),
        required=False,
        max_length=LONGEST,
        widget=_area(6),
        help_text=_("It becomes a line of the log, so that all others can be told the same."),
    )
    by_mail = _how()

    def __init__(self, *args: Any, procurement: Procurement, **kwargs: Any) -> None:
        super().__init__(*args, procurement=procurement, **kwargs)
        self.fields["participants"].choices = _taking_part(procurement)


class _ToldForm(Form):
    """Who was told, when and how."""

    contacts = forms.TypedMultipleChoiceField(
        label=_("Suppliers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    by_mail = _how()
    told_on = DateField(label=_("Told on"), required=False, help_text=_("Today, if nothing is said."))
    event_id = forms.TypedChoiceField(label=_("Told through"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, procurement: Procurement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = [
            (event.pk, f"{formats.date(event.held_on)} · {event.title}") for event in procurement.dialogue_events.all()
        ]
        self.fields["event_id"].choices = [("", _("nothing that is noted")), *events]
        self.fields["contacts"].choices = _taking_part(procurement)


class NoteForm(_ToldForm):
    """A new piece of information, and who was told."""

    text = forms.CharField(label=_("What suppliers are told"), max_length=LONGEST, widget=_area(6))
    field_order = ["text", "contacts", "by_mail", "told_on", "event_id"]


class TellForm(_ToldForm):
    """Telling those who do not know it yet; all of them are chosen at first."""

    def __init__(self, *args: Any, procurement: Procurement, missing: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, procurement=procurement, **kwargs)
        self.fields["contacts"].choices = missing
        self.fields["contacts"].initial = [pk for pk, _name in missing]


class RewordForm(VersionForm):
    text = forms.CharField(label=_("What suppliers are told"), max_length=LONGEST, widget=_area(6))


class PublishForm(Form):
    """The question before something is published; it asks nothing more."""


class QuestionForm(VersionForm):
    text = forms.CharField(
        label=_("Question"),
        max_length=LONGEST,
        widget=_area(5),
        help_text=_("As it will be published: leave out what tells who asked."),
    )
    contact_id = forms.TypedChoiceField(
        label=_("Asked by"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Known to the office and the agreement group, and never published."),
    )
    asked_on = DateField(label=_("Asked on"), required=False, help_text=_("Today, if nothing is said."))

    def __init__(self, *args: Any, procurement: Procurement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts = list(procurement.dialogue_contacts.values_list("pk", "name"))
        self.fields["contact_id"].choices = [("", _("somebody unknown")), *contacts]


class AnswerForm(VersionForm):
    text = forms.CharField(
        label=_("Question"),
        max_length=LONGEST,
        widget=_area(4),
        help_text=_("Everybody reads it: leave out what tells who asked."),
    )
    answer = forms.CharField(label=_("Answer"), max_length=LONGEST, widget=_area(6))
