"""Policies: adopted, replaced and repealed by decisions, never edited; public where their decision is."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.governance import effects
from portal.governance.filters.policies import state_of
from portal.governance.models import Decision, Policy
from portal.governance.services import policies
from portal.governance.services.policies import PolicyData
from portal.law.periods import State
from portal.workflow.errors import Refused
from tests.governance.deciding import DAY, decide, make_meeting

LATER = date(2027, 3, 1)


@pytest.fixture
def decision(cast) -> Decision:
    return decide(cast, title="Policy", wording="It is adopted.", is_public=True)


@pytest.fixture
def policy(cast, decision) -> Policy:
    return adopt(cast, decision)


def adopt(cast, decision, **said) -> Policy:
    data = PolicyData(
        **{"title": "Green buying", "text": "We buy green.", "decision": decision, "valid_from": DAY, **said}
    )
    return policies.adopt_policy(by=cast.officer, cooperation_id=cast.cooperation.pk, data=data)


def test_policy_adopt_from_the_decisions_page(cast, sign_in, decision):
    client = sign_in(cast.officer)
    address = f"{reverse('policy-adopt', args=[cast.cooperation.pk])}?decision={decision.pk}"
    assert address in client.get(decision.get_absolute_url()).content.decode()
    sent = {
        "title": "Green buying",
        "upload": SimpleUploadedFile("policy.txt", b"We buy green."),
        "binds_companies": "on",
        "decision": str(decision.pk),
        "valid_from": "2026-12-01",
    }
    for wrong in ({"upload": ""}, {"binds_companies": ""}, {"valid_from": "2026-11-19"}, {"decision": ""}):
        assert client.post(address, sent | wrong).status_code == 200
    assert not Policy.objects.exists()
    sent["upload"] = SimpleUploadedFile("policy.txt", b"We buy green.")
    assert client.post(address, sent).status_code == 302
    policy = Policy.objects.get()
    assert (policy.binds_administrations, policy.binds_companies) == (False, True)
    settled = effects.settled_by(None, [decision])[decision.pk]
    assert [(thing.url, thing.valid_from) for thing in settled] == [(policy.get_absolute_url(), date(2026, 12, 1))]
    file = sign_in(None).get(reverse("file", args=[policy.file_id]))
    assert b"".join(file) == b"We buy green."


def test_policy_is_replaced_from_a_later_day(cast, decision, policy):
    with pytest.raises(Refused):
        adopt(cast, decision, replaces=policy)
    second = adopt(cast, decision, replaces=policy, valid_from=LATER)
    policy.refresh_from_db()
    assert (policy.valid_to, policy.ended_by, policy.replaced_by) == (date(2027, 2, 28), decision, second)
    assert (state_of(policy, date(2027, 2, 28)), state_of(second, date(2027, 2, 28))) == (
        State.IN_FORCE,
        State.UPCOMING,
    )
    assert (state_of(policy, LATER), state_of(second, LATER)) == (State.EXPIRED, State.IN_FORCE)
    with pytest.raises(Refused):
        adopt(cast, decision, replaces=policy, valid_from=date(2028, 1, 1))


def test_policy_repeal(cast, sign_in, decision, policy):
    address = reverse("policy-repeal", args=[policy.pk])
    client = sign_in(cast.officer)
    for wrong in ({"last_day": "2026-11-18"}, {"last_day": ""}):
        assert (
            client.post(address, {"last_day": "2027-01-31", "decision": str(decision.pk), **wrong}).status_code == 200
        )
    assert client.post(address, {"last_day": "2027-01-31", "decision": str(decision.pk)}).status_code == 302
    policy.refresh_from_db()
    assert (policy.valid_to, policy.ended_by) == (date(2027, 1, 31), decision)
    assert client.post(address, {"last_day": "2027-02-28", "decision": str(decision.pk)}).status_code == 200


def test_policy_stands_on_a_decision_of_its_own_cooperation(cast, decision):
    data = PolicyData(title="X", text="X", decision=decision, valid_from=DAY)
    with pytest.raises(Refused):
        policies.adopt_policy(by=cast.administrator, cooperation_id=cast.other_cooperation.pk, data=data)
    with pytest.raises(Refused):
        policies.adopt_policy(by=cast.purchaser, cooperation_id=cast.cooperation.pk, data=data)


def test_policy_ends_by_a_decision_in_postgresql(policy):
    for wrong in ({"valid_to": LATER}, {"text": ""}, {"binds_administrations": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Policy.objects.filter(pk=policy.pk).update(**wrong)


def test_policy_is_public_where_its_decision_is(cast, sign_in, policy):
    kept = adopt(cast, decide(cast, make_meeting(cast, title="Inner")), title="Inside")
    public = sign_in(None)
    assert public.get(policy.get_absolute_url()).status_code == 200
    assert public.get(kept.get_absolute_url()).status_code == 404
    listed = public.get(reverse("policy-list")).content.decode()
    assert policy.get_absolute_url() in listed
    assert kept.get_absolute_url() not in listed
    assert sign_in(cast.purchaser).get(kept.get_absolute_url()).status_code == 200
    assert sign_in(cast.stranger).get(kept.get_absolute_url()).status_code == 404


def test_policy_list_is_narrowed(cast, sign_in, decision, policy):
    bound = {"binds_administrations": False, "binds_companies": True}
    other = adopt(cast, decision, title="Rent", text="We rent.", valid_from=LATER, **bound)
    client = sign_in(cast.officer)

    def found(query: str) -> set[str]:
        page = client.get(f"{reverse('policy-list')}?{query}").content.decode()
        return {row.title for row in (policy, other) if f'href="{row.get_absolute_url()}"' in page}

    assert timezone.localdate() < LATER
    assert found("") == {"Green buying", "Rent"}
    assert found("state=in_force") == {"Green buying"}
    assert found("state=upcoming") == {"Rent"}
    assert found("binds=companies") == {"Rent"}
    assert found("q=green") == {"Green buying"}
    assert found("state=x&binds=y&cooperation=z") == set()
