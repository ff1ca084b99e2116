"""Decisions on options: used in their order and in time, declined, lapsed; the last day follows."""

from datetime import date

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import services
from agreements.data import OptionData
from agreements.models import Agreement, AgreementChange
from agreements.services.options import decline_option, lapse_options, use_option
from agreements.states import OptionState
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from portal.law.periods import last_day_with_options
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.agreements.builders import as_stored, framework

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        yield


@pytest.fixture
def agreement(cast):
    """Two years from 1 January 2025 with options of one year each: until the end of 2026, 2027 and 2028."""
    made = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        starts_on=date(2025, 1, 1),
        ends_on=date(2026, 12, 31),
        latest_contract_end_on=date(2030, 12, 31),
        option_months=(12, 12),
    )
    for option, day in zip(made.options.all(), (date(2026, 11, 30), date(2027, 11, 30)), strict=True):
        option.notice_by = day
        option.save()
    return made


def states(agreement):
    return [option.state for option in agreement.options.all()]


def decide(verb, cast, agreement, place=1, by=None, **said):
    agreement.refresh_from_db()
    option = agreement.options.get(position=place)
    said = {"reason": "The need is there.", "version": agreement.version, **said}
    result = verb(by=by or cast.officer, option_id=option.pk, **said)
    agreement.refresh_from_db()
    return result


def refused(verb, cast, agreement, **said):
    with pytest.raises(Refused) as refusal:
        decide(verb, cast, agreement, **said)
    return [reason.field for reason in refusal.value.answer.reasons]


def test_option_used(cast, agreement):
    change = decide(use_option, cast, agreement)
    assert (agreement.last_day, agreement.version) == (date(2027, 12, 31), 2)
    assert agreement.latest_contract_end_on == date(2030, 12, 31)
    assert states(agreement) == [OptionState.USED, OptionState.OPEN]
    option = agreement.options.first()
    assert (option.decided_on, option.decided_by) == (TODAY, cast.officer)
    assert (change.kind, change.status) == (ChangeKind.EXTENSION, ChangeStatus.IN_EFFECT)
    assert (change.legal_basis, change.new_last_day) == (LegalBasis.REVIEW_CLAUSE, date(2027, 12, 31))
    assert change.before["last_day"] == "2026-12-31"
    event = audit.history(agreement).first()
    assert (event.action, event.actor) == ("agreement.extended", cast.officer)
    assert event.changes["last_day"] == ["2026-12-31", "2027-12-31"]


def test_options_are_used_in_their_order_and_once(cast, agreement):
    assert refused(use_option, cast, agreement, place=2) == ["option"]
    decide(use_option, cast, agreement)
    assert refused(use_option, cast, agreement) == ["option"]
    decide(use_option, cast, agreement, place=2)
    assert agreement.last_day == date(2028, 12, 31)


def test_option_not_used_after_its_notice(cast, agreement):
    with time_machine.travel("2026-12-01 00:30+01:00", tick=False):
        assert refused(use_option, cast, agreement) == ["option"]
        assert refused(decline_option, cast, agreement) == ["option"]
    assert agreement.last_day == date(2026, 12, 31)


def test_option_declined_closes_those_after_it(cast, agreement):
    decide(decline_option, cast, agreement, reason="The supplier does not deliver.")
    assert states(agreement) == [OptionState.DECLINED, OptionState.LAPSED]
    assert (agreement.last_day, agreement.version) == (date(2026, 12, 31), 2)
    event = audit.history(agreement).first()
    assert (event.action, event.reason) == ("agreement.option_declined", "The supplier does not deliver.")
    assert not AgreementChange.objects.exists()


def test_an_edit_keeps_what_was_decided(cast):
    data = framework(cast, options=(OptionData(6, date(2028, 2, 28)), OptionData(6, date(2028, 8, 31))))
    agreement = services.register(by=cast.officer, data=data)
    services.publish(by=cast.officer, agreement_id=agreement.pk, version=1)
    decide(use_option, cast, agreement)
    assert agreement.last_day == date(2029, 11, 30)
    edited = as_stored(agreement, framework(cast, options=data.options, description="Now with windows."))
    services.update(by=cast.officer, agreement_id=agreement.pk, version=agreement.version, data=edited, reason="Told")
    agreement.refresh_from_db()
    assert agreement.last_day == date(2029, 11, 30)
    assert states(agreement) == [OptionState.USED, OptionState.OPEN]


def test_options_lapse_after_their_notice_once(cast, agreement):
    assert lapse_options(date(2026, 11, 30)) == 0
    assert lapse_options(date(2027, 3, 1)) == 2
    assert lapse_options(date(2027, 3, 1)) == 0
    assert states(agreement) == [OptionState.LAPSED, OptionState.LAPSED]
    event = audit.history(agreement).get()
    assert (event.action, event.actor) == ("agreement.option_lapsed", None)


def test_options_of_drafts_and_of_ended_agreements_do_not_lapse(cast):
    for status in ("draft", "terminated"):
        factories.make_agreement(cast.cooperation, status=status, ends_on=date(2026, 1, 31))
    assert lapse_options(TODAY) == 0


def test_an_option_is_decided_with_a_reason_by_the_office_on_what_was_seen(cast, agreement):
    assert refused(use_option, cast, agreement, reason=" ") == ["reason"]
    assert refused(decline_option, cast, agreement, reason="") == ["reason"]
    for actor in ("administrator", "contact", "purchaser", "steering", "supplier", "stranger", "nobody"):
        for verb in (use_option, decline_option):
            refused(verb, cast, agreement, by=cast.user(actor))
    with pytest.raises(Conflict):
        decide(use_option, cast, agreement, version=7)
    assert states(agreement) == [OptionState.OPEN, OptionState.OPEN]


def test_no_option_of_a_terminated_agreement_is_used(cast, agreement):
    services.terminate(by=cast.officer, agreement_id=agreement.pk, version=1, on=TODAY, reason="Fraud")
    refused(use_option, cast, agreement)


@given(
    months=st.lists(st.integers(1, 24), min_size=1, max_size=4),
    decisions=st.lists(st.tuples(st.sampled_from(["use", "decline", "lapse"]), st.integers(1, 4)), max_size=8),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_decided_the_last_day_is_that_of_the_used_options(cast, months, decisions):
    """Decided in any order, refused or not: the last day is counted from the used options, and none was reached past
    one that was not used."""
    made = factories.make_agreement(
        cast.cooperation, option_months=tuple(months), latest_contract_end_on=date(2060, 12, 31)
    )
    announced = last_day_with_options(made.starts_on, made.ends_on, sum(months))
    for verb, place in decisions:
        option = made.options.filter(position=place).first()
        made.refresh_from_db()
        try:
            if verb == "lapse":
                lapse_options(date(2100, 1, 1) if place == 4 else TODAY)
            elif option is not None:
                act = use_option if verb == "use" else decline_option
                act(by=cast.officer, option_id=option.pk, version=made.version, reason="So decided")
        except Refused:
            pass
        stored = Agreement.objects.get(pk=made.pk)
        used = [row.months for row in stored.options.all() if row.state == OptionState.USED]
        assert stored.last_day == last_day_with_options(made.starts_on, made.ends_on, sum(used)) <= announced
        found = states(stored)
        assert found[: len(used)] == [OptionState.USED] * len(used)
