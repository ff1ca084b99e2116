"""Gates: each names all that is missing, and lets nobody past, by whatever way."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Procurement, Question, Requirement, Specification
from procurements.rules.gates import GATES, SAID, gate
from procurements.services import procurements as services
from procurements.services.procurements import ProcurementData
from procurements.states.requirements import SpecificationState
from procurements.states.stages import MACHINE, Stage
from procurements.wording import STEPS
from tests import factories
from tests.cast import Cast, make_cast
from tests.procurements import joining
from tests.procurements.on_the_way import (
    LINK,
    NOTICE,
    announced,
    completed,
    ready,
    stages_of,
    step,
    whole,
)

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SOON = TODAY + timedelta(days=20)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


def missing(name: str, procurement: Procurement) -> set[str | None]:
    procurement.refresh_from_db()
    return {reason.field for reason in gate(name, procurement).reasons}


def refused(by: Any, procurement: Procurement, name: str, reason: str = "", **said: Any) -> set[str | None]:
    """The fields that a refusal names; the procurement stays as it was."""
    procurement.refresh_from_db()
    stage = procurement.stage
    with pytest.raises(Refused) as found:
        step(by, procurement, name, reason, **said)
    procurement.refresh_from_db()
    assert procurement.stage == stage
    return {row.field for row in found.value.answer.reasons}


def test_every_step_has_words_and_every_gate_a_step() -> None:
    assert set(STEPS) == set(MACHINE.transitions)
    assert {*GATES, *SAID} <= set(MACHINE.transitions)


def test_from_draft_to_completed(cast: Cast) -> None:
    officer = cast.officer
    cpv = factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")
    data = ProcurementData(title="Städning", organisation=cast.municipality, cpvs=(cpv,), answers_due_on=SOON)
    draft = services.register(by=officer, cooperation_id=cast.cooperation.pk, data=data)
    step(officer, draft, "planned")
    step(officer, draft, "participation_opened")
    joining.ask(cast, draft, cast.municipality)
    step(officer, draft, "dialogue_opened")
    assert refused(officer, draft, "specification_opened") == {"group"}
    assert stages_of(draft) == [Stage.PLANNED, Stage.PARTICIPATION, Stage.DIALOGUE]

    found = completed(cast)
    assert found.stage == Stage.COMPLETED
    assert (found.notice_url, found.published_on, found.concluded_on) == (LINK, TODAY, TODAY)
    assert found.results.count() == 1
    taken = [event.action for event in audit.history(found) if event.action.partition(".")[2] in MACHINE.transitions]
    assert taken == ["procurement.completed", "procurement.published", "procurement.made_ready"]


def test_the_members_are_asked_once_it_is_known_what_by_whom_and_by_when(cast: Cast) -> None:
    bare = factories.make_procurement(cast.cooperation)
    assert missing("participation_opened", bare) == {"organisation", "cpvs", "answers_due_on"}
    Procurement.objects.filter(pk=bare.pk).update(answers_due_on=TODAY - timedelta(days=1))
    assert "answers_due_on" in missing("participation_opened", bare)
    Procurement.objects.filter(pk=bare.pk).update(answers_due_on=TODAY)
    assert missing("participation_opened", bare) == {"organisation", "cpvs"}


def test_the_dialogue_waits_until_somebody_is_asked(cast: Cast) -> None:
    found = joining.asking(cast)
    assert missing("dialogue_opened", found) == {"participation"}
    joining.ask(cast, found, cast.municipality)
    assert missing("dialogue_opened", found) == set()


def test_what_is_whole_is_ready(cast: Cast) -> None:
    assert missing("made_ready", whole(cast)) == set()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"procedure": ""}, "procedure"),
        ({"is_divided": None}, "is_divided"),
        ({"is_divided": False}, "undivided_reason"),
        ({"organisation": None}, "organisation"),
        ({"agreement_months": None}, "agreement_months"),
        ({"agreement_months": 49}, "long_term_reason"),
        ({"maximum_value": None}, "maximum_value"),
        ({"tenders_due_on": None}, "tenders_due_on"),
        ({"tenders_due_on": date(2027, 3, 30)}, "tenders_due_on"),
        ({"starts_on": date(2027, 5, 13)}, "starts_on"),
        ({"notice_on": None}, "notice_on"),
        ({"procedure": "restricted"}, "requests_due_on"),
        ({"group": None}, "group"),
    ],
)
def test_what_is_missing_before_the_notice(cast: Cast, fields: dict[str, Any], field: str) -> None:
    found = whole(cast, **fields)
    assert field in missing("made_ready", found)
    assert field in refused(cast.officer, found, "made_ready")


@pytest.mark.parametrize(
    "fields",
    [
        {"is_divided": False, "undivided_reason": "One kitchen."},
        {"is_divided": False, "procedure": "national"},
        {"tenders_due_on": date(2027, 3, 31)},
        {"tenders_due_on": date(2027, 3, 16), "urgency_reason": "The roof fell in."},
        {"starts_on": date(2027, 5, 14)},
        {"procedure": "direct", "notice_on": None, "tenders_due_on": None, "requests_due_on": None},
    ],
)
def test_what_is_enough(cast: Cast, fields: dict[str, Any]) -> None:
    """Thirty days after 1 March it is Wednesday 31 March, fifteen days after Tuesday 16 March; ten days after 3 May
    Thursday 13 May, so that 14 May is the first day to sign."""
    assert missing("made_ready", whole(cast, **fields)) == set()


def test_all_gaps_are_named_at_once(cast: Cast) -> None:
    found = whole(cast, procedure="", is_divided=None, tenders_due_on=None, maximum_value=None)
    found.cpvs.clear()
    found.participations.all().delete()
    assert missing("made_ready", found) >= {"procedure", "is_divided", "maximum_value", "cpvs", "participation"}


def test_the_specification_is_approved(cast: Cast) -> None:
    found = whole(cast)
    Specification.objects.filter(procurement=found).update(state=SpecificationState.OPEN, approved_at=None)
    assert "requirements" in missing("made_ready", found)


def test_what_one_supplier_asked_is_answered_to_all(cast: Cast) -> None:
    found = whole(cast)
    Question.objects.create(procurement=found, number=1, asked_on=TODAY, text="Which colour?", recorded_by=cast.officer)
    assert missing("made_ready", found) == {"dialogue"}
    joining.move(found, Stage.DIALOGUE)
    assert missing("specification_opened", found) == {"dialogue"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"climate_weight": Decimal("29.99")}, "climate_weight"),
        ({"climate_weight": None}, "climate_weight"),
        ({"climate_weight": Decimal(10), "climate_reason": "All offers are alike."}, None),
        ({"climate_weight": Decimal(30)}, None),
    ],
)
def test_climate_in_norway(db: None, fields: dict[str, Any], field: str | None) -> None:
    norwegian = make_cast("NO")
    assert missing("made_ready", whole(norwegian, **fields)) == ({field} if field else set())


def test_climate_weighs_no_more_than_the_requirements_give_it(db: None) -> None:
    """Whatever is stated: of what the group has approved the climate weighs 20 of 100."""
    norwegian = make_cast("NO")
    found = whole(norwegian, climate_weight=Decimal(30))
    for text, weight, is_climate in (("Price", 80, False), ("Vans", 20, True)):
        Requirement.objects.create(
            procurement=found,
            number=weight,
            position=weight,
            text=text,
            kind="functional",
            strength="weighted",
            weight=weight,
            is_climate=is_climate,
            state="accepted",
            contributed_by=norwegian.officer,
        )
    assert missing("made_ready", found) == {"climate_weight"}
    Procurement.objects.filter(pk=found.pk).update(climate_reason="All offers are alike.")
    assert missing("made_ready", found) == set()


def test_climate_is_not_asked_in_sweden(cast: Cast) -> None:
    assert missing("made_ready", whole(cast, climate_weight=None)) == set()


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, {"notice_url", "published_on"}),
        ({"notice_url": "http://www.example.org/1", "published_on": TODAY}, {"notice_url"}),
        ({"notice_url": LINK, "published_on": TODAY + timedelta(days=1)}, {"published_on"}),
        ({"notice_url": LINK}, {"published_on"}),
    ],
)
def test_the_notice_is_linked(cast: Cast, said: dict[str, Any], fields: set[str]) -> None:
    assert refused(cast.officer, ready(cast), "published", **said) == fields


def test_the_time_limit_is_counted_from_the_notice_itself(cast: Cast) -> None:
    found = ready(cast)
    with time_machine.travel(NOTICE + timedelta(days=7), tick=False):
        late = {"notice_url": LINK, "published_on": NOTICE + timedelta(days=7)}
        # 8 March + 30 days is 7 April: tenders on 5 April come too early
        assert refused(cast.officer, found, "published", **late) == {"tenders_due_on"}


def test_evaluation_and_award_are_closed(cast: Cast) -> None:
    found = announced(cast)
    assert refused(cast.officer, found, "evaluation_opened") == {"stage"}
    Procurement.objects.filter(pk=found.pk).update(stage=Stage.EVALUATION)
    found.refresh_from_db()
    assert refused(cast.officer, found, "awarded") == {"stage"}


def test_it_is_completed_by_what_it_ended_in(cast: Cast) -> None:
    found, agreement = announced(cast), factories.make_agreement(cast.cooperation)
    assert refused(cast.officer, found, "completed") == {"results", "concluded_on"}
    early = {"results": (agreement,), "concluded_on": TODAY - timedelta(days=1)}
    assert refused(cast.officer, found, "completed", **early) == {"concluded_on"}
    assert not found.results.exists()
    plain = {"results": (agreement,), "concluded_on": TODAY, "result_url": "http://www.example.org"}
    assert refused(cast.officer, found, "completed", **plain) == {"result_url"}


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        (Stage.PARTICIPATION, "cancelled"),
        (Stage.PARTICIPATION, "specification_opened"),
        (Stage.SPECIFICATION, "back_to_participation"),
        (Stage.SPECIFICATION, "back_to_dialogue"),
        (Stage.READY, "back_to_specification"),
    ],
)
def test_steps_that_want_a_reason(cast: Cast, stage: str, name: str) -> None:
    found = whole(cast)
    joining.move(found, stage)
    assert refused(cast.officer, found, name, "  ") == {"reason"}
    step(cast.officer, found, name, "So it is.")
    assert audit.history(found).first().reason == "So it is."


def test_from_the_dialogue_the_specification_wants_no_reason(cast: Cast) -> None:
    found = whole(cast)
    joining.move(found, Stage.DIALOGUE)
    assert step(cast.officer, found, "specification_opened").stage == Stage.SPECIFICATION


@pytest.mark.parametrize("slug", [step.slug for step in STEPS.values()])
def test_a_forged_post_gets_nobody_past_a_gate(cast: Cast, sign_in: Any, slug: str) -> None:
    """A bare procurement in specification: whatever is posted, it stays."""
    found = factories.make_procurement(cast.cooperation, stage=Stage.SPECIFICATION)
    url = reverse("procurement-step", args=[found.pk, slug])
    typed = {"version": found.version, "notice_url": LINK, "published_on": "2026-11-20", "stage": "ready"}
    for actor, status in {"purchaser": 403, "contact": 403, "supplier": 403, "stranger": 403, "expert": 403}.items():
        assert sign_in(cast.user(actor)).post(url, typed | {"reason": "x"}).status_code == status, actor
    assert sign_in(None).post(url, typed).status_code == 302
    assert sign_in(cast.officer).post(url, typed).status_code == 200
    found.refresh_from_db()
    assert (found.stage, found.version, found.notice_url) == (Stage.SPECIFICATION, 1, "")


def test_a_gate_names_what_is_missing_with_the_way_to_it(cast: Cast, sign_in: Any) -> None:
    found = whole(cast, is_divided=None, maximum_value=None)
    page = sign_in(cast.officer).get(found.get_absolute_url()).content.decode()
    assert f'href="{reverse("procurement-edit", args=[found.pk])}#id_is_divided"' in page
    assert f'href="{reverse("procurement-value", args=[found.pk])}"' in page
    asked = sign_in(cast.officer).get(reverse("procurement-step", args=[found.pk, "make-ready"])).content.decode()
    assert f'href="{reverse("procurement-edit", args=[found.pk])}#id_is_divided"' in asked


def test_steps_by_form(cast: Cast, sign_in: Any) -> None:
    found, client = ready(cast), sign_in(cast.officer)
    url = reverse("procurement-step", args=[found.pk, "announce"])
    typed = {"version": found.version, "notice_url": "http://www.example.org/1", "published_on": "2026-11-20"}
    assert client.post(url, typed).status_code == 200
    assert client.post(url, typed | {"notice_url": LINK}).status_code == 302
    found.refresh_from_db()
    agreement = factories.make_agreement(cast.cooperation)
    url = reverse("procurement-step", args=[found.pk, "complete"])
    typed = {"version": found.version, "results_key": agreement.pk, "concluded_on": "2026-11-20"}
    assert client.post(url, typed).status_code == 302
    found.refresh_from_db()
    assert (found.stage, list(found.results.all())) == (Stage.COMPLETED, [agreement])


def test_two_cannot_take_a_step_at_once(cast: Cast) -> None:
    found = whole(cast)
    seen = found.version
    step(cast.officer, found, "made_ready")
    with pytest.raises(Conflict):
        services.step(by=cast.manager, name="made_ready", procurement_id=found.pk, version=seen)


def test_the_result_notice_is_linked_afterwards(cast: Cast, sign_in: Any) -> None:
    found = announced(cast)
    url = reverse("procurement-result", args=[found.pk])
    assert sign_in(cast.officer).get(url).status_code == 403
    agreement = factories.make_agreement(cast.cooperation)
    found = step(cast.officer, found, "completed", results=(agreement,), concluded_on=TODAY)
    for actor, status in {"purchaser": 403, "stranger": 403, "administrator": 403, "officer": 200}.items():
        assert sign_in(cast.user(actor)).get(url).status_code == status, actor
    client = sign_in(cast.officer)
    assert url in client.get(found.get_absolute_url()).content.decode()
    typed = {"version": found.version, "result_url": "http://www.example.org/2"}
    assert client.post(url, typed).status_code == 200
    assert client.post(url, typed | {"result_url": LINK}).status_code == 302
    found.refresh_from_db()
    assert found.result_url == LINK
    assert url not in client.get(found.get_absolute_url()).content.decode()
