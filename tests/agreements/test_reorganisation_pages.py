"""The pages on which changes among the members are planned, looked at and withdrawn."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Agreement, CallOff, Lot, Reorganisation
from agreements.services import reorganisations as services
from agreements.states import AgreementStatus
from agreements.states.reorganisations import ReorganisationStatus
from portal.governance.models import Decision, Meeting
from portal.organisations.models import Membership
from tests import factories
from tests.cast import Cast

FAR = "2099-01-01"


@pytest.fixture
def decision(cast: Cast) -> Decision:
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title="Council", held_on=date(2026, 10, 1))
    return Decision.objects.create(meeting=meeting, title="Yes", wording="We agree.", takes_effect_on=date(2026, 1, 1))


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    return factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        "Möbler",
        supplier=cast.supplier_company,
        buyers=(cast.neighbour,),
        ends_on=date(2099, 12, 31),
    )


def new(cast: Cast, kind: str) -> str:
    return f"{reverse('reorganisation-new', args=[cast.cooperation.pk])}?kind={kind}"


def leave(cast: Cast, decision: Decision, **said: Any) -> dict[str, Any]:
    return {
        "organisations": cast.neighbour.pk,
        "effective_on": FAR,
        "decision": decision.pk,
        "justification": "They go on alone.",
        **said,
    }


def mark(response: Any) -> str:
    """What the hidden field says of the preview that was drawn."""
    return re.search(r'name="mark" value="(\w{64})"', response.content.decode())[1]


def refused(response: Any) -> set[str]:
    """The fields beside which an error stands."""
    return set(re.findall(r'id="id_(\w+)_error"', response.content.decode()))


def test_a_plan_is_looked_at_before_it_is_made(cast: Cast, decision: Decision, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.officer)
    page = client.get(reverse("reorganisation-new", args=[cast.cooperation.pk]))
    for kind in ("join", "leave", "merger", "ownership"):
        assert f"?kind={kind}" in page.content.decode()
        assert client.get(new(cast, kind)).status_code == 200
    previewed = client.post(new(cast, "leave"), leave(cast, decision))
    assert "Möbler" in previewed.content.decode()
    assert not Reorganisation.objects.exists()
    confirmed = client.post(new(cast, "leave"), leave(cast, decision, mark=mark(previewed), confirm="yes"))
    row = Reorganisation.objects.get()
    assert confirmed.url == row.get_absolute_url()
    assert row.status == ReorganisationStatus.PLANNED
    assert "Möbler" in client.get(row.get_absolute_url()).content.decode()
    assert str(cast.neighbour) in client.get(cast.cooperation.get_absolute_url()).content.decode()
    assert (
        row.get_absolute_url()
        in client.get(reverse("reorganisation-list", args=[cast.cooperation.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("person", "reads", "plans"),
    [("manager", 200, 200), ("contact", 200, 403), ("steering", 200, 403), ("stranger", 404, 404), ("rival", 404, 404)],
)
def test_who_reads_and_who_plans(cast: Cast, decision: Decision, sign_in, person: str, reads: int, plans: int) -> None:
    client = sign_in(cast.officer)
    previewed = client.post(new(cast, "leave"), leave(cast, decision))
    client.post(new(cast, "leave"), leave(cast, decision, mark=mark(previewed), confirm="yes"))
    row = Reorganisation.objects.get()
    client = sign_in(cast.user(person))
    for address in (row.get_absolute_url(), reverse("reorganisation-list", args=[cast.cooperation.pk])):
        assert client.get(address).status_code == reads
    for address in (new(cast, "join"), reverse("reorganisation-withdraw", args=[row.pk])):
        assert client.get(address).status_code == plans
    assert client.post(new(cast, "leave"), leave(cast, decision, confirm="yes")).status_code == plans


def test_a_confirmation_of_something_else_shows_it_anew(
    cast: Cast, decision: Decision, agreement: Agreement, sign_in
) -> None:
    client = sign_in(cast.officer)
    previewed = client.post(new(cast, "leave"), leave(cast, decision))
    factories.make_agreement(
        cast.cooperation, cast.municipality, "Städ", buyers=(cast.neighbour,), ends_on=date(2099, 12, 31)
    )
    again = client.post(new(cast, "leave"), leave(cast, decision, mark=mark(previewed), confirm="yes"))
    assert not Reorganisation.objects.exists()
    assert "Städ" in again.content.decode()
    assert client.post(new(cast, "leave"), leave(cast, decision, mark=mark(again), confirm="yes")).status_code == 302


def test_refusals_stand_beside_their_field(cast: Cast, decision: Decision, sign_in) -> None:
    client = sign_in(cast.officer)
    page = client.post(new(cast, "leave"), leave(cast, decision, organisations=cast.municipality.pk))
    assert refused(page) == {"organisations"}  # the host cannot leave
    page = client.post(new(cast, "leave"), {"organisations": "", "effective_on": "soon"})
    assert refused(page) == {"organisations", "effective_on", "decision", "justification"}


def test_a_merger_and_a_sale_are_planned(cast: Cast, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.manager)
    storby = factories.make_organisation("Storby kommun")
    said = {
        "organisations_key": [cast.municipality.pk, cast.neighbour.pk],
        "organisations": "",
        "successor": "Storby kommun",
        "effective_on": FAR,
        "justification": "One is enough.",
    }
    previewed = client.post(new(cast, "merger"), said)
    client.post(new(cast, "merger"), {**said, "mark": mark(previewed), "confirm": "yes"})
    merger = Reorganisation.objects.get()
    assert merger.successor == storby
    assert set(merger.organisations.all()) == {cast.municipality, cast.neighbour}
    company = factories.make_organisation("Åsby Hamn AB", kind="company")
    company.owners.create(owner=cast.neighbour, share=Decimal("100"), valid_from=date(2010, 1, 1))
    said = {
        "organisations": "Åsby Hamn AB",
        "from_owner": cast.neighbour.name,
        "to_owner": "",
        "effective_on": FAR,
        "justification": "It is sold.",
    }
    previewed = client.post(new(cast, "ownership"), said)
    client.post(new(cast, "ownership"), {**said, "mark": mark(previewed), "confirm": "yes"})
    sale = Reorganisation.objects.get(kind="ownership")
    assert (sale.from_owner, sale.to_owner, sale.stays_authority) == (cast.neighbour, None, False)
    assert client.get(sale.get_absolute_url()).status_code == 200


def test_what_has_come_is_done_at_once_and_told(cast: Cast, decision: Decision, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.officer)
    said = leave(cast, decision, effective_on="2026-01-01")
    previewed = client.post(new(cast, "leave"), said)
    client.post(new(cast, "leave"), {**said, "mark": mark(previewed), "confirm": "yes"})
    row = Reorganisation.objects.get()
    assert row.status == ReorganisationStatus.IN_EFFECT
    page = client.get(row.get_absolute_url()).content.decode()
    assert reverse("reorganisation-withdraw", args=[row.pk]) not in page
    assert client.get(reverse("reorganisation-withdraw", args=[row.pk])).status_code == 403
    assert Membership.objects.get(organisation=cast.neighbour).valid_to == date(2025, 12, 31)


def test_reorganisation_withdraw(cast: Cast, decision: Decision, sign_in) -> None:
    client = sign_in(cast.officer)
    previewed = client.post(new(cast, "leave"), leave(cast, decision))
    client.post(new(cast, "leave"), leave(cast, decision, mark=mark(previewed), confirm="yes"))
    row = Reorganisation.objects.get()
    address = reverse("reorganisation-withdraw", args=[row.pk])
    assert refused(client.post(address, {"version": row.version, "reason": ""})) == {"reason"}
    assert client.post(address, {"version": row.version, "reason": "They stay."}).status_code == 302
    row.refresh_from_db()
    assert row.status == ReorganisationStatus.WITHDRAWN
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(address).status_code == 403


def test_drafts_and_contracts_are_shown_to_those_whom_they_are_for(
    cast: Cast, decision: Decision, agreement: Agreement, sign_in
) -> None:
    """The steering group reads what happens, but neither the office's drafts nor others' call-offs."""
    factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        "Hemlig städning",
        status=AgreementStatus.DRAFT,
        buyers=(cast.neighbour,),
    )
    CallOff.objects.create(
        agreement=agreement,
        lot=Lot.objects.get(agreement=agreement),
        supplier=cast.supplier_company,
        buyer=cast.neighbour,
        title="Hemliga bänkar",
        amount=Decimal("100.00"),
        called_off_on=date(2026, 6, 1),
        ends_on=date(2099, 6, 1),
        contact=cast.purchaser,
        created_by=cast.purchaser,
    )
    client = sign_in(cast.officer)
    previewed = client.post(new(cast, "leave"), leave(cast, decision))
    client.post(new(cast, "leave"), leave(cast, decision, mark=mark(previewed), confirm="yes"))
    row = Reorganisation.objects.get()
    everything = client.get(row.get_absolute_url()).content.decode()
    assert "Hemlig städning" in everything and "Hemliga bänkar" in everything
    read = sign_in(cast.steering).get(row.get_absolute_url()).content.decode()
    assert "Hemlig" not in read
    assert "Möbler" in read


def test_a_hindrance_is_told(cast: Cast, decision: Decision, sign_in) -> None:
    client = sign_in(cast.officer)
    newcomer = factories.make_organisation("Ny kommun")
    said = leave(cast, decision, organisations="Ny kommun")
    previewed = client.post(new(cast, "join"), said)
    client.post(new(cast, "join"), {**said, "mark": mark(previewed), "confirm": "yes"})
    factories.make_member(cast.cooperation, newcomer)
    services.take_effect_due(date(2099, 1, 1))
    row = Reorganisation.objects.get()
    page = client.get(row.get_absolute_url()).content.decode()
    assert row.hindrance in page
    assert reverse("reorganisation-withdraw", args=[row.pk]) in page
