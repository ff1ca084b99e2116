"""Forms of a handover: who leaves and when, and to whom each thing goes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import User
from portal.governance.duties.staff import ONE_DAY, Staff
from portal.governance.services.handover import Group
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField

ENDS = "-"  # a choice: it ends, nobody takes over
ONE_BY_ONE = 60  # of more than these of one kind, all go to the same person
TAKERS = ("appointment", "seat")  # who is given a role by this handover may take over what asks for one


class LeavingForm(Form):
    """Who leaves, when, and who takes over most of it."""

    person = LookupField(
        "person", label=pgettext_lazy("handover", "Who leaves"), help_text=_("Type the beginning of the name.")
    )
    last_day = DateField(
        label=_("Last day"),
        help_text=_("Successors begin on the next day. Today or earlier: everything is handed over at once."),
    )
    successor = LookupField(
        "person",
        label=_("Who takes over"),
        required=False,
        help_text=_("The deputy is proposed for what has one. You can divide things up in the next step."),
    )


class DivisionForm(Form):
    """To whom each thing goes: kind by kind, and, where somebody else takes it, one by one."""

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Group],
        person: User,
        cooperation_id: int,
        last_day: date,
        today: date,
        successor: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        first = max(last_day + ONE_DAY, today)
        staff = Staff([cooperation_id], first)
        self._fitting = {
            (group.holding.name, row.key): row.fitting(staff, first) - {person.pk}
            for group in groups
            for row in group.rows
        }
        ids = {pk for people in self._fitting.values() for pk in people} | ({successor.pk} if successor else set())
        self.people = {user.pk: user for user in User.objects.filter(pk__in=ids, is_active=True)}
        for group in groups:
            self._add_group(group, successor)

    def _add_group(self, group: Group, successor: User | None) -> None:
        name = group.holding.name
        fitting = {pk for row in group.rows for pk in self._fitting[name, row.key]}
        if fitting and successor is not None:
            fitting.add(successor.pk)
        people = sorted((self.people[pk] for pk in fitting if pk in self.people), key=lambda user: user.name)
        choices = [(str(user.pk), user.name) for user in people]
        ends = [(ENDS, _("Nobody: it ends"))] if all(row.may_end for row in group.rows) else []
        self.fields[f"all-{name}"] = forms.ChoiceField(
            label=_("All of these to"),
            choices=[("", _("Choose")), *choices, *ends],
            initial=self._proposed(group, fitting, successor),
            required=False,
        )
        if not choices or not 1 < len(group.rows) <= ONE_BY_ONE:
            return
        for row in group.rows:
            end = [(ENDS, _("Nobody: it ends"))] if row.may_end else []
            suggested = str(row.suggested) if row.suggested in fitting and successor is None else ""
            self.fields[f"row-{name}-{row.key}"] = forms.ChoiceField(
                label=row.title,
                choices=[("", _("As chosen above")), *choices, *end],
                initial=suggested,
                required=False,
            )

    def _proposed(self, group: Group, fitting: set[int], successor: User | None) -> str:
        """Who is proposed for a whole kind: the successor named, the deputy of the only thing; where nobody can take it
        over, its end."""
        if not fitting:
            return ENDS
        if successor is not None:
            return str(successor.pk)
        suggested = group.rows[0].suggested
        return str(suggested) if len(group.rows) == 1 and suggested in fitting else ""

    def drawn(self) -> Iterable[tuple[Group, Any, list[tuple[Any, Any]]]]:
        """Each kind with the choice for all of it and that of every row (None where all go the same way)."""
        for group in self.groups:
            name = group.holding.name
            rows = [(row, self[key] if (key := f"row-{name}-{row.key}") in self.fields else None) for row in group.rows]
            yield group, self[f"all-{name}"], rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        takers = {
            pk
            for group in self.groups
            if group.holding.name in TAKERS
            for row in group.rows
            if (pk := self._chosen(data, group.holding.name, row.key)) not in (None, ENDS)
        }
        for group in self.groups:
            name, unchosen = group.holding.name, False
            for row in group.rows:
                pk, field = self._chosen(data, name, row.key), f"row-{name}-{row.key}"
                if not pk:
                    unchosen = True
                elif (pk == ENDS and not row.may_end) or (
                    pk != ENDS and not (int(pk) in self._fitting[name, row.key] or pk in takers)
                ):
                    said = _("Choose somebody who has a role there: %(title)s.")
                    self.add_error(
                        field if field in self.fields else f"all-{name}",
                        forms.ValidationError(said, params={"title": row.title}),
                    )
            if unchosen:
                self.add_error(f"all-{name}", _("Choose who takes these over, or choose for each of them."))
        return data

    def choices(self) -> dict[tuple[str, str], User | None]:
        """To whom each thing goes, by kind and key; to nobody where it ends."""
        found: dict[tuple[str, str], User | None] = {}
        for group in self.groups:
            for row in group.rows:
                pk = self._chosen(self.cleaned_data, group.holding.name, row.key)
                found[group.holding.name, row.key] = None if pk == ENDS else self.people[int(pk or 0)]
        return found

    def _chosen(self, data: dict[str, Any], name: str, key: str) -> str | None:
        return data.get(f"row-{name}-{key}") or data.get(f"all-{name}") or None
