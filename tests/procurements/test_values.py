"""Values confirmed from the answers, kept with their calculation, and told to those who may know them."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Procurement
from procurements.rules import values as rules
from procurements.services import values
from procurements.states.participation import ParticipationState as State
from procurements.states.stages import Stage
from tests import factories
from tests.procurements import joining

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def pledged(cast):
    """The municipality joins with 250 000.50 a year, its neighbour takes an option on 99.99."""
    neighbour = joining.contact_of(cast.neighbour, "Åsa Kontakt")
    procurement = joining.asking(cast)
    own, other = joining.ask(cast, procurement, cast.municipality, cast.neighbour)
    joining.answer(cast.contact, own, volume="250000.50")
    joining.answer(neighbour, other, State.OPTION, "99.99")
    procurement.refresh_from_db()
    return procurement, neighbour


def confirm(cast, procurement, by=None, **said):
    procurement.refresh_from_db()
    said = {"version": procurement.version, "months": 48, **said}
    return values.confirm(by=by or cast.officer, procurement_id=procurement.pk, **said)


def gaps(procurement):
    procurement.refresh_from_db()
    return list(rules.gaps(procurement))


def test_procurement_value_confirm_keeps_the_calculation(cast, pledged):
    """250 000.50 × 4 + 99.99 × 4 = 1 000 002.00 + 399.96 = 1 000 401.96; 5 % more is 1 050 422.058."""
    procurement, _neighbour = pledged
    assert len(gaps(procurement)) == 1
    estimate = confirm(cast, procurement, headroom=Decimal(5), headroom_reason="Prices are rising.")
    assert estimate.estimated_value == Decimal("1000401.96")
    assert estimate.maximum_value == Decimal("1050422.06")
    assert list(estimate.lines.values_list("organisation__name", "is_option", "yearly_volume", "value")) == [
        ("Ekby kommun", False, Decimal("250000.50"), Decimal("1000002.00")),
        ("Åsby kommun", True, Decimal("99.99"), Decimal("399.96")),
    ]
    procurement.refresh_from_db()
    assert (procurement.estimated_value, procurement.maximum_value, procurement.agreement_months) == (
        Decimal("1000401.96"),
        Decimal("1050422.06"),
        48,
    )
    event = audit.history(procurement).first()
    assert (event.action, event.actor) == ("procurement.value_confirmed", cast.officer)
    assert gaps(procurement) == []


def test_values_are_confirmed_again_after_an_answer_or_the_duration_changed(cast, pledged):
    procurement, neighbour = pledged
    confirm(cast, procurement)
    joining.answer(neighbour, procurement.participations.get(organisation=cast.neighbour), State.OPTION, "100")
    assert [reason.field for reason in gaps(procurement)] == ["maximum_value"]
    confirm(cast, procurement)
    assert gaps(procurement) == []
    Procurement.objects.filter(pk=procurement.pk).update(agreement_months=60)
    assert len(gaps(procurement)) == 1
    assert procurement.estimates.count() == 2


def test_values_are_confirmed_by_the_office_as_it_saw_them(cast, pledged):
    procurement, neighbour = pledged
    for person in (cast.contact, cast.expert, cast.stranger):
        with pytest.raises(Refused):
            confirm(cast, procurement, by=person)
    seen = rules.mark_of(rules.pledges(procurement))
    joining.answer(neighbour, procurement.participations.get(organisation=cast.neighbour), State.OPTION, "100")
    with pytest.raises(Refused):
        confirm(cast, procurement, seen=seen)
    with pytest.raises(Conflict):
        confirm(cast, procurement, version=procurement.version + 1)
    with pytest.raises(Refused) as refused:
        confirm(cast, procurement, headroom=Decimal(5))
    assert refused.value.answer.reasons[0].field == "headroom_reason"
    joining.move(procurement, Stage.READY)
    with pytest.raises(Refused):
        confirm(cast, procurement)


def test_nothing_pledged_has_no_value(cast):
    procurement = joining.asking(cast)
    (own,) = joining.ask(cast, procurement, cast.municipality)
    with pytest.raises(Refused):
        confirm(cast, procurement)
    joining.answer(cast.contact, own, State.OPTION, "0")
    with pytest.raises(Refused):
        confirm(cast, procurement)
    assert not procurement.estimates.exists()


def test_a_procedure_that_is_surely_closed_is_a_gap(cast, pledged):
    procurement, _neighbour = pledged
    confirm(cast, procurement)
    Procurement.objects.filter(pk=procurement.pk).update(kind="dps", procedure="open")
    assert [reason.field for reason in gaps(procurement)] == ["procedure"]
    Procurement.objects.filter(pk=procurement.pk).update(kind="framework", procedure="direct")
    assert gaps(procurement) == []  # the table of thresholds knows nothing here: nothing is refused


def test_procurement_value_page_by_circle(cast, pledged, sign_in):
    procurement, neighbour = pledged
    confirm(cast, procurement, headroom=Decimal(5), headroom_reason="Prices are rising.")
    address = reverse("procurement-value", args=[procurement.pk])

    def page(person):
        response = sign_in(person).get(address)
        return response.content.decode().replace("\xa0", " ") if response.status_code == 200 else None

    assert "250 000,50" in page(cast.officer)
    assert "99,99" in page(cast.officer)
    assert "1 050 422,06" in page(neighbour)
    assert "99,99" in page(neighbour)
    assert "250 000,50" not in page(neighbour)
    for person in (None, cast.purchaser, cast.working, cast.supplier, cast.stranger):
        assert page(person) is None, person
    joining.move(procurement, Stage.PUBLISHED)
    assert "1 050 422,06" in page(None)
    for person in (None, cast.purchaser, cast.contact, cast.supplier, cast.stranger):
        # 99.99 for four years: one organisation alone takes an option, so the sum of all options is its pledge
        assert "399,96" not in page(person), person
        assert person == cast.contact or "250 000,50" not in page(person), person
    assert "399,96" in page(cast.officer)


def test_procurement_value_confirm_page(cast, pledged, sign_in):
    procurement, _neighbour = pledged
    address = reverse("procurement-value-confirm", args=[procurement.pk])
    client = sign_in(cast.officer)
    page = client.get(address)
    form = page.context["form"] if page.context else None
    said = {
        "agreement_months": "48",
        "headroom": "",
        "seen": rules.mark_of(rules.pledges(procurement)),
        "version": procurement.version,
    }
    assert form is None or form.initial["seen"] == said["seen"]
    assert client.post(address, said | {"agreement_months": "0"}).status_code == 200
    assert client.post(address, said | {"headroom": "3"}).status_code == 200  # a headroom needs its reason
    assert not procurement.estimates.exists()
    assert client.post(address, said).status_code == 302
    assert procurement.estimates.get().headroom == 0
    assert sign_in(cast.contact).get(address).status_code == 403


def test_values_stand_after_the_last_day(cast, pledged, today):
    procurement, _neighbour = pledged
    today.move_to(joining.DUE + timedelta(days=2))
    assert confirm(cast, procurement).estimated_value == Decimal("1000401.96")
