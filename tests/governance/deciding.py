"""Meetings and decisions to test with."""

from datetime import date
from typing import Any

from portal.governance.models import Decision, Meeting, Risk
from portal.governance.services import decisions
from portal.governance.services.decisions import DecisionData
from portal.organisations.models import Group
from tests.cast import Cast

DAY = date(2026, 11, 20)


def make_meeting(cast: Cast, group: Group | None = None, held_on: date = DAY, **fields: Any) -> Meeting:
    return Meeting.objects.create(
        cooperation=cast.cooperation,
        group=group,
        held_on=held_on,
        **{"title": "Årsmöte", "state": "held", **fields},
    )


def decide(cast: Cast, meeting: Meeting | None = None, **said: Any) -> Decision:
    """A decision of a meeting that was held on ``DAY``, unless another is given."""
    data = DecisionData(
        **{"title": "Admission", "wording": "Öby is admitted.", "takes_effect_on": DAY, **said},
    )
    meeting = meeting or make_meeting(cast)
    return decisions.record_decision(by=cast.officer, meeting_id=meeting.pk, data=data)


def make_risk(cast: Cast, probability: int = 3, consequence: int = 4, **fields: Any) -> Risk:
    return Risk.objects.create(
        cooperation=cast.cooperation,
        probability=probability,
        consequence=consequence,
        **{"title": "Nobody tenders", "review_on": date(2027, 3, 1), **fields},
    )
