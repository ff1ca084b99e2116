"""Editing a procurement: what contradicts itself is refused, and from the notice on what it asks stays."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from portal.governance.models import Decision, Meeting
from portal.workflow import audit
from portal.workflow.errors import Refused
from procurements.forms.procurements import values_of
from procurements.models import Procurement
from procurements.services import procurements as services
from procurements.services.procurements import ROWS, ProcurementData
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast
from tests.procurements.joining import DUE, ask, asking
from tests.procurements.on_the_way import announced, ready, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


def stored(procurement: Procurement) -> ProcurementData:
    """What is said of a procurement now."""
    procurement.refresh_from_db()
    values = values_of(procurement)
    return ProcurementData(**values | {name: tuple(values[name]) for name in ROWS})


def save(by: Any, procurement: Procurement, **said: Any) -> Procurement:
    data = replace(stored(procurement), **said)
    return services.update(by=by, procurement_id=procurement.pk, version=procurement.version, data=data)


def refused(by: Any, procurement: Procurement, **said: Any) -> set[str | None]:
    with pytest.raises(Refused) as found:
        save(by, procurement, **said)
    return {reason.field for reason in found.value.answer.reasons}


def test_everything_can_be_said_of_a_draft(cast: Cast) -> None:
    draft = factories.make_procurement(cast.cooperation, stage=Stage.DRAFT)
    before = factories.make_procurement(cast.cooperation)
    agreement = factories.make_agreement(cast.cooperation)
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title="M", held_on=factories.TODAY)
    decision = Decision.objects.create(meeting=meeting, title="D", wording="W", takes_effect_on=factories.TODAY)
    said = {
        "after": before,
        "replaces": (agreement,),
        "decision": decision,
        "kind": "partnership",
        "procedure": "negotiated",
        "agreement_months": 120,
        "is_divided": False,
        "undivided_reason": "One system.",
        "participation_on": date(2027, 1, 10),
        "answers_due_on": date(2027, 2, 10),
        "specification_on": date(2027, 3, 1),
        "notice_on": date(2027, 4, 1),
        "requests_due_on": date(2027, 5, 3),
        "tenders_due_on": date(2027, 6, 1),
        "prior_notice_on": date(2027, 1, 20),
        "urgency_reason": "None.",
    }
    save(cast.officer, draft, **said)
    found = stored(draft)
    assert {name: getattr(found, name) for name in said} == said
    assert set(said) <= set(audit.history(draft).first().changes)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"participation_on": date(2027, 5, 1), "notice_on": date(2027, 4, 1)}, "notice_on"),
        ({"specification_on": date(2027, 5, 1), "notice_on": date(2027, 4, 1)}, "notice_on"),
        ({"requests_due_on": date(2027, 5, 1), "tenders_due_on": date(2027, 4, 1)}, "tenders_due_on"),
        ({"answers_due_on": date(2027, 5, 1), "notice_on": date(2027, 4, 1)}, "answers_due_on"),
        ({"climate_weight": 101}, "climate_weight"),
        ({"agreement_months": 0}, "agreement_months"),
    ],
)
def test_contradictions(cast: Cast, said: dict[str, Any], field: str) -> None:
    draft = factories.make_procurement(cast.cooperation, stage=Stage.DRAFT)
    assert refused(cast.officer, draft, **said) == {field}


def test_nothing_starts_after_itself_or_elsewhere(cast: Cast) -> None:
    first, second, third = (factories.make_procurement(cast.cooperation, stage=Stage.DRAFT) for _ in range(3))
    save(cast.officer, second, after=first)
    save(cast.officer, third, after=second)
    assert refused(cast.officer, first, after=third) == {"after"}
    assert refused(cast.officer, first, after=first) == {"after"}
    assert refused(cast.officer, first, after=factories.make_procurement(cast.other_cooperation)) == {"after"}
    meeting = Meeting.objects.create(cooperation=cast.other_cooperation, title="M", held_on=factories.TODAY)
    decision = Decision.objects.create(meeting=meeting, title="D", wording="W", takes_effect_on=factories.TODAY)
    assert refused(cast.officer, first, decision=decision) == {"decision"}


def test_what_it_replaces_and_ends_in_stands_in_the_own_register(cast: Cast) -> None:
    """Otherwise another cooperation's office would read of a draft beside its own agreement."""
    theirs = factories.make_agreement(cast.other_cooperation)
    draft = factories.make_procurement(cast.cooperation, stage=Stage.DRAFT)
    assert refused(cast.officer, draft, replaces=(theirs,)) == {"replaces"}
    with pytest.raises(Refused) as found:
        step(cast.officer, announced(cast), "completed", results=(theirs,), concluded_on=factories.TODAY)
    assert {reason.field for reason in found.value.answer.reasons} == {"results"}
    assert not theirs.replaced_by.exists() and not theirs.procured_by.exists()


@pytest.mark.parametrize("make", [ready, announced])
def test_from_the_notice_on_what_is_asked_stays(cast: Cast, make: Any) -> None:
    found = make(cast)
    for said in (
        {"title": "Something else"},
        {"description": "More."},
        {"cpvs": ()},
        {"procedure": "restricted"},
        {"agreement_months": 24},
        {"organisation": cast.neighbour},
        {"climate_weight": None},
    ):
        assert set(said) <= refused(cast.officer, found, **said), said
    save(cast.officer, found, officer=cast.manager, award_on=date(2027, 5, 4))
    assert (stored(found).officer, stored(found).award_on) == (cast.manager, date(2027, 5, 4))


def test_what_is_ready_keeps_all_that_its_notice_needs(cast: Cast) -> None:
    found = ready(cast)
    assert refused(cast.officer, found, tenders_due_on=date(2027, 3, 30)) == {"tenders_due_on"}
    assert refused(cast.officer, found, notice_on=None) == {"notice_on"}
    save(cast.officer, found, tenders_due_on=date(2027, 3, 31))


def test_what_is_announced_keeps_its_time_limits(cast: Cast) -> None:
    """Thirty days after the notice of Friday 20 November are Sunday 20 December; ten after the award of 3 May the 13th,
    so that signing is possible on the 14th."""
    found = announced(cast)
    Procurement.objects.filter(pk=found.pk).update(notice_on=factories.TODAY, answers_due_on=factories.TODAY)
    assert refused(cast.officer, found, tenders_due_on=date(2026, 12, 20)) == {"tenders_due_on"}
    assert refused(cast.officer, found, tenders_due_on=None) == {"tenders_due_on"}
    assert refused(cast.officer, found, starts_on=date(2027, 5, 13)) == {"starts_on"}
    save(cast.officer, found, tenders_due_on=date(2026, 12, 21), starts_on=date(2027, 5, 14))


def test_a_forged_post_changes_nothing_that_is_fixed(cast: Cast, sign_in: Any) -> None:
    found = announced(cast)
    client, url = sign_in(cast.officer), reverse("procurement-edit", args=[found.pk])
    assert 'name="title"' not in client.get(url).content.decode()
    typed = {
        "version": found.version,
        "title": "Forged",
        "maximum_value": "1",
        "stage": "completed",
        "officer": f"{cast.officer.name} ({cast.officer.email})",
        "notice_on": "2027-03-01",
        "tenders_due_on": "2027-04-06",
    }
    title, maximum = found.title, found.maximum_value
    assert client.post(url, typed).status_code == 302
    found.refresh_from_db()
    assert (found.title, found.maximum_value, found.stage) == (title, maximum, Stage.PUBLISHED)
    assert found.tenders_due_on == date(2027, 4, 6)


def test_the_day_that_members_were_given_is_not_edited_but_extended(cast: Cast, sign_in: Any) -> None:
    found = asking(cast)
    found.cpvs.add(factories.make_cpv("15300000", "Frukt"))
    client, url = sign_in(cast.officer), reverse("procurement-edit", args=[found.pk])
    assert 'name="answers_due_on"' in client.get(url).content.decode()
    save(cast.officer, found, answers_due_on=DUE)
    ask(cast, found, cast.municipality)
    assert refused(cast.officer, found, answers_due_on=date(2027, 2, 20)) == {"answers_due_on"}
    page = client.get(url).content.decode()
    assert 'name="answers_due_on"' not in page
    assert reverse("participation-extend", args=[found.pk]) in page
    save(cast.officer, found, description="More.")
    assert stored(found).answers_due_on == DUE


def test_the_form_asks_for_climate_in_norway_only(cast: Cast, sign_in: Any) -> None:
    def asked(user: Any, cooperation: Any) -> bool:
        row = factories.make_procurement(cooperation, stage=Stage.DRAFT)
        page = sign_in(user).get(reverse("procurement-edit", args=[row.pk])).content.decode()
        return 'name="climate_weight"' in page

    assert asked(cast.stranger, cast.other_cooperation)
    assert not asked(cast.officer, cast.cooperation)
