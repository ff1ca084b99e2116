"""Members that join, leave and merge, and companies that change owner: previewed, done at once, reversible before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from agreements import use
from agreements.buying import buyer_of
from agreements.facts import with_children
from agreements.models import Agreement, CallOff, CeilingBalance, EligibleBuyer, Lot, Reorganisation, Succession
from agreements.services import reorganisations as services
from agreements.states.reorganisations import ReorganisationStatus
from agreements.succession import as_json, data_of, effects_of, from_json
from portal.accounts.actor import Role, actor_of, forget
from portal.governance.models import Decision, MembershipDecision
from portal.law.frameworks.succession import Effect, Part
from portal.organisations.models import Appointment, Membership, Organisation, Ownership, Seat, Unit
from portal.organisations.services import cooperations
from portal.workflow.errors import Conflict, Refused
from portal.workflow.models import AuditEvent
from tests import factories
from tests.agreements.reorganised import (
    TODAY,
    TOMORROW,
    decided,
    joining,
    leaving,
    merging,
    planned,
    private,
    selling,
    traded,
)
from tests.cast import Cast

CASES = [joining, leaving, merging, selling, private]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return decided(cast)


@pytest.fixture
def trade(cast: Cast) -> Agreement:
    return traded(cast)


def everything() -> list[Any]:
    """All that a change among the members may touch."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Membership, EligibleBuyer, Ownership, Unit, Appointment, Seat, Agreement, Succession, CallOff)
    ]


def stands(effect: Effect, day: date) -> Any:
    """How a thing stands now, in the values of the effect."""
    about = effect.about
    at_hand = day if effect.before is None else day - timedelta(days=1)
    if effect.part == Part.MEMBERSHIP:
        row = Membership.objects.on(at_hand).get(organisation=about["organisation"])
        return {"from": str(row.valid_from), "to": row.valid_to and str(row.valid_to)}
    if effect.part == Part.RIGHT:
        row = EligibleBuyer.objects.filter(agreement=about["agreement"], organisation=about["organisation"]).first()
        return row and {"binding": row.is_binding, "until": row.ends_on and str(row.ends_on)}
    if effect.part == Part.OWNER:
        row = Agreement.objects.get(pk=about["agreement"])
        return {"owner": row.owner.name, "number": row.number}
    if effect.part == Part.AREA:
        return {"areas": sorted(Lot.objects.get(pk=about["lot"]).areas.values_list("name", flat=True))}
    if effect.part == Part.UNIT:
        row = Unit.objects.get(pk=about["unit"])
        return {"organisation": row.organisation.name, "name": row.name}
    if effect.part == Part.OWNERSHIP:
        rows = Ownership.objects.filter(company=about["company"], owner=about["organisation"])
        row = rows.get(valid_from=day) if effect.before is None else rows.get(pk=about["ownership"])
        return {
            "from": str(row.valid_from),
            "to": row.valid_to and str(row.valid_to),
            "share": row.share and str(row.share),
        }
    if effect.part == Part.CALL_OFF:
        row = CallOff.objects.get(pk=about["call_off"])
        return {"amount": str(row.amount), "currency": row.agreement.currency, "to": str(row.ends_on)}
    if effect.part == Part.ROLE:
        rows: Any = Seat.objects if about["seat"] else Appointment.objects
        found = {"user": about["person"], "organisation": about.get("successor")} if "successor" in about else {}
        row = rows.get(valid_from=day, **found) if found else rows.get(pk=about["row"])
        return {
            "organisation": row.organisation.name,
            "where": effect.after["where"],
            "until": row.valid_to and str(row.valid_to),
        }
    if effect.part == Part.HOST:
        return {"name": Membership.objects.first().cooperation.host.name}
    return effect.after  # ceilings and counts are looked at in tests of their own


@pytest.mark.parametrize("case", CASES)
def test_what_was_previewed_is_what_happens(cast: Cast, decision: Decision, trade: Agreement, case: Any) -> None:
    unit = Unit.objects.create(organisation=cast.neighbour, name="Parken")
    factories.appoint(cast.nobody, Role.PURCHASER, organisation=cast.neighbour, unit=unit)
    ledger = list(CeilingBalance.objects.order_by("pk").values())
    before = everything()
    row = planned(cast, case(cast, decision))
    assert row.status == ReorganisationStatus.PLANNED
    previewed = from_json(row.preview)
    assert any(not effect.stays for effect in previewed)
    for effect in previewed:
        if effect.before is not None:
            assert stands(effect, TOMORROW) == effect.before, effect
    assert services.take_effect_due(TODAY) == 0
    if case in (leaving, merging):
        assert everything() == before  # the others have founded an organisation or a company for themselves
    assert services.take_effect_due(TOMORROW) == 1
    row.refresh_from_db()
    assert row.status == ReorganisationStatus.IN_EFFECT
    assert row.outcome == row.preview
    for effect in previewed:
        assert stands(effect, TOMORROW) == effect.after, effect
    assert list(CeilingBalance.objects.order_by("pk").values()) == ledger


@pytest.mark.parametrize("case", CASES)
def test_twice_is_once(cast: Cast, decision: Decision, trade: Agreement, case: Any) -> None:
    planned(cast, case(cast, decision))
    assert services.take_effect_due(TOMORROW) == 1
    after, events = everything(), AuditEvent.objects.count()
    assert services.take_effect_due(TOMORROW + timedelta(days=30)) == 0
    assert everything() == after
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("case", "fails"),
    [
        *((case, "touch_register") for case in CASES),
        *((case, "search.refresh") for case in (leaving, merging, private)),  # those that touch agreements
    ],
)
def test_all_of_it_or_nothing(
    cast: Cast, decision: Decision, trade: Agreement, case: Any, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = planned(cast, case(cast, decision))
    before = everything()

    def fail(*args: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(f"agreements.services.reorganisations.{fails}", fail)
    with pytest.raises(RuntimeError):
        services.take_effect_due(TOMORROW)
    assert everything() == before
    row.refresh_from_db()
    assert (row.status, row.outcome) == (ReorganisationStatus.PLANNED, [])
    monkeypatch.undo()
    assert services.take_effect_due(TOMORROW) == 1


def test_a_day_that_has_come_takes_effect_at_once(cast: Cast, decision: Decision) -> None:
    row = planned(cast, leaving(cast, decision, effective_on=TODAY))
    assert row.status == ReorganisationStatus.IN_EFFECT
    membership = Membership.objects.get(organisation=cast.neighbour)
    assert membership.valid_to == TODAY - timedelta(days=1)


def test_a_stop_is_caught_up_in_the_order_of_the_days(cast: Cast, decision: Decision) -> None:
    """The company is admitted on the 22nd and sold on the 24th; the portal stood still until December."""
    data = joining(cast, decision)
    planned(cast, data)
    late = leaving(cast, decision, effective_on=TODAY + timedelta(days=4))
    planned(cast, late)
    assert services.take_effect_due(date(2026, 12, 5)) == 2
    assert Membership.objects.get(organisation=data.organisation_ids[0]).valid_from == TOMORROW
    assert Membership.objects.get(organisation=cast.neighbour).valid_to == TODAY + timedelta(days=3)


def test_the_admission_stands_on_its_decision(cast: Cast, decision: Decision) -> None:
    planned(cast, joining(cast, decision))
    services.take_effect_due(TOMORROW)
    assert MembershipDecision.objects.get(decision=decision).membership.organisation.name == "Ny kommun"


def test_a_withdrawn_plan_does_nothing(cast: Cast, decision: Decision, trade: Agreement) -> None:
    before = everything()
    row = planned(cast, leaving(cast, decision))
    with pytest.raises(Refused):
        services.withdraw(by=cast.officer, reorganisation_id=row.pk, version=1, reason=" ")
    with pytest.raises(Refused):
        services.withdraw(by=cast.contact, reorganisation_id=row.pk, version=1, reason="No")
    with pytest.raises(Conflict):
        services.withdraw(by=cast.officer, reorganisation_id=row.pk, version=7, reason="No")
    services.withdraw(by=cast.officer, reorganisation_id=row.pk, version=1, reason="They stay.")
    assert services.take_effect_due(TOMORROW) == 0
    assert everything() == before


def test_what_happened_is_not_withdrawn(cast: Cast, decision: Decision, monkeypatch: pytest.MonkeyPatch) -> None:
    row = planned(cast, leaving(cast, decision))
    monkeypatch.setattr(timezone, "localdate", lambda *args: TOMORROW)
    with pytest.raises(Refused):  # its day has come, although nobody has carried it out yet
        services.withdraw(by=cast.officer, reorganisation_id=row.pk, version=1, reason="No")
    services.take_effect_due(TOMORROW)
    row.refresh_from_db()
    with pytest.raises(Refused):
        services.withdraw(by=cast.officer, reorganisation_id=row.pk, version=row.version, reason="No")


def test_what_cannot_take_effect_says_why_and_is_tried_again(cast: Cast, decision: Decision) -> None:
    data = joining(cast, decision)
    row = planned(cast, data)
    other = planned(cast, leaving(cast, decision))
    rival = cooperations.add_member(
        by=cast.officer, cooperation_id=cast.cooperation.pk, organisation_id=data.organisation_ids[0], valid_from=TODAY
    )
    assert services.take_effect_due(TOMORROW) == 1  # the other one is not held up
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.hindrance and row.status == ReorganisationStatus.PLANNED
    assert other.status == ReorganisationStatus.IN_EFFECT
    rival.delete()
    assert services.take_effect_due(TOMORROW) == 1
    row.refresh_from_db()
    assert row.hindrance == "" and row.status == ReorganisationStatus.IN_EFFECT


def test_the_day_comes_though_its_planner_has_left_the_office(cast: Cast, decision: Decision) -> None:
    row = planned(cast, leaving(cast, decision))
    Appointment.objects.filter(user=cast.officer).delete()
    services.take_effect_due(TOMORROW)
    row.refresh_from_db()
    assert row.status == ReorganisationStatus.IN_EFFECT
    forget(cast.officer)
    assert not actor_of(cast.officer).grants


def test_nobody_confirms_what_was_not_looked_at(cast: Cast, decision: Decision, trade: Agreement) -> None:
    data = leaving(cast, decision)
    mark = services.mark_of(services.foresee(by=cast.officer, cooperation=cast.cooperation, data=data))
    factories.make_agreement(cast.cooperation, buyers=(cast.neighbour,))
    with pytest.raises(Refused):
        services.plan(by=cast.officer, cooperation_id=cast.cooperation.pk, data=data, mark=mark)
    assert not Reorganisation.objects.exists()


def test_a_right_that_has_ended_is_none_from_the_next_day(cast: Cast, trade: Agreement) -> None:
    data = private(cast)
    planned(cast, data)
    services.take_effect_due(TOMORROW)
    company = Organisation.objects.get(pk=data.organisation_ids[0])
    kept = with_children(Agreement.objects.get(pk=trade.pk))
    assert use.may_use(kept, company, TODAY)
    assert not use.may_use(kept, company, TOMORROW)
    assert buyer_of(kept, company, TODAY).named
    assert not buyer_of(kept, company, TOMORROW).named


def test_what_was_planned_is_put_to_the_rules_again(cast: Cast, decision: Decision, trade: Agreement) -> None:
    """An agreement that names the member is registered after the plan: it is a part of what happens."""
    row = planned(cast, leaving(cast, decision))
    later = factories.make_agreement(cast.cooperation, buyers=(cast.neighbour,))
    services.take_effect_due(TOMORROW)
    row.refresh_from_db()
    assert row.outcome != row.preview
    assert not EligibleBuyer.objects.get(agreement=later, organisation=cast.neighbour).is_binding
    assert as_json(from_json(row.outcome)) == row.outcome
    assert data_of(row).organisation_ids == (cast.neighbour.pk,)
    assert effects_of(cast.cooperation, data_of(row))


def test_histories_tell_it(cast: Cast, trade: Agreement) -> None:
    planned(cast, merging(cast, effective_on=TODAY))
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions >= {
        "reorganisation.planned",
        "reorganisation.took_effect",
        "agreement.reorganised",
        "membership.added",
        "membership.ended",
        "person.appointed",
        "person.role_ended",
        "cooperation.edited",
    }
    event = AuditEvent.objects.get(action="agreement.reorganised", object_id=trade.pk)
    assert set(event.changes) == {"owner", "buyers", "areas"}
