"""Memberships and the decisions that they stand on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.governance import effects
from portal.governance.models import Decision
from portal.governance.services import memberships
from portal.organisations.models import Membership
from portal.organisations.services import organisations
from portal.workflow import audit
from portal.workflow.errors import Refused
from tests.factories import make_organisation
from tests.governance.deciding import DAY, decide


@pytest.fixture
def decision(cast) -> Decision:
    return decide(cast)


def test_membership_admit_stands_on_its_decision(cast, sign_in, decision):
    newcomer = make_organisation("Öby kommun")
    client = sign_in(cast.officer)
    sent = {"organisation": "Öby kommun", "valid_from": "2027-01-01", "decision": str(decision.pk)}
    answer = client.post(reverse("membership-admit", args=[cast.cooperation.pk]), sent)
    assert answer.url == cast.cooperation.get_absolute_url()
    assert newcomer.memberships.get().decided_by.decision == decision
    page = client.get(cast.cooperation.get_absolute_url()).content.decode()
    assert decision.get_absolute_url() in page


def test_membership_admit_refuses_anothers_decision(cast, decision):
    newcomer = make_organisation("Nordby kommune", country="NO")
    with pytest.raises(Refused):
        memberships.admit(
            by=cast.administrator,
            cooperation_id=cast.other_cooperation.pk,
            organisation_id=newcomer.pk,
            valid_from=DAY,
            decision_id=decision.pk,
        )
    assert not newcomer.memberships.exists()


def test_membership_companies_are_in_or_out_explicitly(cast, sign_in, decision):
    energy, homes = (make_organisation(name, kind="company") for name in ("Ekby Energi AB", "Ekby Bostäder AB"))
    for company in (energy, homes):
        organisations.add_owner(
            by=cast.officer, company_id=company.pk, owner_id=cast.municipality.pk, valid_from=date(2020, 1, 1)
        )
    home = Membership.objects.get(organisation=cast.municipality)
    client = sign_in(cast.officer)
    address = reverse("membership-companies", args=[home.pk])
    sent = {"on": "2026-11-20", "decision": str(decision.pk), f"company-{energy.pk}": "in"}
    assert client.post(address, sent).status_code == 200  # the other one has not been chosen for
    assert not energy.memberships.exists()
    assert client.post(address, sent | {f"company-{homes.pk}": "out"}).status_code == 302
    assert energy.memberships.get().decided_by.decision == decision
    assert not homes.memberships.exists()
    assert audit.history(cast.cooperation).first().changes["companies"] == [None, "Ekby Bostäder AB"]
    client.post(address, sent | {f"company-{energy.pk}": "out", f"company-{homes.pk}": "out", "on": "2026-12-31"})
    assert energy.memberships.get().valid_to == date(2026, 12, 31)


def test_membership_admit_begins_no_earlier_than_its_decision(cast, decision):
    with pytest.raises(Refused):
        memberships.admit(
            by=cast.officer,
            cooperation_id=cast.cooperation.pk,
            organisation_id=make_organisation("Öby kommun").pk,
            valid_from=DAY - timedelta(days=1),
            decision_id=decision.pk,
        )


@pytest.mark.parametrize(
    ("actor", "status"), [("officer", 302), ("purchaser", 403), ("stranger", 403), ("public", 302)]
)
def test_membership_end(cast, sign_in, decision, actor, status):
    row = Membership.objects.get(organisation=cast.neighbour)
    sent = {"on": "2026-12-31", "decision": str(decision.pk)}
    client = sign_in(cast.user(actor))
    assert client.post(reverse("membership-end", args=[row.pk]), sent).status_code == status
    row = Membership.objects.get(pk=row.pk)
    assert (row.valid_to is not None) is (actor == "officer")
    assert hasattr(row, "ended_by") is (actor == "officer")


def test_membership_end_needs_a_decision_that_is_in_effect_the_day_after(cast, sign_in, decision):
    """Decided from 20 November: 19 November can be the last day, 18 November cannot."""
    row = Membership.objects.get(organisation=cast.neighbour)
    client, address = sign_in(cast.officer), reverse("membership-end", args=[row.pk])
    assert client.post(address, {"on": "2026-12-31"}).status_code == 200
    assert client.post(address, {"on": "2026-11-18", "decision": str(decision.pk)}).status_code == 200
    row.refresh_from_db()
    assert row.valid_to is None
    assert client.post(address, {"on": "2026-11-19", "decision": str(decision.pk)}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == date(2026, 11, 19)


def test_membership_leave_from_the_decisions_page(cast, sign_in, decision):
    client = sign_in(cast.officer)
    page = client.get(decision.get_absolute_url()).content.decode()
    address = f"{reverse('membership-leave', args=[cast.cooperation.pk])}?decision={decision.pk}"
    assert address in page
    row = Membership.objects.get(organisation=cast.neighbour)
    sent = {"membership": str(row.pk), "on": "2026-12-31", "decision": str(decision.pk)}
    assert client.post(address, sent).status_code == 302
    settled = effects.settled_by(cast.officer, [decision])[decision.pk]
    assert [(thing.url, thing.valid_from) for thing in settled] == [
        (cast.neighbour.get_absolute_url(), date(2026, 12, 31))
    ]
    assert cast.neighbour.get_absolute_url() in client.get(decision.get_absolute_url()).content.decode()
