"""The forms of asking and answering who takes part. They check shape; the services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.law.numbers import format_number
from portal.organisations.models import Organisation
from portal.web.forms import DateField, MoneyField, VersionForm
from procurements.models import Participation
from procurements.services.answers import AnswerData, people_of
from procurements.states.participation import ParticipationState

SIGN, UPLOAD, LATER = "sign", "upload", "later"


class Ticks(forms.MultipleChoiceField):
    """Organisations to tick; ``cleaned_data`` has their ids."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[int]:
        return [int(pk) for pk in super().clean(value)]


class InviteForm(VersionForm):
    members = Ticks(label=_("Members"), required=False)
    companies = Ticks(
        label=_("Companies"),
        required=False,
        help_text=_("A company is in or out for each procurement. Whoever is not ticked is noted as left out."),
    )
    answers_due_on = DateField(label=_("Answer by"), help_text=_("This day included; it lies before the notice."))

    def __init__(
        self,
        *args: Any,
        members: Sequence[Organisation],
        companies: Sequence[Organisation],
        without_contact: frozenset[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("members", members), ("companies", companies)):
            if rows:
                self.fields[name].choices = [(row.pk, _described(row, without_contact)) for row in rows]
            else:
                del self.fields[name]

    @property
    def chosen(self) -> set[int]:
        """Who is asked."""
        return {pk for name in ("members", "companies") for pk in self.cleaned_data.get(name, ())}

    @property
    def left_out(self) -> set[int]:
        """Who is not."""
        offered = {pk for name in ("members", "companies") if name in self.fields for pk in self._offered(name)}
        return offered - self.chosen

    def _offered(self, name: str) -> list[int]:
        return [pk for pk, _label in self.fields[name].choices]


def _described(organisation: Organisation, without_contact: frozenset[int]) -> str:
    number = format_number(organisation.country, organisation.registration_number)
    warning = gettext("has no purchasing contact who could answer") if organisation.pk in without_contact else ""
    return " · ".join(part for part in (organisation.name, number, warning) if part)


class LastDayForm(VersionForm):
    due_on = DateField(label=_("Answer by"))


class ExtendForm(VersionForm):
    answers_due_on = DateField(
        label=_("Answer by"), help_text=_("Organisations that have a later day of their own keep it.")
    )


class WithdrawForm(VersionForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation gets it by e-mail."),
    )


class MandateForm(VersionForm):
    """How the mandate is given; a form with an answer in it asks the same."""

    mandate = forms.ChoiceField(label=_("Mandate"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Signed mandate"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text=_("A PDF, if you upload it. The cooperation's office and your organisation's contacts can read it."),
    )

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].choices = self._ways(participation)

    def _ways(self, participation: Participation) -> list[tuple[str, str]]:
        signing = gettext("I sign for %(organisation)s now: as its purchasing contact or deputy I have the authority")
        return [
            (SIGN, signing % {"organisation": participation.organisation.name}),
            (UPLOAD, gettext("I upload a mandate that somebody with authority has signed")),
        ]

    def clean(self) -> dict[str, Any]:
        if (
            self.cleaned_data.get("mandate") == UPLOAD
            and not self.cleaned_data.get("file")
            and "file" not in self.errors
        ):
            self.add_error("file", _("Choose the signed mandate."))
        return self.cleaned_data


class AnswerForm(MandateForm):
    state = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    yearly_volume = MoneyField(
        label=_("Pledged volume a year"),
        required=False,
        help_text=_("What you expect to buy in an ordinary year, excluding VAT. Not asked for if you decline."),
    )
    contact = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Contact"),
        required=False,
        empty_label=None,
        help_text=_("Whom the office and the agreement group ask about your needs."),
    )
    reason = forms.CharField(
        label=_("Reason, if you decline"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office reads it; other members do not."),
    )
    field_order = ("state", "yearly_volume", "contact", "reason", "mandate", "file", "version")

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, participation=participation, **kwargs)
        self.fields["state"].choices = [
            (ParticipationState.JOINS, gettext("We take part, and are bound to buy under the agreement")),
            (ParticipationState.OPTION, gettext("We take an option: we are named, and may use the agreement later")),
            (ParticipationState.DECLINED, gettext("We decline")),
        ]
        people = people_of(participation.organisation_id).values("user")
        self.fields["contact"].queryset = User.objects.filter(pk__in=people).order_by("name", "pk")
        self.fields["yearly_volume"].currency = participation.procurement.currency

    def _ways(self, participation: Participation) -> list[tuple[str, str]]:
        later = (
            gettext("The mandate that is given stays, as long as answer and volume do")
            if participation.has_mandate
            else gettext("It follows later, before the procurement is made ready")
        )
        return [*super()._ways(participation), (LATER, later)]

    def data_said(self) -> AnswerData:
        """What the form says, for the service."""
        return AnswerData(**{name: self.cleaned_data[name] for name in AnswerData.__dataclass_fields__})


def initial_of(participation: Participation, user: Any) -> dict[str, Any]:
    """What the form shows of a stored answer; at first the reader is the contact, and signs."""
    answered = participation.answered_by_id is not None
    return {
        "state": participation.state if answered else None,
        "yearly_volume": participation.yearly_volume,
        "contact": participation.contact_id or user.pk,
        "reason": participation.reason,
        "mandate": LATER if participation.has_mandate else SIGN,
        "version": participation.version,
    }
