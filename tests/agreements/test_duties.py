"""What a day brings to agreements by itself: noticed after a stop, and once."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from agreements.models import AgreementChange, ExtensionOption
from agreements.states import OptionState
from agreements.states.changes import ChangeStatus
from portal.workflow import duties
from portal.workflow.models import AuditEvent
from portal.workflow.tasks import daily
from tests import factories


@pytest.fixture
def agreement(cast):
    return factories.make_agreement(cast.cooperation, cast.municipality, responsible=cast.officer)


@pytest.fixture
def option(agreement):
    option = ExtensionOption.objects.get(agreement=agreement)
    option.notice_by = date(2026, 12, 31)
    option.save()
    return option


def run(day):
    with time_machine.travel(f"{day} 03:00+01:00", tick=False):
        daily()


def test_every_area_has_registered_its_duty():
    assert {"agreement-changes", "reorganisations", "options", "reminders"} <= duties.names()


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (["2026-12-31"], OptionState.OPEN),  # its last day is still there to use it
        (["2026-12-31", "2027-01-01"], OptionState.LAPSED),
        (["2027-03-01"], OptionState.LAPSED),  # after a stop of two months
        (["2027-01-01", "2027-01-01"], OptionState.LAPSED),
    ],
)
def test_options_lapse(option, days, state):
    for day in days:
        run(day)
    option.refresh_from_db()
    assert option.state == state
    assert AuditEvent.objects.filter(action="agreement.option_lapsed").count() == (state == OptionState.LAPSED)


@pytest.mark.parametrize(
    ("days", "is_in_effect"),
    [
        (["2027-01-31"], False),
        (["2027-02-01"], True),
        (["2027-02-01", "2027-02-01", "2027-02-02"], True),
        (["2027-06-01"], True),
    ],
)
def test_changes_take_effect(cast, agreement, days, is_in_effect):
    change = AgreementChange.objects.create(
        agreement=agreement,
        kind="maximum",
        status=ChangeStatus.CONFIRMED,
        effective_on=date(2027, 2, 1),
        legal_basis="additional",
        justification="More schools than foreseen.",
        new_maximum=Decimal("1600000"),
        proposed_by=cast.officer,
        confirmed_by=cast.manager,
    )
    for day in days:
        run(day)
    change.refresh_from_db()
    agreement.refresh_from_db()
    assert (change.status == ChangeStatus.IN_EFFECT) is is_in_effect
    assert agreement.maximum_value == Decimal("1600000" if is_in_effect else "1500000")
    assert AuditEvent.objects.filter(action="agreement_change.took_effect").count() == is_in_effect
