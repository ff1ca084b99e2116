"""The page of a procurement: where it stands and who must act, each told to whom it may be."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from portal.accounts.actor import actor_of, forget
from portal.workflow import deadlines
from procurements.circles import circle_of
from procurements.models import Procurement, StageEntry
from procurements.stages import standing
from procurements.stages.deadlines import ANSWERS, NOTICE, RESULT
from procurements.stages.standing import Passed
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast
from tests.procurements import joining, specified
from tests.procurements.on_the_way import LINK, announced, completed, step, whole
from tests.procurements.on_the_way import NOTICE as NOTICE_DAY

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


def way(procurement: Procurement) -> dict[str, str]:
    procurement.refresh_from_db()
    return {mark.stage: mark.passed for mark in standing.way(procurement)}


def acting(user: Any, procurement: Procurement) -> set[tuple[str, str]]:
    """Who must act, by name and organisation, as a person is told."""
    procurement.refresh_from_db()
    if user is not None:
        forget(user)
    return {(row.who, row.of) for row in standing.to_act(circle_of(user, procurement), procurement)}


def page_of(client: Any, procurement: Procurement) -> str:
    response = client.get(procurement.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_way_through(cast: Cast) -> None:
    found = factories.make_procurement(cast.cooperation)
    assert way(found) == {
        Stage.PLANNED: Passed.CURRENT,
        Stage.PARTICIPATION: Passed.NEXT,
        Stage.DIALOGUE: Passed.COMING,
        Stage.SPECIFICATION: Passed.COMING,
        Stage.READY: Passed.COMING,
        Stage.PUBLISHED: Passed.COMING,
        Stage.COMPLETED: Passed.COMING,
    }
    joining.move(found, Stage.SPECIFICATION)
    assert way(found)[Stage.DIALOGUE] == Passed.SKIPPED
    StageEntry.objects.create(procurement=found, stage=Stage.DIALOGUE, entered_on=TODAY)
    assert way(found)[Stage.DIALOGUE] == Passed.DONE
    step(cast.officer, found, "back_to_participation", "Two members were forgotten.")
    assert (way(found)[Stage.PARTICIPATION], way(found)[Stage.DIALOGUE]) == (Passed.CURRENT, Passed.NEXT)
    step(cast.officer, found, "cancelled", "Nobody joined.")
    assert way(found)[Stage.DIALOGUE] == Passed.STOPPED
    assert Passed.NEXT not in way(found).values()


def test_planned_days_beside_the_real_ones(cast: Cast) -> None:
    found = announced(cast)
    days = {label: (planned, real) for label, planned, real in standing.days(found)}
    assert (NOTICE_DAY, TODAY) in days.values()
    assert all(mark.entered_on == TODAY for mark in standing.way(found) if mark.stage == Stage.PUBLISHED)


def test_members_that_have_not_answered_are_named_to_members(cast: Cast) -> None:
    found = joining.asking(cast, officer=cast.officer)
    joining.ask(cast, found, cast.municipality, cast.neighbour)
    waiting = {(str(cast.contact), cast.municipality.name)}
    office = (str(cast.officer), cast.cooperation.name)
    for user in (cast.officer, cast.contact, cast.purchaser, cast.working):
        told = acting(user, found)
        assert waiting <= told and office in told, user
        assert cast.neighbour.name in {of for _who, of in told}  # nobody is appointed there
    for user in (cast.supplier, cast.stranger, cast.nobody, None):
        assert acting(user, found) == set(), user


def test_nobody_waits_for_members_whose_last_day_has_passed(cast: Cast) -> None:
    found = joining.asking(cast, officer=cast.officer)
    joining.ask(cast, found, cast.municipality)
    assert cast.municipality.name in {of for _who, of in acting(cast.officer, found)}
    found.participations.update(due_on=TODAY - timedelta(days=1))
    assert acting(cast.officer, found) == {(str(cast.officer), cast.cooperation.name)}


def test_those_who_have_not_approved_are_named_to_the_group(cast: Cast) -> None:
    found = specified.procurement_of(cast, officer=cast.officer)
    second = specified.seat(cast, "Second Expert")
    specified.accept(cast.officer, specified.contribute(cast.officer, found))
    specification = specified.put_forward(cast.officer, found)
    specified.answer(cast.expert, specification)
    assert (str(second), cast.neighbour.name) in acting(cast.officer, found)
    assert str(cast.expert) not in {who for who, _of in acting(cast.officer, found)}
    assert (str(second), cast.neighbour.name) in acting(second, found)
    assert str(second) not in {who for who, _of in acting(cast.purchaser, found)}
    assert acting(None, found) == set()


def test_nobody_must_act_when_it_is_over(cast: Cast) -> None:
    assert acting(cast.officer, completed(cast)) == set()


def test_the_steps_are_the_office_s(cast: Cast, sign_in: Any) -> None:
    found = whole(cast)
    address = reverse("procurement-step", args=[found.pk, "make-ready"])
    assert address in page_of(sign_in(cast.officer), found)
    for actor in ("contact", "purchaser", "expert", "administrator", "supplier", "stranger", "public"):
        page = page_of(sign_in(cast.user(actor)), found)
        assert "/step/" not in page, actor
        assert 'id="next"' not in page, actor


def test_what_the_notice_will_need_is_told_early(cast: Cast) -> None:
    found = joining.asking(cast)
    assert standing.before_the_notice(found).gaps
    assert standing.before_the_notice(factories.make_procurement(cast.cooperation)) is None


def test_the_public_reads_the_plan_alone(cast: Cast, sign_in: Any) -> None:
    found = whole(cast)
    hidden = factories.make_procurement(cast.cooperation, "Hidden draft", stage=Stage.DRAFT)
    Procurement.objects.filter(pk=found.pk).update(after=hidden, description="Fruit for all.")
    for actor in ("public", "supplier", "stranger"):
        page = page_of(sign_in(cast.user(actor)), found)
        assert "Fruit for all." in page
        for word in ("Hidden draft", cast.contact.name, cast.expert.name, 'id="who"', 'id="history"'):
            assert word not in page, (actor, word)
    assert "Hidden draft" in page_of(sign_in(cast.officer), found)


def test_how_it_is_prepared_is_told_to_members(cast: Cast, sign_in: Any) -> None:
    """The days that suppliers plan by are public; when members are asked and requirements written is not."""
    marks = {"participation_on": 3, "answers_due_on": 4, "specification_on": 5}
    found = factories.make_procurement(
        cast.cooperation,
        stage=Stage.SPECIFICATION,
        dialogue_on=TODAY.replace(day=6),
        **{name: TODAY.replace(year=2031, month=7, day=day) for name, day in marks.items()},
    )
    StageEntry.objects.create(procurement=found, stage=Stage.PARTICIPATION, entered_on=TODAY.replace(year=2019))
    for actor in Cast.ACTORS:
        page = page_of(sign_in(cast.user(actor)), found)
        inside = actor not in ("supplier", "rival", "stranger", "nobody", "public")
        assert [year in page for year in ("2031", "2019")] == [inside, inside], actor
        assert "2026-11-06" in page or "6 nov" in page or "6. nov" in page, actor


def test_links_to_both_notices_are_public(cast: Cast, client: Any) -> None:
    found = completed(cast)
    Procurement.objects.filter(pk=found.pk).update(result_url="https://www.example.org/result")
    page = page_of(client, found)
    assert f'href="{LINK}"' in page
    assert 'href="https://www.example.org/result"' in page


def test_time_limits_stand_beside_the_planned_days(cast: Cast, sign_in: Any) -> None:
    found = whole(cast)
    assert "counted-steps" in page_of(sign_in(cast.officer), found)
    assert "counted-steps" not in page_of(sign_in(None), found)


def due(user: Any, kind: str) -> list[Any]:
    """A person's deadlines of a kind within a year."""
    forget(user)
    year = timedelta(days=365)
    return [row.day for row in deadlines.own(user.pk, TODAY, TODAY, TODAY + year, of=[kind])]


def test_what_falls_due_for_the_office(cast: Cast) -> None:
    found = joining.asking(cast, officer=cast.officer)
    joining.ask(cast, found, cast.municipality)
    assert due(cast.officer, NOTICE.name) == [joining.NOTICE]
    assert due(cast.officer, ANSWERS.name) == [joining.DUE]
    joining.answer(cast.contact, found.participations.get())
    assert due(cast.officer, ANSWERS.name) == []
    for user in (cast.contact, cast.purchaser, cast.stranger):
        assert due(user, NOTICE.name) == []
    Procurement.objects.filter(pk=found.pk).update(officer=None)
    assert due(cast.officer, NOTICE.name) == []
    assert due(cast.manager, NOTICE.name) == [joining.NOTICE]


def test_the_result_notice_falls_due_thirty_days_after(cast: Cast) -> None:
    found = completed(cast)
    # 20 November and thirty days are Sunday 20 December
    assert due(cast.officer, RESULT.name) == [TODAY + timedelta(days=31)]
    Procurement.objects.filter(pk=found.pk).update(result_url=LINK)
    assert due(cast.officer, RESULT.name) == []


def test_steps_aside_are_those_that_are_possible(cast: Cast) -> None:
    found = whole(cast)
    addresses = [address for _label, address in standing.aside(actor_of(cast.officer), found)]
    assert [address.rstrip("/").rpartition("/")[2] for address in addresses] == [
        "back-to-dialogue",
        "back-to-participation",
        "cancel",
    ]
    assert standing.aside(actor_of(cast.purchaser), found) == []
