"""The thread from a goal through requirements to agreements and back: linked by a person, inherited, followed up."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agreements.models import GoalCheck, GoalFinding
from agreements.services import goals as checks
from agreements.services.goals import CheckData, FindingData
from portal.governance.models import Decision, Measurement
from portal.governance.services import goals as goal_services
from portal.governance.services.goals import Adoption
from portal.law.periods import add_months
from portal.workflow.errors import Refused
from procurements.goals.suggesting import suggest
from procurements.models import Need, NeedGoal, RequirementGoal
from procurements.papers import specification
from procurements.services import goals as services
from procurements.services import requirements
from procurements.states.stages import Stage
from tests import factories
from tests.governance.setting import decide, organic, set_goal
from tests.procurements import specified
from tests.procurements.sheets import words_of


@pytest.fixture
def goal(cast):
    return set_goal(cast.officer, cast.cooperation)


@pytest.fixture
def requirement(cast):
    procurement = specified.procurement_of(cast)
    row = specified.contribute(
        cast.officer, procurement, "Half of it is organic.", goals="ekologiskt, organic food", verification="Invoices"
    )
    return specified.accept(cast.officer, row)


def link(cast, requirement, goal):
    return services.link_requirement(by=cast.officer, requirement_id=requirement.pk, goals=[goal.pk])


# Suggesting and linking


def test_goals_are_suggested_by_the_beginnings_of_words(cast, goal):
    other = set_goal(cast.officer, cast.cooperation, title="Fossilfria transporter", indicator="Andel fossilfritt")
    assert suggest("more organically grown food", [goal, other]) == [goal]
    assert suggest("fossilfri drift", [goal, other]) == [other]
    assert suggest("nothing in common", [goal, other]) == []


def test_requirement_linked_keeps_what_was_typed(cast, goal, requirement):
    link(cast, requirement, goal)
    requirement.refresh_from_db()
    assert requirement.goals == "ekologiskt, organic food"
    assert [row.goal for row in requirement.goal_links.all()] == [goal]
    services.link_requirement(by=cast.officer, requirement_id=requirement.pk, none_fits=True)
    assert [row.goal for row in requirement.goal_links.all()] == [None]


def test_requirement_names_its_goals_in_the_sheet_and_everybodys_in_the_paper(cast, goal, requirement, sign_in):
    link(cast, requirement, goal)
    procurement = requirement.procurement
    answer = sign_in(cast.officer).get(reverse("specification-sheet", args=[procurement.pk]))
    sheet = words_of(b"".join(answer.streaming_content))
    assert goal.title in sheet and "ekologiskt, organic food" not in sheet

    def told() -> str:
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(specification.render(procurement))).pages)

    before = specification.paper(procurement, "en")
    assert goal.title not in told()
    Decision.objects.filter(pk=goal.decision_id).update(is_public=True)
    assert goal.title in told() and specification.paper(procurement, "en") != before


def test_requirement_is_linked_to_goals_of_its_own_cooperation_only(cast, requirement):
    foreign = set_goal(cast.stranger, cast.other_cooperation)
    with pytest.raises(Refused):
        link(cast, requirement, foreign)
    assert not RequirementGoal.objects.exists()


@pytest.mark.parametrize("actor", ["contact", "stranger", "supplier", "steering"])
def test_requirement_is_not_linked_by_others(cast, goal, requirement, actor):
    with pytest.raises(Refused):
        services.link_requirement(by=cast.user(actor), requirement_id=requirement.pk, goals=[goal.pk])


def test_requirement_taken_over_serves_the_same_goals(cast, goal, requirement):
    link(cast, requirement, goal)
    copies = requirements.reuse(
        by=cast.officer, procurement_id=specified.procurement_of(cast).pk, requirement_ids=[requirement.pk]
    )
    assert [row.goal for row in copies[0].goal_links.all()] == [goal]


def test_unlinked_ones_are_linked_in_one_press(cast, sign_in, goal, requirement):
    need = Need.objects.create(
        organisation=cast.municipality, what="Food", goals="organic food", reported_by=cast.purchaser
    )
    client = sign_in(cast.officer)
    page = client.get(reverse("goal-unlinked")).content.decode()
    assert "ekologiskt, organic food" in page
    assert page.count(f'name="goal" value="{goal.pk}"') == 2
    client.post(reverse("goal-link"), {"kind": "requirement", "row": requirement.pk, "goal": goal.pk})
    client.post(reverse("goal-link"), {"kind": "need", "row": need.pk, "goal": goal.pk})
    assert RequirementGoal.objects.get().by == cast.officer
    assert NeedGoal.objects.get().goal == goal
    assert f'name="goal" value="{goal.pk}"' not in client.get(reverse("goal-unlinked")).content.decode()
    assert client.post(reverse("goal-link"), {"kind": "need", "row": need.pk}).status_code == 404


def test_unlinked_ones_of_others_are_not_linked(cast, sign_in, goal, requirement):
    client = sign_in(cast.stranger)
    assert "organic food" not in client.get(reverse("goal-unlinked")).content.decode()
    sent = {"kind": "requirement", "row": requirement.pk, "goal": goal.pk}
    assert client.post(reverse("goal-link"), sent).status_code == 404
    assert sign_in(cast.contact).post(reverse("goal-link"), sent).status_code == 403


# The goal's page, read by those who may


@pytest.mark.parametrize(
    ("actor", "sees"),
    [("officer", True), ("expert", True), ("administrator", True), ("steering", False), ("purchaser", False)],
)
def test_goal_shows_requirements_to_their_circle_only(cast, sign_in, goal, requirement, actor, sees):
    link(cast, requirement, goal)
    page = sign_in(cast.user(actor)).get(goal.get_absolute_url()).content.decode()
    assert ("Half of it is organic." in page) is sees


def test_goal_shows_announced_requirements_to_everybody_who_sees_the_goal(cast, sign_in, goal, requirement):
    link(cast, requirement, goal)
    procurement = requirement.procurement
    type(procurement).objects.filter(pk=procurement.pk).update(stage=Stage.PUBLISHED, published_on=timezone.localdate())
    Decision.objects.filter(pk=goal.decision_id).update(is_public=True)
    page = sign_in(None).get(goal.get_absolute_url()).content.decode()
    assert "Half of it is organic." in page
    specification = sign_in(None).get(reverse("specification", args=[procurement.pk])).content.decode()
    assert goal.get_absolute_url() in specification


def test_requirement_does_not_tell_the_public_of_a_goal_that_is_not_public(cast, sign_in, goal, requirement):
    link(cast, requirement, goal)
    procurement = requirement.procurement
    type(procurement).objects.filter(pk=procurement.pk).update(stage=Stage.PUBLISHED, published_on=timezone.localdate())
    for address in (requirement.get_absolute_url(), reverse("specification", args=[procurement.pk])):
        page = sign_in(None).get(address)
        assert page.status_code == 200
        assert goal.title not in page.content.decode()


# What an agreement inherits


def completed(cast, requirement):
    """The procurement has ended in an agreement."""
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)
    requirement.procurement.results.add(agreement)
    services.inherit(by=cast.officer, procurement=requirement.procurement)
    return agreement


def test_agreement_inherits_linked_requirements_once(cast, sign_in, goal, requirement):
    link(cast, requirement, goal)
    agreement = completed(cast, requirement)
    services.inherit(by=cast.officer, procurement=requirement.procurement)
    check = GoalCheck.objects.get()
    assert (check.agreement, check.goal, check.what, check.how) == (agreement, goal, requirement.text, "Invoices")
    assert check.next_on == add_months(max(agreement.starts_on, timezone.localdate()), 12)
    page = sign_in(cast.officer).get(check.get_absolute_url()).content.decode()
    for address in (goal.get_absolute_url(), goal.strategy.get_absolute_url(), requirement.get_absolute_url()):
        assert address in page  # the thread upwards
    assert check.get_absolute_url() in sign_in(cast.officer).get(goal.get_absolute_url()).content.decode()
    assert check.get_absolute_url() in sign_in(cast.officer).get(agreement.get_absolute_url()).content.decode()


def test_agreement_inherits_what_is_linked_afterwards(cast, goal, requirement):
    completed(cast, requirement)
    assert not GoalCheck.objects.exists()
    link(cast, requirement, goal)
    assert GoalCheck.objects.get().asked_by.requirement == requirement


def test_declined_requirements_are_not_inherited(cast, goal):
    procurement = specified.procurement_of(cast)
    proposed = specified.contribute(cast.officer, procurement, "Only proposed.")
    link(cast, proposed, goal)
    completed(cast, proposed)
    assert not GoalCheck.objects.exists()


# What is found


@pytest.fixture
def check(cast, goal):
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)
    return checks.add_check(by=cast.officer, agreement_id=agreement.pk, data=CheckData(goal, "Half is organic"))


def record(by, check, measured=False, **more):
    facts = {"checked_on": date(2025, 12, 31), "result": "met", "value": Decimal("41.5")}
    return checks.record(
        by=by, check_id=check.pk, version=check.version, data=FindingData(**(facts | more)), measured=measured
    )


def test_goal_check_recorded_is_done_again_in_a_year(cast, check):
    found = record(cast.officer, check)
    check.refresh_from_db()
    assert check.next_on == date(2026, 12, 31)
    assert not Measurement.objects.exists()
    checks.enter(by=cast.officer, finding_id=found.pk)
    row = Measurement.objects.get()
    assert (row.goal, row.value, row.day, row.finding) == (check.goal, Decimal("41.5"), date(2025, 12, 31), found)
    with pytest.raises(Refused):
        checks.enter(by=cast.officer, finding_id=found.pk)


def test_a_day_that_is_measured_already_is_said_and_not_measured_twice(cast, sign_in, check):
    """Two agreements can be checked for the same goal on the same day."""
    record(cast.officer, check, measured=True)
    check.refresh_from_db()
    again = record(cast.officer, check, value=Decimal("43"))
    answer = sign_in(cast.officer).post(reverse("goal-finding-enter", args=[again.pk]))
    assert answer.status_code == 302
    assert Measurement.objects.get().value == Decimal("41.5")


def test_goal_check_recorded_as_a_figure_of_the_goal(cast, check):
    found = record(cast.officer, check, measured=True)
    assert found.measurement.value == Decimal("41.5")


@pytest.mark.parametrize("wrong", [{"checked_on": date(2099, 1, 1)}, {"result": "perhaps"}])
def test_goal_check_recorded_wrongly_is_refused(cast, check, wrong):
    with pytest.raises(Refused):
        record(cast.officer, check, **wrong)
    assert not GoalFinding.objects.exists()


def test_goal_check_of_another_cooperations_goal_is_refused(cast, check):
    foreign = set_goal(cast.stranger, cast.other_cooperation)
    adopted = set_goal(cast.officer, cast.cooperation)
    proposed = goal_services.propose_goal(by=cast.officer, strategy_id=adopted.strategy_id, data=organic())
    for goal in (foreign, proposed):
        with pytest.raises(Refused):
            checks.add_check(by=cast.officer, agreement_id=check.agreement_id, data=CheckData(goal, "X"))


def test_goal_check_dropped_keeps_what_was_found(cast, check):
    record(cast.officer, check)
    check.refresh_from_db()
    with pytest.raises(Refused):
        checks.drop(by=cast.officer, check_id=check.pk, version=check.version, reason=" ")
    checks.drop(by=cast.officer, check_id=check.pk, version=check.version, reason="No longer bought")
    check.refresh_from_db()
    assert check.next_on is None
    assert check.findings.count() == 1
    with pytest.raises(Refused):
        record(cast.officer, check)


@pytest.mark.parametrize(
    ("actor", "status"),
    [("officer", 200), ("contact", 200), ("steering", 200), ("purchaser", 200), ("supplier", 404), ("stranger", 404)],
)
def test_goal_check_is_read_by_those_who_belong(cast, sign_in, check, actor, status):
    client = sign_in(cast.user(actor))
    assert client.get(check.get_absolute_url()).status_code == status
    changing = {"officer": 200, "contact": 200}.get(actor, 403 if status == 200 else 404)
    for name in ("goal-check-edit", "goal-check-record", "goal-check-drop"):
        assert client.get(reverse(name, args=[check.pk])).status_code == changing


def test_goal_check_recorded_in_the_browser(cast, sign_in, check):
    client = sign_in(cast.officer)
    sent = {"version": check.version, "checked_on": "2025-12-31", "result": "partly", "value": "41,5", "measured": "on"}
    assert client.post(reverse("goal-check-record", args=[check.pk]), sent).status_code == 302
    assert Measurement.objects.get().value == Decimal("41.5")


def test_goal_set_anew_is_no_longer_offered(cast, sign_in, goal, requirement):
    later = decide(cast.cooperation, date(2025, 1, 1))
    goal_services.propose_goal(
        by=cast.officer,
        strategy_id=goal.strategy_id,
        data=organic(title="Even more organic food", replaces=goal),
        adoption=Adoption(later, date(2025, 1, 1)),
    )
    page = sign_in(cast.officer).get(requirement.get_absolute_url() + "goals/").content.decode()
    assert f'value="{goal.pk}"' not in page
    assert "Even more organic food" in page
