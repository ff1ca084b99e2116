"""Follow-up: tiers and intervals, plans that keep what a person set, activities, dialogue and obligations."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from agreements.models import Activity, Agreement, DialogueMeeting, FollowUpPlan, FollowUpVisit, Obligation
from agreements.services import follow_up as services
from agreements.services import follow_up_plans as plans
from agreements.services.follow_up import ActivityData, DialogueData, MeetingData, ObligationData
from portal.law.follow_up import INTERVAL, Tier, counted_from, next_follow_up, next_meeting, tier_of
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from suppliers.models import SupplierContact
from tests import factories
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement(cast) -> Agreement:
    return factories.make_agreement(
        cast.cooperation, cast.municipality, supplier=cast.supplier_company, responsible=cast.officer
    )


def tiers(number: int) -> dict[Tier, int]:
    found = [tier_of(place, number) for place in range(1, number + 1)]
    return {tier: found.count(tier) for tier in Tier}


@pytest.mark.parametrize(
    ("number", "a", "b", "c"),
    [
        (0, 0, 0, 0),
        (1, 1, 0, 0),
        (2, 1, 0, 1),  # a tenth is 0.2, so 1; four tenths 0.8, so 1
        (3, 1, 1, 1),  # four tenths are 1.2, so 2
        (10, 1, 3, 6),
        (11, 2, 3, 6),  # 1.1 → 2; 4.4 → 5
        (25, 3, 7, 15),  # 2.5 → 3; 10
        (100, 10, 30, 60),
    ],
)
def test_tiers_are_a_tenth_thirty_per_cent_and_the_rest(number, a, b, c):
    assert tiers(number) == {Tier.A: a, Tier.B: b, Tier.C: c}


def test_tiers_are_looked_at_three_times_a_year_yearly_and_every_second_year():
    assert INTERVAL == {Tier.A: 4, Tier.B: 12, Tier.C: 24}


@pytest.mark.parametrize(
    ("since", "tier", "last_day", "due"),
    [
        (date(2026, 1, 31), Tier.A, None, date(2026, 5, 31)),
        (date(2026, 10, 31), Tier.A, None, date(2027, 2, 28)),
        (date(2026, 3, 1), Tier.B, date(2030, 1, 1), date(2027, 3, 1)),
        (date(2026, 3, 1), Tier.C, date(2027, 12, 31), date(2027, 12, 31)),  # once more before it ends
        (date(2027, 12, 31), Tier.A, date(2027, 12, 31), None),
    ],
)
def test_the_next_follow_up_lies_an_interval_on_but_before_the_end(since, tier, last_day, due):
    assert next_follow_up(since, tier, last_day) == due


def test_a_new_plan_counts_from_the_last_whole_interval():
    # 1 January 2025 and four months each: …, 1 September 2026, 1 January 2027
    assert counted_from(date(2025, 1, 1), Tier.A, date(2026, 11, 20)) == date(2026, 9, 1)
    assert counted_from(date(2025, 1, 1), Tier.C, date(2026, 11, 20)) == date(2025, 1, 1)
    assert counted_from(date(2025, 1, 1), Tier.C, date(2027, 1, 1)) == date(2027, 1, 1)


def test_cadence_arithmetic():
    assert next_meeting(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert next_meeting(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert next_meeting(date(2026, 11, 20), 6) == date(2027, 5, 20)


def ten(cast) -> list[Agreement]:
    """Ten agreements in force, worth one to ten million at most."""
    return [
        factories.make_agreement(
            cast.cooperation,
            cast.municipality,
            title=f"{million} million",
            estimated_value=None,
            maximum_value=Decimal(million * 1_000_000),
            responsible=cast.officer,
        )
        for million in range(1, 11)
    ]


def tier_letters(cast) -> dict[str, str]:
    return dict(FollowUpPlan.objects.values_list("agreement__title", "tier"))


def test_plan_follow_up_ranks_by_the_largest_known_value(cast):
    agreements = ten(cast)
    Agreement.objects.filter(pk=agreements[0].pk).update(estimated_value=Decimal("99000000"), maximum_value=None)
    factories.make_agreement(cast.cooperation, ends_on=date(2026, 1, 1))  # over
    factories.make_draft(cast.cooperation)
    assert plans.plan_follow_up(cast.cooperation, TODAY) == 10
    letters = tier_letters(cast)
    assert [title for title, tier in letters.items() if tier == "a"] == ["1 million"]
    assert sorted(title for title, tier in letters.items() if tier == "b") == ["10 million", "8 million", "9 million"]
    assert sum(tier == "c" for tier in letters.values()) == 6
    plan = FollowUpPlan.objects.get(agreement=agreements[0])
    assert (plan.weight, plan.next_on) == (Decimal("99000000"), date(2027, 1, 1))
    assert audit.history(plan).get().action == "follow_up_plan.planned"


def test_planning_twice_changes_nothing(cast):
    ten(cast)
    plans.plan_follow_up(cast.cooperation, TODAY)
    before = list(FollowUpPlan.objects.order_by("pk").values())
    assert plans.plan_follow_up(cast.cooperation, TODAY) == 0
    assert list(FollowUpPlan.objects.order_by("pk").values()) == before


def test_an_overdue_follow_up_stays_overdue(cast, agreement):
    plans.plan_follow_up(cast.cooperation, TODAY)
    FollowUpPlan.objects.update(next_on=date(2026, 9, 1), counted_from=date(2026, 5, 1))
    plans.plan_follow_up(cast.cooperation, TODAY)
    assert FollowUpPlan.objects.get().next_on == date(2026, 9, 1)


def test_what_weighs_more_now_is_due_at_once(cast):
    agreements = ten(cast)
    plans.plan_follow_up(cast.cooperation, TODAY)
    Agreement.objects.filter(pk=agreements[0].pk).update(maximum_value=Decimal("99000000"))
    plans.plan_follow_up(cast.cooperation, TODAY)
    plan = FollowUpPlan.objects.get(agreement=agreements[0])
    assert (plan.tier, plan.next_on) == ("a", TODAY)  # counted from 1 January 2025, due four months later
    assert FollowUpPlan.objects.get(agreement=agreements[9]).tier == "b"
    assert plans.plan_follow_up(cast.cooperation, TODAY) == 0


def adjust(cast, agreement, **said):
    plan = FollowUpPlan.objects.get(agreement=agreement)
    first = {"own_tier": plan.own_tier, "next_on": plan.next_on, "reason": "Much used by the schools"}
    return plans.adjust_plan(by=cast.officer, agreement_id=agreement.pk, version=plan.version, **{**first, **said})


def test_a_plan_keeps_what_a_person_set(cast):
    agreements = ten(cast)
    plans.plan_follow_up(cast.cooperation, TODAY)
    adjust(cast, agreements[0], own_tier="a")
    adjust(cast, agreements[1], next_on=date(2027, 2, 1))
    Agreement.objects.filter(pk=agreements[1].pk).update(maximum_value=Decimal("99000000"))
    plans.plan_follow_up(cast.cooperation, TODAY)
    first, second = (FollowUpPlan.objects.get(agreement=one) for one in agreements[:2])
    assert (first.planned_tier, first.own_tier, first.tier, first.next_on) == ("c", "a", "a", TODAY)
    assert (second.tier, second.next_on, second.day_is_own) == ("a", date(2027, 2, 1), True)
    adjust(cast, agreements[0], own_tier="", next_on=None)
    first.refresh_from_db()
    assert (first.tier, first.reason, first.adjusted_by) == ("c", "", None)
    assert first.next_on == date(2027, 1, 1)


def test_adjusting_a_plan_needs_a_reason_and_a_day_before_the_end(cast, agreement):
    plans.plan_follow_up(cast.cooperation, TODAY)
    for said, field in (
        ({"own_tier": "b", "reason": " "}, "reason"),
        ({"next_on": date(2028, 1, 1)}, "next_on"),
    ):
        with pytest.raises(Refused) as refused:
            adjust(cast, agreement, **said)
        assert [reason.field for reason in refused.value.answer.reasons] == [field]
    with pytest.raises(Conflict):
        plans.adjust_plan(
            by=cast.officer, agreement_id=agreement.pk, version=99, own_tier="b", next_on=None, reason="x"
        )


def test_a_follow_up_done_moves_the_day_by_the_tiers_interval(cast, agreement):
    plans.plan_follow_up(cast.cooperation, TODAY)  # alone, so tier A
    adjust(cast, agreement, next_on=date(2026, 12, 24))
    plan = FollowUpPlan.objects.get()
    plans.record_visit(
        by=cast.officer, agreement_id=agreement.pk, version=plan.version, done_on=date(2026, 11, 18), notes="All well"
    )
    plan.refresh_from_db()
    assert (plan.next_on, plan.day_is_own, plan.counted_from) == (date(2027, 3, 18), False, date(2026, 11, 18))
    visit = FollowUpVisit.objects.get()
    assert (visit.due_on, visit.by) == (date(2026, 12, 24), cast.officer)
    for done_on, notes in ((date(2026, 11, 21), "x"), (TODAY, " ")):
        with pytest.raises(Refused):
            plans.record_visit(
                by=cast.officer, agreement_id=agreement.pk, version=plan.version, done_on=done_on, notes=notes
            )


@pytest.mark.parametrize("actor", ["purchaser", "supplier", "stranger", "administrator"])
def test_follow_up_is_refused_to_others(cast, agreement, actor):
    plans.plan_follow_up(cast.cooperation, TODAY)
    data = ActivityData(level="tactical", title="Forecast", due_on=date(2027, 1, 1))
    with pytest.raises(Refused):
        services.agree_activity(by=cast.user(actor), agreement_id=agreement.pk, data=data)
    with pytest.raises(Refused):
        plans.record_visit(by=cast.user(actor), agreement_id=agreement.pk, version=1, done_on=TODAY, notes="x")


def agree(cast, agreement, **said) -> Activity:
    data = ActivityData(
        level="tactical",
        title="Forecast of volumes",
        due_on=date(2027, 1, 15),
        supplier=cast.supplier_company,
        our_person=cast.officer,
        their_user=cast.supplier,
    )
    return services.agree_activity(by=cast.officer, agreement_id=agreement.pk, data=replace(data, **said))


def test_activity_agreed_edited_and_done_by_the_suppliers_person(cast, agreement):
    activity = agree(cast, agreement)
    data = ActivityData(level="strategic", title="Forecast", due_on=date(2027, 2, 1), supplier=cast.supplier_company)
    services.edit_activity(by=cast.officer, activity_id=activity.pk, version=1, data=data)
    with pytest.raises(Refused):  # nobody of the rival's
        services.settle_activity(by=cast.rival, activity_id=activity.pk, version=2, step="done", result="x")
    with pytest.raises(Refused):  # without words
        services.settle_activity(by=cast.supplier, activity_id=activity.pk, version=2, step="done", result=" ")
    services.settle_activity(by=cast.supplier, activity_id=activity.pk, version=2, step="done", result="Sent")
    activity.refresh_from_db()
    assert (activity.state, activity.result, activity.settled_on) == ("done", "Sent", TODAY)
    assert [event.action for event in audit.history(activity)] == [
        "activity.done",
        "activity.edited",
        "activity.agreed",
    ]
    with pytest.raises(Refused):
        services.settle_activity(by=cast.officer, activity_id=activity.pk, version=3, step="dropped", result="x")
    with pytest.raises(Refused):
        services.edit_activity(by=cast.officer, activity_id=activity.pk, version=3, data=data)


def test_activity_of_a_named_colleague_is_not_settled_by_another(cast, agreement):
    colleague = factories.make_user("Colleague")
    factories.act_for(colleague, cast.supplier_company)
    activity = agree(cast, agreement)
    with pytest.raises(Refused):
        services.settle_activity(by=colleague, activity_id=activity.pk, version=1, step="done", result="x")


def test_activity_takes_people_of_the_agreement_only(cast, agreement):
    foreign = SupplierContact.objects.create(supplier=cast.other_supplier, name="Somebody")
    for said, field in (
        ({"supplier": cast.other_supplier}, "supplier"),
        ({"our_person": cast.stranger}, "our_person"),
        ({"their_user": cast.rival}, "their_person"),
        ({"their_user": None, "their_contact": foreign}, "their_person"),
    ):
        with pytest.raises(Refused) as refused:
            agree(cast, agreement, **said)
        assert [reason.field for reason in refused.value.answer.reasons] == [field]


def test_activities_are_seen_by_their_own_supplier_alone(cast, agreement):
    lot = agreement.lots.get()
    lot.suppliers.create(supplier=cast.other_supplier)
    agree(cast, agreement)
    agree(cast, agreement, supplier=None, their_user=None, title="For all")
    seen = {
        actor: sorted(Activity.objects.visible_to(cast.user(actor)).values_list("title", flat=True))
        for actor in cast.ACTORS
    }
    both = ["For all", "Forecast of volumes"]
    assert seen == {
        **{actor: [] for actor in cast.ACTORS},
        **dict.fromkeys(("administrator", "manager", "officer", "contact", "supplier"), both),
        "rival": ["For all"],
    }


def test_dialogue_plans_each_next_meeting(cast, agreement):
    data = DialogueData(level="tactical", every_months=3, supplier=cast.supplier_company)
    dialogue = services.set_dialogue(by=cast.officer, agreement_id=agreement.pk, data=data)
    meeting = DialogueMeeting.objects.get()
    assert meeting.planned_on == date(2027, 2, 20)
    with pytest.raises(Refused):  # twice at one level
        services.set_dialogue(by=cast.officer, agreement_id=agreement.pk, data=data)
    services.edit_dialogue(by=cast.officer, dialogue_id=dialogue.pk, version=1, data=replace(data, every_months=6))
    meeting.refresh_from_db()
    assert meeting.planned_on == date(2027, 5, 20)
    held = MeetingData(
        level="tactical",
        planned_on=date(2027, 5, 20),
        supplier=cast.supplier_company,
        held_on=date(2026, 11, 10),
        agreed="Fewer journeys",
        internal_note="They were late",
    )
    actions = [ActivityData(level="tactical", title="Plan the rounds", due_on=date(2027, 1, 1))]
    services.record_meeting(
        by=cast.officer, meeting_id=meeting.pk, version=meeting.version, data=held, activities=actions
    )
    assert Activity.objects.get().meeting == meeting
    assert DialogueMeeting.objects.get(held_on=None).planned_on == date(2027, 5, 10)
    services.end_dialogue(by=cast.officer, dialogue_id=dialogue.pk, version=2)
    assert DialogueMeeting.objects.get() == meeting


def test_a_meeting_held_says_what_was_agreed_and_lies_in_the_past(cast, agreement):
    planned = MeetingData(level="tactical", planned_on=date(2026, 12, 1))
    meeting = services.plan_meeting(by=cast.officer, agreement_id=agreement.pk, data=planned)
    for said, field in (
        ({"held_on": date(2026, 11, 21), "agreed": "x"}, "held_on"),
        ({"held_on": TODAY}, "agreed"),
    ):
        with pytest.raises(Refused) as refused:
            services.record_meeting(by=cast.officer, meeting_id=meeting.pk, version=1, data=replace(planned, **said))
        assert [reason.field for reason in refused.value.answer.reasons] == [field]


def test_obligation_is_checked(cast, agreement):
    data = ObligationData(kind="service_level", wording="Answers within an hour")
    with pytest.raises(Refused):  # a service level without measure and target
        services.agree_obligation(by=cast.officer, agreement_id=agreement.pk, data=data)
    whole = replace(data, measure="Answers within an hour", target="95 %", next_check_on=date(2026, 11, 1))
    obligation = services.agree_obligation(by=cast.officer, agreement_id=agreement.pk, data=whole)
    check = {"by": cast.officer, "obligation_id": obligation.pk, "result": "partly", "finding": "92 %"}
    with pytest.raises(Refused):
        services.check_obligation(**check, version=1, checked_on=date(2026, 11, 21), next_check_on=None)
    services.check_obligation(**check, version=1, checked_on=TODAY, next_check_on=date(2027, 5, 1))
    found = Obligation.objects.get()
    assert (found.result, found.checked_on, found.next_check_on) == ("partly", TODAY, date(2027, 5, 1))
