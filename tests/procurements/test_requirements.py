"""Requirements: contributed, worded anew, judged, put in order, taken over, commented."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from portal.accounts.actor import forget
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Procurement, Requirement, RequirementVersion
from procurements.rules import requirements as rules
from procurements.services import comments, requirements
from procurements.services.requirements import RequirementData, data_of
from procurements.states.requirements import RequirementState, Strength
from procurements.states.stages import Stage
from tests import factories
from tests.procurements import specified

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


@pytest.fixture
def procurement(cast):
    return specified.procurement_of(cast)


def fields_of(refused) -> set[str | None]:
    return {reason.field for reason in refused.value.answer.reasons}


def test_requirement_contributed_by_expert_and_office(cast, procurement):
    first = specified.contribute(cast.expert, procurement, "  Quiet.  ", heading="  Vans   and cars ", weight="40")
    second = specified.contribute(cast.officer, procurement)
    assert (first.number, first.position, first.text, first.heading) == (1, 1, "Quiet.", "Vans and cars")
    assert (first.state, first.strength, first.weight) == (RequirementState.PROPOSED, Strength.WEIGHTED, Decimal(40))
    assert (second.number, second.position, second.contributed_by) == (2, 2, cast.officer)
    assert first.versions.get().text == "Quiet."
    assert audit.history(first).get().action == "requirement.contributed"


@pytest.mark.parametrize(
    "actor", ["administrator", "contact", "purchaser", "working", "steering", "supplier", "stranger", "nobody"]
)
def test_requirement_contributed_by_nobody_else(cast, procurement, actor):
    with pytest.raises(Refused):
        specified.contribute(cast.user(actor), procurement)
    assert not Requirement.objects.exists()


def test_requirement_in_a_draft_is_the_office_s(cast):
    draft = specified.procurement_of(cast, Stage.DRAFT)
    with pytest.raises(Refused):
        specified.contribute(cast.expert, draft)
    assert specified.contribute(cast.officer, draft).number == 1


@pytest.mark.parametrize("stage", [Stage.READY, Stage.PUBLISHED, Stage.COMPLETED, Stage.CANCELLED])
def test_requirement_locked_from_ready_on(cast, stage):
    procurement = specified.procurement_of(cast)
    row = specified.contribute(cast.officer, procurement)
    Procurement.objects.filter(pk=procurement.pk).update(
        stage=stage, maximum_value=1, published_on=date(2026, 11, 1) if stage == Stage.PUBLISHED else None
    )
    for refused in (
        lambda: specified.contribute(cast.officer, procurement),
        lambda: requirements.edit(by=cast.officer, requirement_id=row.pk, version=1, data=RequirementData("New")),
        lambda: specified.accept(cast.officer, row),
        lambda: requirements.place(by=cast.officer, requirement_id=row.pk, place=1),
        lambda: comments.comment(by=cast.officer, requirement_id=row.pk, text="Late"),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"verification": "x" * 5001}, "verification"),
        ({"strength": Strength.WEIGHTED}, "weight"),
        ({"strength": Strength.WEIGHTED, "weight": Decimal(0)}, "weight"),
        ({"strength": Strength.WEIGHTED, "weight": Decimal("100.01")}, "weight"),
        ({"strength": Strength.MANDATORY, "weight": Decimal(5)}, "weight"),
    ],
)
def test_requirement_refuses_contradictions(cast, procurement, facts, field):
    with pytest.raises(Refused) as refused:
        requirements.contribute(
            by=cast.officer, procurement_id=procurement.pk, data=RequirementData(**{"text": "Fine", **facts})
        )
    assert fields_of(refused) == {field}


def test_requirement_edited_keeps_its_versions_and_who(cast, procurement):
    row = specified.contribute(cast.expert, procurement, "Delivered in five days.")
    data = RequirementData(text="Delivered in three days.", kind="detailed")
    row = requirements.edit(by=cast.officer, requirement_id=row.pk, version=1, data=data, why="Asked for by Ekby")
    assert (row.edition, row.version, row.state) == (2, 2, RequirementState.PROPOSED)
    said = [(version.edition, version.text, version.by, version.why) for version in row.versions.all()]
    assert said == [
        (1, "Delivered in five days.", cast.expert, ""),
        (2, "Delivered in three days.", cast.officer, "Asked for by Ekby"),
    ]
    same = requirements.edit(by=cast.officer, requirement_id=row.pk, version=2, data=data_of(row))
    assert (same.edition, same.version) == (2, 2)
    with pytest.raises(Conflict) as conflict:
        requirements.edit(by=cast.expert, requirement_id=row.pk, version=1, data=RequirementData("Mine"))
    assert conflict.value.changes["text"] == ("Delivered in five days.", "Delivered in three days.")


def test_versions_are_never_changed(cast, procurement):
    version = specified.contribute(cast.expert, procurement).versions.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        RequirementVersion.objects.filter(pk=version.pk).update(text="Otherwise")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_what_an_expert_words_anew_is_proposed_again(cast, procurement):
    row = specified.accept(cast.officer, specified.contribute(cast.officer, procurement))
    row = requirements.edit(by=cast.manager, requirement_id=row.pk, version=2, data=RequirementData("By the office"))
    assert row.state == RequirementState.ACCEPTED
    row = requirements.edit(by=cast.expert, requirement_id=row.pk, version=3, data=RequirementData("By the expert"))
    assert row.state == RequirementState.PROPOSED


def test_requirement_judged_by_office_and_chair_with_reason(cast, procurement):
    row = specified.contribute(cast.expert, procurement)
    with pytest.raises(Refused):
        specified.accept(cast.expert, row)
    with pytest.raises(Refused) as refused:
        requirements.step(by=cast.officer, name="declined", requirement_id=row.pk, version=1, reason=" ")
    assert fields_of(refused) == {"reason"}
    row = requirements.step(by=cast.officer, name="declined", requirement_id=row.pk, version=1, reason="Too dear")
    assert (row.state, row.reason) == (RequirementState.DECLINED, "Too dear")
    with pytest.raises(Refused):
        requirements.edit(by=cast.officer, requirement_id=row.pk, version=2, data=RequirementData("Cheaper"))
    chair = specified.seat(cast, "Chair", is_chair=True)
    row = specified.accept(chair, row)
    assert (row.state, row.reason, row.version) == (RequirementState.ACCEPTED, "", 3)
    with pytest.raises(Conflict):
        requirements.step(by=chair, name="proposed_again", requirement_id=row.pk, version=1)


def order(procurement) -> list[int]:
    return [row.number for row in procurement.requirements.in_order()]


def test_requirements_are_put_in_order_within_their_section(cast, procurement):
    for heading in ("A", "B", "A", "A"):
        specified.contribute(cast.officer, procurement, heading=heading)
    assert order(procurement) == [1, 3, 4, 2]
    rows = {row.number: row for row in procurement.requirements.all()}
    requirements.place(by=cast.expert, requirement_id=rows[4].pk, place=1)
    assert order(procurement) == [4, 1, 3, 2]
    requirements.place(by=cast.expert, requirement_id=rows[4].pk, place=99)
    assert order(procurement) == [1, 3, 4, 2]
    requirements.place(by=cast.expert, requirement_id=rows[3].pk, place=-5)
    assert order(procurement) == [3, 1, 4, 2]
    requirements.place_section(by=cast.expert, procurement_id=procurement.pk, heading="B", place=1)
    assert order(procurement) == [2, 3, 1, 4]
    assert sorted(procurement.requirements.values_list("position", flat=True)) == [1, 2, 3, 4]
    with pytest.raises(Refused):
        requirements.place_section(by=cast.expert, procurement_id=procurement.pk, heading="C", place=1)
    with pytest.raises(Refused):
        requirements.place(by=cast.contact, requirement_id=rows[3].pk, place=1)


def test_requirements_reused_say_where_they_come_from(cast, procurement):
    earlier = specified.procurement_of(cast, title="Earlier")
    taken = specified.accept(cast.officer, specified.contribute(cast.officer, earlier, "Quiet", weight="60"))
    proposed = specified.contribute(cast.officer, earlier, "Never accepted")
    copied = requirements.reuse(
        by=cast.expert, procurement_id=procurement.pk, requirement_ids=[taken.pk, proposed.pk, 0]
    )
    (row,) = copied
    assert (row.text, row.weight, row.state) == ("Quiet", Decimal(60), RequirementState.PROPOSED)
    assert (row.copied_from, row.copied_edition, row.source_changed) == (taken, 1, False)
    requirements.edit(by=cast.officer, requirement_id=taken.pk, version=2, data=RequirementData("Silent"))
    row = Requirement.objects.get(pk=row.pk)
    assert row.text == "Quiet"
    assert row.source_changed
    with pytest.raises(Refused) as refused:
        requirements.reuse(by=cast.expert, procurement_id=procurement.pk, requirement_ids=[taken.pk])
    assert fields_of(refused) == {"requirements"}


def test_requirements_of_others_are_reused_from_their_notice_on(cast, procurement):
    theirs = factories.make_procurement(cast.other_cooperation, stage=Stage.SPECIFICATION)
    row = specified.accept(cast.stranger, specified.contribute(cast.stranger, theirs))
    with pytest.raises(Refused):
        requirements.reuse(by=cast.officer, procurement_id=procurement.pk, requirement_ids=[row.pk])
    Procurement.objects.filter(pk=theirs.pk).update(stage=Stage.PUBLISHED, published_on=date(2026, 11, 1))
    (copied,) = requirements.reuse(by=cast.officer, procurement_id=procurement.pk, requirement_ids=[row.pk])
    assert copied.copied_from == row


def test_comments_have_threads_that_are_resolved(cast, procurement):
    row = specified.contribute(cast.officer, procurement)
    thread = comments.comment(by=cast.expert, requirement_id=row.pk, text=" Why? ")
    assert thread.text == "Why?"
    comments.comment(by=cast.officer, requirement_id=row.pk, text="Because.", thread_id=thread.pk)
    assert rules.open_threads(procurement) == 1
    other = specified.seat(cast, "Other Expert")
    with pytest.raises(Refused):
        comments.resolve(by=other, comment_id=thread.pk)
    assert comments.resolve(by=cast.expert, comment_id=thread.pk).resolved_by == cast.expert
    assert rules.open_threads(procurement) == 0
    comments.comment(by=other, requirement_id=row.pk, text="Still not.", thread_id=thread.pk)
    assert rules.open_threads(procurement) == 1
    with pytest.raises(Refused):
        comments.comment(by=cast.contact, requirement_id=row.pk, text="Outside")
    with pytest.raises(Refused):
        comments.comment(by=cast.expert, requirement_id=row.pk, text=" ")
    elsewhere = specified.contribute(cast.officer, procurement)
    with pytest.raises(Refused):
        comments.comment(by=cast.expert, requirement_id=elsewhere.pk, text="Lost", thread_id=thread.pk)


def test_climate_weight_counts_what_is_accepted(cast, procurement):
    accepted = [
        specified.contribute(cast.officer, procurement, weight="30.5", is_climate=True),
        specified.contribute(cast.officer, procurement, weight="50"),
        specified.contribute(cast.officer, procurement, is_climate=True),
    ]
    specified.contribute(cast.officer, procurement, weight="19.5", is_climate=True)
    for row in accepted:
        specified.accept(cast.officer, row)
    assert rules.climate_weight_of(procurement) == Decimal("30.5")
    assert procurement.requirements.accepted().weight() == Decimal("80.5")


def test_who_left_the_group_writes_no_more(cast, procurement):
    cast.expert.seats.update(valid_to=date(2026, 11, 19))
    forget(cast.expert)
    with pytest.raises(Refused):
        specified.contribute(cast.expert, procurement)
