"""Forms of decisions and of their conditions, and the choice of a decision."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.governance.agenda.reading import agenda_of
from portal.governance.meetings.people import quorum, seats_on
from portal.governance.models import AgendaItem, Decision, Meeting
from portal.governance.services.decisions import DECISION_FIELDS, ConditionData, DecisionData, ReservationData
from portal.governance.states.meetings import MeetingState
from portal.web import formats
from portal.web.forms import DateField, Form, Rows
from portal.web.lookups import LookupField


class DecisionChoice(forms.ModelChoiceField):
    """A decision of the cooperation, with its day and case number."""

    def label_from_instance(self, obj: Decision) -> str:
        parts = [formats.date(obj.meeting.held_on), obj.case_number, obj.title]
        return " · ".join(part for part in parts if part)


def decisions_of(cooperation_id: int) -> Any:
    """A cooperation's decisions, the latest first; those of a meeting that was cancelled set nothing."""
    return (
        Decision.objects.filter(meeting__cooperation=cooperation_id)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("meeting")
        .order_by("-meeting__held_on", "-pk")
    )


class ItemChoice(forms.ModelChoiceField):
    """An item of the agenda, with its number."""

    def label_from_instance(self, obj: AgendaItem) -> str:
        return f"{obj.position}. {obj.title}"


class ConditionForm(Form):
    """What a decision demands to be done."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Condition"), widget=forms.Textarea(attrs={"rows": 2}))
    responsible = LookupField("person", label=_("Responsible"), required=False)
    due_on = DateField(label=_("Due on"), required=False)


class ReservationForm(Form):
    """Who had a reservation, and which."""

    user = LookupField("person", label=_("By"))
    text = forms.CharField(label=_("Reservation"), widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(Form):
    """A decision as it was minuted."""

    item = ItemChoice(
        AgendaItem.objects.none(), label=_("Item of the agenda"), required=False, empty_label=_("None of them")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    case_number = forms.CharField(label=_("Case number"), max_length=40, required=False)
    wording = forms.CharField(label=_("Wording"), widget=forms.Textarea(attrs={"rows": 6}))
    takes_effect_on = DateField(label=_("Takes effect on"), help_text=_("Nothing that it sets begins before."))
    is_unanimous = forms.BooleanField(label=_("Unanimous"), required=False)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=9999, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=9999, required=False)
    votes_abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=9999, required=False)
    replaces = DecisionChoice(
        Decision.objects.none(),
        label=_("Replaces"),
        required=False,
        empty_label=_("No earlier decision"),
        help_text=_("An earlier decision is never withdrawn: a new one takes its place."),
    )
    is_public = forms.BooleanField(
        label=_("Public"),
        required=False,
        help_text=_("Everybody reads its wording, its day and its votes; its conditions stay with the members."),
    )
    reservations_public = forms.BooleanField(label=_("Reservations are public, too, with their names"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows = {
        "conditions": Rows(ConditionForm, label=_("Conditions"), add_label=_("Add a condition"), minimum=0, maximum=30),
        "reservations": Rows(
            ReservationForm, label=_("Reservations"), add_label=_("Add a reservation"), minimum=0, maximum=60
        ),
    }

    def __init__(self, *args: Any, meeting: Meeting, decision: Decision | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = Q(pk__in=[line.item.pk for line in agenda_of(self.user, meeting) if not line.hidden])
        free = Q(replaced_by=None, pk__in=Decision.objects.within(self.user).order_by().values("pk"))
        if decision is not None:
            shown |= Q(pk=decision.item_id)
            free = free & Q(pk__lt=decision.pk) | Q(pk=decision.replaces_id)
        self.fields["item"].queryset = meeting.items.filter(shown).order_by("position")
        self.fields["replaces"].queryset = decisions_of(meeting.cooperation_id).filter(free)
        self.meeting = meeting

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        seats = seats_on(self.meeting.group_id, self.meeting.held_on)
        present = quorum(self.meeting, seats, self.meeting.attendance.all())
        most = present.taken if present.recorded else present.seats
        votes = sum(said.get(name) or 0 for name in ("votes_for", "votes_against", "votes_abstained"))
        if most and votes > most:
            message = _("%(votes)s votes are more than the %(seats)s seats that could vote.")
            self.add_error("votes_for", message % {"votes": votes, "seats": most})
        return said

    def decision_data(self) -> DecisionData:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return DecisionData(
            **{name: said[name] for name in DECISION_FIELDS},
            conditions=tuple(ConditionData(**row) for row in said["conditions"]),
            reservations=tuple(ReservationData(**row) for row in said["reservations"]),
        )


class CorrectionForm(DecisionForm):
    reason = forms.CharField(label=_("Reason for the correction"), max_length=300)


class PublishForm(Form):
    """Whether the public reads a decision."""

    is_public = forms.BooleanField(
        label=_("Public"),
        required=False,
        help_text=_("Everybody reads its wording, its day and its votes; its conditions stay with the members."),
    )
    reservations_public = forms.BooleanField(label=_("Reservations are public, too, with their names"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MetForm(Form):
    """That a condition is met."""

    met_on = DateField(label=_("Met on"))
    outcome = forms.CharField(label=_("How it was met"), widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ArrangeForm(Form):
    """Who answers for a condition, and by when."""

    responsible = LookupField("person", label=_("Responsible"), required=False)
    due_on = DateField(label=_("Due on"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReopenForm(Form):
    """Why a condition was not met after all."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
