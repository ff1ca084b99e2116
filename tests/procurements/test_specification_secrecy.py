"""Who learns what of a specification, circle by circle and stage by stage: rule 8.

Marks that occur nowhere else stand in what is accepted, proposed, declined, said and was worded before. Every surface
that might show one is opened by every actor; what is read there is held against what the circle may know.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.accounts.actor import forget
from portal.law.secrecy import Part
from portal.workflow import audit
from portal.workflow.deadlines import Window
from procurements.circles import circle_of
from procurements.models import Participation, Procurement, Requirement
from procurements.querysets.parts import seeing
from procurements.services import comments, requirements
from procurements.services.requirements import RequirementData
from procurements.specification.deadlines import to_answer
from procurements.states.participation import ParticipationState
from procurements.states.stages import ANNOUNCED, Stage
from tests import factories
from tests.cast import Cast
from tests.procurements import specified
from tests.procurements.sheets import words_of

pytestmark = pytest.mark.django_db

ACCEPTED = ("Wagtail vans",)
DRAFTED = ("Bunting proposal", "Nightjar reason", "Redpoll comment", "Siskin wording", "Twite why")
WRITERS = {"administrator", "manager", "officer", "expert"}
ACTORS = Cast.ACTORS
STAGES = (Stage.DRAFT, Stage.PARTICIPATION, Stage.SPECIFICATION, Stage.READY, Stage.PUBLISHED, Stage.CANCELLED)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(factories.TODAY, tick=False):
        yield


@pytest.fixture
def procurement(cast: Cast) -> Procurement:
    """Its contact is asked to take part; its requirements were written by the services themselves."""
    found = specified.procurement_of(cast, title="Vehicles")
    Participation.objects.create(
        procurement=found,
        organisation=cast.municipality,
        state=ParticipationState.INVITED,
        due_on=date(2099, 1, 1),
        invited_by=cast.officer,
    )
    row = specified.contribute(cast.expert, found, DRAFTED[3], heading="Quality")
    row = requirements.edit(
        by=cast.officer, requirement_id=row.pk, version=1, data=RequirementData(ACCEPTED[0]), why=DRAFTED[4]
    )
    specified.accept(cast.officer, row)
    comments.comment(by=cast.expert, requirement_id=row.pk, text=DRAFTED[2])
    specified.contribute(cast.expert, found, DRAFTED[0])
    declined = specified.contribute(cast.expert, found, "Gone")
    requirements.step(by=cast.officer, name="declined", requirement_id=declined.pk, version=1, reason=DRAFTED[1])
    return found


def move(procurement: Procurement, stage: str) -> None:
    Procurement.objects.filter(pk=procurement.pk).update(
        stage=stage,
        maximum_value=Decimal(1),
        published_on=factories.TODAY if stage in ANNOUNCED else None,
    )
    procurement.refresh_from_db()


def surfaces(procurement: Procurement) -> list[str]:
    inside = [
        reverse(name, args=[procurement.pk])
        for name in (
            "procurement",
            "specification",
            "specification-sheet",
            "specification-compare",
            "specification-put-forward",
            "specification-answer",
            "requirement-new",
            "requirement-reuse",
            "agreement-group",
        )
    ]
    rows = [reverse("requirement", args=[procurement.pk, number]) for number in (1, 2, 3)]
    elsewhere = [
        reverse("requirement-edit", args=[procurement.pk, 2]),
        reverse("requirement-decline", args=[procurement.pk, 2]),
    ]
    return [
        *inside,
        *rows,
        *elsewhere,
        f"{reverse('specification', args=[procurement.pk])}?state=proposed",
        f"{reverse('procurement-list')}?q=Wagtail",
        f"{reverse('procurement-list')}?export=csv",
        reverse("cooperation", args=[procurement.cooperation_id]),
        reverse("group", args=[procurement.group_id]),
        reverse("start"),
        reverse("job-list"),
        reverse("deadline-list"),
    ]


def browser_of(cast: Cast, actor: str) -> Client:
    browser, user = Client(), cast.user(actor)
    if user is not None:
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def read(browser: Client, address: str) -> str:
    response = browser.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        return words_of(content)
    return content.decode("utf-8", "replace").replace('value="Wagtail"', "")


def may_read(actor: str, stage: str) -> tuple[bool, bool]:
    """Whether an actor may know what is accepted, and how it came about."""
    if stage == Stage.DRAFT:
        writes = actor in WRITERS - {"expert"}
        return writes, writes
    writes = actor in WRITERS
    return writes or actor == "contact" or stage in ANNOUNCED, writes


@pytest.mark.parametrize("stage", STAGES)
def test_specification_is_read_by_its_circles_alone(cast: Cast, procurement: Procurement, stage: str) -> None:
    move(procurement, stage)
    told, kept = [], []
    for actor in ACTORS:
        browser = browser_of(cast, actor)
        knows, writes = may_read(actor, stage)
        hidden = (() if knows else ACCEPTED) + (() if writes else DRAFTED)
        pages = {address: read(browser, address) for address in surfaces(procurement)}
        told += [(actor, address, mark) for address, words in pages.items() for mark in hidden if mark in words]
        shown = "".join(pages.values())
        due = (ACCEPTED if knows else ()) + (DRAFTED if writes else ())
        kept += [(actor, mark) for mark in due if mark not in shown]
    assert told == []
    assert kept == []


@pytest.mark.parametrize("stage", [Stage.SPECIFICATION, Stage.PUBLISHED])
def test_who_wrote_and_who_approves_is_told_to_writers_alone(cast: Cast, procurement: Procurement, stage: str) -> None:
    move(procurement, stage)
    for actor in set(ACTORS) - WRITERS:
        browser = browser_of(cast, actor)
        for address in (
            reverse("specification", args=[procurement.pk]),
            reverse("requirement", args=[procurement.pk, 1]),
        ):
            assert cast.expert.name not in read(browser, address), (actor, address)


def test_posts_by_others_answer_as_if_there_were_nothing(cast: Cast, procurement: Procurement) -> None:
    addresses = [
        reverse("requirement-comment", args=[procurement.pk, 1]),
        reverse("requirement-step", args=[procurement.pk, 2, "accepted"]),
        reverse("requirement-place", args=[procurement.pk, 1]),
        reverse("section-place", args=[procurement.pk]),
        reverse("requirement-new", args=[procurement.pk]),
    ]
    for actor in ("contact", "purchaser", "working", "steering", "supplier", "rival", "stranger", "nobody"):
        browser = browser_of(cast, actor)
        for address in addresses:
            assert browser.post(address, {"text": "x", "version": "1", "place": "1"}).status_code == 404, (
                actor,
                address,
            )
    assert Requirement.objects.count() == 3


def test_who_left_the_group_sees_nothing_of_it(cast: Cast, procurement: Procurement) -> None:
    cast.expert.seats.update(valid_to=date(2026, 11, 19))
    forget(cast.expert)
    assert browser_of(cast, "expert").get(reverse("specification", args=[procurement.pk])).status_code == 404


def test_a_source_is_named_to_those_who_see_it(cast: Cast, procurement: Procurement) -> None:
    """The office takes over from a procurement in whose group the expert does not sit."""
    hidden = factories.make_procurement(cast.cooperation, "Dunnock earlier", Stage.SPECIFICATION)
    source = specified.accept(cast.officer, specified.contribute(cast.officer, hidden, "Quiet"))
    (copied,) = requirements.reuse(by=cast.officer, procurement_id=procurement.pk, requirement_ids=[source.pk])
    addresses = [copied.get_absolute_url(), reverse("specification", args=[procurement.pk]),
                 reverse("specification-sheet", args=[procurement.pk])]  # fmt: skip
    assert all("Dunnock" not in read(browser_of(cast, "expert"), address) for address in addresses)
    assert "Dunnock" in read(browser_of(cast, "officer"), addresses[0])
    assert "Dunnock" in read(browser_of(cast, "officer"), addresses[2])
    assert all("Dunnock" not in str(event.changes) for event in audit.history(copied))


def test_deadlines_reach_those_who_have_not_answered(cast: Cast) -> None:
    waiting = specified.procurement_of(cast)
    specified.accept(cast.officer, specified.contribute(cast.officer, waiting))
    chair = specified.seat(cast, "Chair", is_chair=True)
    specification = specified.put_forward(cast.officer, waiting)
    specification.revisions.update(due_on=date(2026, 12, 1))
    window = Window(first=factories.TODAY, last=date(2026, 12, 31), today=factories.TODAY)
    assert [set(row.to) for row in to_answer(window)] == [{cast.expert.pk, chair.pk}]
    specified.answer(chair, specification)
    (row,) = to_answer(window)
    assert (row.to, row.day) == ((cast.expert.pk,), date(2026, 12, 1))
    specified.answer(cast.expert, specification)
    assert list(to_answer(window)) == []


@pytest.mark.parametrize("part", [Part.REQUIREMENTS, Part.DRAFTING, Part.PLAN, Part.INVITED, Part.TENDERS])
def test_many_are_seen_as_each_is(cast: Cast, procurement: Procurement, part: Part) -> None:
    """The condition that is asked of many procurements answers as the circle of one does."""
    for stage, was_announced in product(Stage, (False, True)):
        row = specified.procurement_of(cast, stage, published_on=factories.TODAY if was_announced else None)
        Participation.objects.create(
            procurement=row,
            organisation=cast.municipality,
            state=ParticipationState.JOINS,
            due_on=factories.TODAY,
            invited_by=cast.officer,
            answered_by=cast.contact,
            answered_at=row.created_at,
        )
        factories.make_procurement(cast.other_cooperation, stage=stage, published_on=row.published_on)
    rows = list(Procurement.objects.all())
    for actor in ACTORS:
        user = cast.user(actor)
        many = set(Procurement.objects.filter(seeing(user, part)).values_list("pk", flat=True))
        assert many == {row.pk for row in rows if circle_of(user, row).sees(part)}, actor
