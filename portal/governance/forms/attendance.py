"""Forms of those who were there, and of those who approve the minutes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.governance.models import Attendance, AttendanceStatus
from portal.governance.services.attendance import Guest, SeatLine
from portal.organisations.models import Seat
from portal.web.forms import Form, Rows
from portal.web.lookups import LookupField


class GuestForm(Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    organisation = LookupField("organisation", label=_("For"), required=False)


class AttendanceForm(Form):
    """A line for each seat, and the guests. A deputy can be chosen where the seat has any."""

    rows = {"guests": Rows(GuestForm, label=_("Also present"), add_label=_("Add somebody"), maximum=60)}

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            choices = [
                (value, label)
                for value, label in AttendanceStatus.choices
                if value != AttendanceStatus.GUEST and (value != AttendanceStatus.DEPUTY or seat.standing_in)
            ]
            self.fields[f"seat-{seat.pk}"] = forms.ChoiceField(
                label=seat.user.name, choices=choices, widget=forms.RadioSelect
            )
            if seat.standing_in:
                self.fields[f"deputy-{seat.pk}"] = forms.ChoiceField(
                    label=_("Deputy of %(name)s") % {"name": seat.user},
                    choices=[("", "–"), *((row.user_id, row.user.name) for row in seat.standing_in)],
                    required=False,
                )

    def lines(self) -> list[SeatLine]:
        said = self.cleaned_data
        return [
            SeatLine(seat.pk, said[f"seat-{seat.pk}"], int(said.get(f"deputy-{seat.pk}") or 0) or None)
            for seat in self.seats
        ]

    def guests(self) -> list[Guest]:
        return [Guest(row["name"], row["organisation"]) for row in self.cleaned_data["guests"]]


def initial_of(seats: Sequence[Seat], attendance: Sequence[Attendance]) -> dict[str, Any]:
    """What stands in the list; where there is none yet, everybody who has a seat is taken to have come."""
    said: dict[str, Any] = {}
    recorded = {row.seat_id: row for row in attendance if row.seat_id is not None}
    for seat in seats:
        row = recorded.get(seat.pk)
        said[f"seat-{seat.pk}"] = row.status if row else AttendanceStatus.ABSENT if recorded else "present"
        deputies = {deputy.user_id for deputy in seat.standing_in}
        if row and row.user_id in deputies:
            said[f"deputy-{seat.pk}"] = row.user_id
        elif len(deputies) == 1:
            said[f"deputy-{seat.pk}"] = next(iter(deputies))
    said["guests"] = [{"name": row.name, "organisation": row.organisation} for row in attendance if row.seat_id is None]
    return said


class AdjustersForm(Form):
    """Who chaired the meeting, and whom it chose to approve the minutes."""

    chair = forms.ModelChoiceField(User.objects.none(), label=_("Chaired the meeting"))
    adjusters = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Chosen to approve the minutes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside the chair, who always does."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")
        self.fields["chair"].queryset = chosen
        self.fields["adjusters"].queryset = chosen


class NoteForm(Form):
    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("It stands beside the minutes with your name and the day, and is never changed."),
    )
