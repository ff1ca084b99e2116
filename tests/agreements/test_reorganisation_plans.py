"""Who plans a change among the members, and plans that make no sense."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from agreements.models import Agreement
from agreements.services import reorganisations as services
from agreements.succession import ReorganisationData
from portal.governance.models import Decision, Meeting
from portal.workflow.errors import Refused
from tests import factories
from tests.agreements.reorganised import TODAY, decided, joining, leaving, merging, planned, selling, traded
from tests.cast import Cast


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return decided(cast)


@pytest.fixture
def trade(cast: Cast) -> Agreement:
    return traded(cast)


@pytest.mark.parametrize(
    ("person", "may"), [("administrator", True), ("manager", True), ("officer", True), ("contact", False)]
)
def test_the_office_plans(cast: Cast, decision: Decision, person: str, may: bool) -> None:
    data = leaving(cast, decision)
    if may:
        assert planned(cast, data, by=cast.user(person))
    else:
        with pytest.raises(Refused):
            planned(cast, data, by=cast.user(person))


def fields(cast: Cast, data: ReorganisationData) -> set[str | None]:
    with pytest.raises(Refused) as refused:
        services.foresee(by=cast.officer, cooperation=cast.cooperation, data=data)
    return {reason.field for reason in refused.value.answer.reasons}


def test_plans_that_make_no_sense(cast: Cast, decision: Decision, trade: Agreement) -> None:
    foreign = Decision.objects.create(
        meeting=Meeting.objects.create(cooperation=cast.other_cooperation, title="Else", held_on=TODAY),
        title="Else",
        wording="Else",
        takes_effect_on=TODAY,
    )
    norwegian = factories.make_organisation("Fjord kommune", country="NO")
    member, host = (cast.neighbour.pk,), (cast.municipality.pk,)
    join, leave, merge, sell = (case(cast, decision) for case in (joining, leaving, merging, selling))
    assert fields(cast, replace(join, organisation_ids=())) == {"organisations"}
    assert fields(cast, replace(join, organisation_ids=member)) == {"organisations"}
    assert fields(cast, replace(join, organisation_ids=(norwegian.pk,))) == {"organisations"}
    assert fields(cast, replace(join, decision_id=None, justification=" ")) == {"decision", "justification"}
    assert fields(cast, replace(join, decision_id=foreign.pk)) == {"decision"}
    assert fields(cast, replace(leave, organisation_ids=join.organisation_ids)) == {"organisations"}
    assert fields(cast, replace(leave, organisation_ids=host)) == {"organisations"}
    assert fields(cast, replace(merge, successor_id=None)) == {"successor"}
    assert fields(cast, replace(merge, successor_id=norwegian.pk)) == {"successor"}
    assert fields(cast, replace(merge, organisation_ids=join.organisation_ids)) == {"organisations"}
    assert fields(cast, replace(merge, organisation_ids=sell.organisation_ids)) == {"organisations"}
    assert fields(cast, replace(merge, organisation_ids=member, successor_id=member[0])) == {"organisations"}
    assert fields(cast, replace(sell, organisation_ids=member)) == {"organisations"}
    assert fields(cast, replace(sell, from_owner_id=member[0])) == {"from_owner"}
    assert fields(cast, replace(sell, to_owner_id=sell.from_owner_id)) == {"to_owner"}


def test_an_organisation_takes_part_in_one_plan_at_a_time(cast: Cast, decision: Decision) -> None:
    data = leaving(cast, decision)
    planned(cast, data)
    assert fields(cast, replace(data, effective_on=TODAY + timedelta(days=40))) == {"organisations"}
