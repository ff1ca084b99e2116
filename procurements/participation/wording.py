"""What is said of those who take part: tones, sums, mandates in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web import formats
from procurements.models import Participation, Procurement
from procurements.states.participation import ParticipationState

TONES = {
    ParticipationState.INVITED: "warning",
    ParticipationState.JOINS: "success",
    ParticipationState.OPTION: "info",
    ParticipationState.DECLINED: "neutral",
    ParticipationState.WITHDRAWN: "neutral",
    ParticipationState.LEFT_OUT: "neutral",
}

ACTIONS = {
    "participation.invited": gettext_lazy("Asked to take part"),
    "participation.left_out": gettext_lazy("Left out"),
    "participation.invited_again": gettext_lazy("Asked after all"),
    "participation.withdrawn": gettext_lazy("Invitation withdrawn"),
    "participation.given_time": gettext_lazy("Another last day to answer"),
    "participation.reminded": gettext_lazy("Reminded"),
    "participation.joined": gettext_lazy("Takes part"),
    "participation.took_option": gettext_lazy("Takes an option"),
    "participation.declined": gettext_lazy("Declined"),
    "participation.answer_written": gettext_lazy("What the answer says"),
    "participation.mandate_given": gettext_lazy("Mandate given"),
    "procurement.value_confirmed": gettext_lazy("Values confirmed"),
}


@dataclass(frozen=True)
class Summary:
    """How many have answered what, and what is pledged a year ex VAT by those who take part and by options."""

    counts: dict[str, int]
    joined_volume: Decimal
    option_volume: Decimal

    @classmethod
    def of(cls, procurement: Procurement) -> "Summary":
        """The figures of a procurement, in one query."""
        rows = procurement.participations.order_by()
        joins, option = Q(state=ParticipationState.JOINS), Q(state=ParticipationState.OPTION)
        found = rows.aggregate(
            joined_volume=Sum("yearly_volume", filter=joins, default=Decimal(0)),
            option_volume=Sum("yearly_volume", filter=option, default=Decimal(0)),
            **{state.value: Count("pk", filter=Q(state=state)) for state in ParticipationState},
        )
        counts = {state.value: found.pop(state.value) for state in ParticipationState}
        return cls(counts=counts, **found)

    @property
    def asked(self) -> int:
        """Asked, and not withdrawn."""
        return sum(n for state, n in self.counts.items() if state not in ("withdrawn", "left_out"))

    @property
    def answered(self) -> int:
        return self.asked - self.counts[ParticipationState.INVITED]


def mandate_told(row: Participation) -> str:
    """By whom and when the mandate was given; '' for one that is missing."""
    if row.mandate_signed_by is not None and row.mandate_signed_at is not None:
        said = {"who": row.mandate_signed_by.name, "when": formats.datetime(row.mandate_signed_at)}
        return _("signed by %(who)s, %(when)s") % said
    return _("uploaded as a signed document") if row.mandate_file_id else ""
