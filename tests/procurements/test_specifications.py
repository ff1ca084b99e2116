"""The specification as a whole: put forward, approved by name, decided by the chair, opened again; who is told."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actor import forget
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Procurement, SpecificationApproval
from procurements.rules import requirements as rules
from procurements.rules.requirements import Answered, Standing
from procurements.services import comments, procurements, requirements, specifications
from procurements.services.requirements import RequirementData
from procurements.states.requirements import SpecificationState
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


@pytest.fixture
def chair(cast, procurement):
    return specified.seat(cast, "Chair", is_chair=True)


@pytest.fixture
def whole(cast, procurement):
    """One accepted requirement: nothing is missing."""
    return specified.accept(cast.officer, specified.contribute(cast.officer, procurement))


def gaps(procurement) -> list[str]:
    return [str(reason) for reason in rules.gaps(Procurement.objects.get(pk=procurement.pk))]


def test_specification_gaps_are_named_one_by_one(cast, procurement):
    assert len(gaps(procurement)) == 2  # nothing accepted, not approved
    Procurement.objects.filter(pk=procurement.pk).update(group=None)
    assert len(gaps(procurement)) == 3  # nor is there a group
    Procurement.objects.filter(pk=procurement.pk).update(group=procurement.group)
    rows = [specified.contribute(cast.officer, procurement, weight=weight) for weight in ("60", "30")]
    comments.comment(by=cast.expert, requirement_id=rows[0].pk, text="Why?")
    specified.accept(cast.officer, rows[0])
    assert len(gaps(procurement)) == 4  # one proposed, one comment, 60 per cent, not approved
    specified.accept(cast.officer, rows[1])
    comments.resolve(by=cast.officer, comment_id=rows[0].comments.get().pk)
    assert len(gaps(procurement)) == 2  # 90 per cent, not approved
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement, weight="10"))
    assert len(gaps(procurement)) == 1
    specified.answer(cast.expert, specified.put_forward(cast.officer, procurement))
    assert gaps(procurement) == []


def test_comments_on_what_is_declined_are_no_gap(cast, procurement, whole):
    row = specified.contribute(cast.officer, procurement)
    comments.comment(by=cast.expert, requirement_id=row.pk, text="Why?")
    requirements.step(by=cast.officer, name="declined", requirement_id=row.pk, version=1, reason="Right")
    assert specified.put_forward(cast.officer, procurement).state == SpecificationState.PUT_FORWARD


def test_specification_put_forward_keeps_what_was_put_forward(cast, procurement, whole):
    specified.accept(cast.officer, specified.contribute(cast.expert, procurement, "Second", heading="B"))
    specification = specified.put_forward(cast.officer, procurement)
    rows = specification.revisions.get().rows.all()
    assert [(row.position, row.version.requirement.number, row.version.edition) for row in rows] == [
        (1, 1, 1),
        (2, 2, 1),
    ]
    for refused in (
        lambda: specified.contribute(cast.officer, procurement),
        lambda: requirements.edit(by=cast.officer, requirement_id=whole.pk, version=2, data=RequirementData("New")),
        lambda: specified.put_forward(cast.officer, procurement),
    ):
        with pytest.raises(Refused):
            refused()
    comments.comment(by=cast.expert, requirement_id=whole.pk, text="One word more")  # still talked about


def test_specification_is_put_forward_by_office_and_chair_when_whole(cast, procurement, chair):
    with pytest.raises(Refused):
        specified.put_forward(cast.officer, procurement)
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement))
    with pytest.raises(Refused):
        specified.put_forward(cast.expert, procurement)
    with pytest.raises(Refused) as refused:
        specifications.put_forward(by=chair, procurement_id=procurement.pk, version=0, due_on=date(2026, 11, 19))
    assert refused.value.answer.reasons[0].field == "due_on"
    assert specified.put_forward(chair, procurement).revision == 1


def test_specification_is_not_put_forward_before_its_stage(cast):
    early = specified.procurement_of(cast, Stage.PARTICIPATION)
    specified.accept(cast.officer, specified.contribute(cast.officer, early))
    with pytest.raises(Refused):
        specified.put_forward(cast.officer, early)


def test_specification_answered_by_every_seat_is_approved(cast, procurement, chair, whole):
    specification = specified.put_forward(cast.officer, procurement)
    specification = specified.answer(cast.expert, specification, approves=False, reason="Too dear")
    specification = specified.answer(chair, specification)
    assert specification.state == SpecificationState.PUT_FORWARD
    assert rules.is_open(specification.procurement) is rules.BEING_APPROVED
    specification = specified.answer(cast.expert, specification)  # changed the answer
    assert specification.state == SpecificationState.APPROVED
    assert rules.is_open(Procurement.objects.get(pk=procurement.pk)) is rules.APPROVED
    assert specification.decided_by is None
    said = SpecificationApproval.objects.order_by("person__name")
    assert [(row.person, row.organisation, row.approves, row.reason) for row in said] == [
        (chair, cast.neighbour, True, ""),
        (cast.expert, cast.municipality, True, ""),
    ]
    assert [event.action for event in audit.history(specification)][::-1] == [
        "specification.put_forward",
        "specification.answer_objected",
        "specification.answer_approved",
        "specification.answer_approved",
        "specification.approved",
    ]


def test_specification_answers_want_a_seat_a_reason_and_the_latest_revision(cast, procurement, chair, whole):
    specification = specified.put_forward(cast.officer, procurement)
    for person in (cast.officer, cast.contact, cast.supplier):
        with pytest.raises(Refused):
            specified.answer(person, specification)
    with pytest.raises(Refused) as refused:
        specified.answer(cast.expert, specification, approves=False, reason=" ")
    assert refused.value.answer.reasons[0].field == "reason"
    specifications.open_again(by=chair, specification_id=specification.pk, version=specification.version, reason="More")
    specified.put_forward(chair, procurement)
    with pytest.raises(Refused):
        specified.answer(cast.expert, specification)  # the first revision, which was read
    assert not SpecificationApproval.objects.exists()


def test_specification_decided_by_the_chair_with_a_majority(cast, procurement, chair, whole):
    third = specified.seat(cast, "Third Expert")
    specification = specified.put_forward(cast.officer, procurement)
    specification = specified.answer(chair, specification)
    decide = {"specification_id": specification.pk, "version": specification.version, "reason": "The others are away"}
    with pytest.raises(Refused):
        specifications.decide(by=chair, **decide)  # one of three
    specified.answer(third, specification)
    for person in (cast.officer, cast.expert, third):
        with pytest.raises(Refused):
            specifications.decide(by=person, **decide)
    with pytest.raises(Refused) as refused:
        specifications.decide(by=chair, **decide | {"reason": " "})
    assert refused.value.answer.reasons[0].field == "reason"
    with pytest.raises(Conflict):
        specifications.decide(by=chair, **decide | {"version": 0})
    specification = specifications.decide(by=chair, **decide)
    assert (specification.state, specification.decided_by) == (SpecificationState.APPROVED, chair)


def test_specification_opened_again_voids_what_was_approved(cast, procurement, chair, whole):
    specification = specified.put_forward(cast.officer, procurement)
    for person in (chair, cast.expert):
        specification = specified.answer(person, specification)
    assert specification.state == SpecificationState.APPROVED
    again = {"specification_id": specification.pk, "version": specification.version, "reason": "A new need"}
    with pytest.raises(Refused):
        specifications.open_again(by=cast.expert, **again)
    with pytest.raises(Refused):
        specifications.open_again(by=cast.officer, **again | {"reason": ""})
    specification = specifications.open_again(by=cast.officer, **again)
    assert (specification.state, specification.approved_at) == (SpecificationState.OPEN, None)
    specification = specified.put_forward(cast.officer, procurement)
    assert specification.revision == 2
    standing = rules.standing_of(specification)
    assert (standing.approving, standing.waiting) == (0, 2)


def test_specification_opens_when_its_procurement_goes_back(cast, procurement):
    specification = specified.approved(cast, procurement)
    Procurement.objects.filter(pk=procurement.pk).update(stage=Stage.READY, maximum_value=1)
    with pytest.raises(Refused):
        specifications.open_again(
            by=cast.officer, specification_id=specification.pk, version=specification.version, reason="Late"
        )
    version = Procurement.objects.get(pk=procurement.pk).version
    back = {"procurement_id": procurement.pk, "version": version, "reason": "A requirement is missing"}
    procurements.step(by=cast.officer, name="back_to_specification", **back)
    specification.refresh_from_db()
    assert specification.state == SpecificationState.OPEN


def test_who_leaves_the_group_is_not_waited_for(cast, procurement, chair, whole):
    specification = specified.put_forward(cast.officer, procurement)
    specification = specified.answer(chair, specification)
    cast.expert.seats.update(valid_to=date(2026, 11, 19))
    forget(cast.expert)
    assert rules.standing_of(specification).is_unanimous
    with pytest.raises(Refused):
        specified.answer(cast.expert, specification)
    decided = specifications.decide(
        by=chair, specification_id=specification.pk, version=specification.version, reason="The seat has ended"
    )
    assert decided.state == SpecificationState.APPROVED


@given(st.lists(st.sampled_from([True, False, None]), max_size=12))
def test_a_majority_is_more_than_half_of_all_seats(answers):
    class Said:
        def __init__(self, approves):
            self.approves = approves

    rows = tuple(Answered(seat=None, approval=None if one is None else Said(one)) for one in answers)
    standing = Standing(rows)
    assert standing.approving + standing.objecting + standing.waiting == len(answers)
    assert standing.has_majority == (2 * answers.count(True) > len(answers))
    assert standing.is_unanimous == (bool(answers) and all(answers))
    if standing.is_unanimous:
        assert standing.has_majority


def test_the_group_is_told_by_letter(cast, procurement, chair, whole, at_once, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        specification = specified.put_forward(cast.officer, procurement)
    assert {letter.to[0] for letter in mail.outbox} == {cast.expert.email, chair.email}
    assert all(f"/procurements/{procurement.pk}/" in letter.body for letter in mail.outbox)
    assert specification.revisions.get().by == cast.officer
