"""The register of experts: persons by consent, wiped when it is withdrawn; firms at once."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.governance.models import Expert
from portal.governance.services import experts as services
from portal.governance.services.experts import ExpertData
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories

TODAY = date(2026, 11, 20)
NAME = "Dotterel Ekdahl"
PERSON = ExpertData(
    kind="law",
    knowledge="Dotterel knows the law of frameworks",
    name=NAME,
    title="Lawyer Dotterel",
    email="dotterel@example.org",
    phone="070 1740605",
    terms="1 200 kr, Dotterel",
)
FIRM = ExpertData(
    kind="method", knowledge="Life-cycle costs", is_person=False, firm="Lärka AB", email="lark@example.org"
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def enter(cast, by=None, data=PERSON, **changes) -> Expert:
    by = by or cast.officer
    return services.register(by=by, cooperation_id=cast.cooperation.pk, data=replace(data, **changes))


def agree(expert: Expert, by) -> Expert:
    return services.record_consent(by=by, expert_id=expert.pk, given_on=TODAY, how="By e-mail, case 7/2026")


def seen_by(cast, expert: Expert) -> set[str]:
    return {
        who
        for who in cast.ACTORS
        if who != "public" and Expert.objects.visible_to(cast.user(who)).filter(pk=expert.pk).exists()
    }


MEMBERS = {"administrator", "manager", "officer", "contact", "purchaser", "working", "steering", "expert"}


def test_a_person_is_shared_only_after_agreeing(cast):
    expert = enter(cast)
    assert expert.state == "awaiting"
    assert seen_by(cast, expert) == {"administrator", "manager", "officer"}
    shared = agree(expert, cast.officer)
    assert (shared.state, shared.consent_on, shared.consent_recorded_by) == ("shared", TODAY, cast.officer)
    assert seen_by(cast, expert) == MEMBERS


def test_postgresql_shares_no_person_without_consent(cast):
    expert = enter(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expert.objects.filter(pk=expert.pk).update(state="shared")


def test_a_firm_is_shared_at_once(cast):
    expert = enter(cast, data=FIRM)
    assert expert.state == "shared" and seen_by(cast, expert) == MEMBERS
    with pytest.raises(Refused):
        agree(expert, cast.officer)
    services.remove(by=cast.officer, expert_id=expert.pk)
    assert seen_by(cast, expert) == {"administrator", "manager", "officer"}


def test_an_expert_may_be_shared_with_some_members(cast):
    expert = agree(enter(cast, shared_with=[cast.neighbour]), cast.officer)
    assert seen_by(cast, expert) == {"administrator", "manager", "officer"}
    theirs = factories.make_user("Their Contact")
    factories.appoint(theirs, "purchasing_contact", organisation=cast.neighbour)
    assert Expert.objects.visible_to(theirs).get() == expert


def test_withdrawn_is_wiped_everywhere(cast, sign_in):
    expert = agree(enter(cast), cast.officer)
    services.recommend(by=cast.purchaser, expert_id=expert.pk, text="Dotterel helped us")
    services.change(by=cast.officer, expert_id=expert.pk, version=1, data=replace(PERSON, phone="070 0000000"))
    services.withdraw_consent(by=cast.officer, expert_id=expert.pk)
    expert.refresh_from_db()
    assert (expert.state, expert.name, expert.email, expert.knowledge) == ("withdrawn", "", "", "")
    assert (expert.kind, expert.consent_on, expert.consent_withdrawn_on) == ("law", TODAY, TODAY)
    assert not expert.recommendations.exists()
    told = [f"{event.object_label} {event.changes} {event.reason}" for event in audit.history(expert)]
    assert not any("otterel" in line or "070" in line for line in told)
    assert seen_by(cast, expert) == {"administrator", "manager", "officer"}
    page = sign_in(cast.officer).get(expert.get_absolute_url()).content.decode()
    assert "otterel" not in page
    assert not Expert.objects.in_use().exists()
    for again in (
        lambda: agree(expert, cast.officer),
        lambda: services.withdraw_consent(by=cast.officer, expert_id=expert.pk),
        lambda: services.change(by=cast.officer, expert_id=expert.pk, version=2, data=PERSON),
    ):
        with pytest.raises(Refused):
            again()


def test_postgresql_keeps_nothing_personal_of_somebody_who_withdrew(cast):
    expert = services.withdraw_consent(by=cast.officer, expert_id=enter(cast).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expert.objects.filter(pk=expert.pk).update(name=NAME)


def test_the_person_agrees_and_withdraws_in_the_portal(cast, at_once, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        expert = enter(cast, user=cast.expert, organisation=cast.municipality)
    assert [letter.to for letter in mail.outbox] == [[cast.expert.email]]
    client = sign_in(cast.expert)
    assert client.get(expert.get_absolute_url()).status_code == 200
    assert expert.get_absolute_url() in client.get("/").content.decode()
    client.post(reverse("expert-consent", args=[expert.pk]), {"given_on": "2026-11-20"})
    expert.refresh_from_db()
    assert (expert.state, expert.consent_recorded_by) == ("shared", cast.expert) and expert.consent_how
    with pytest.raises(Refused):
        services.recommend(by=cast.expert, expert_id=expert.pk, text="I am good")
    client.post(reverse("expert-withdraw", args=[expert.pk]))
    expert.refresh_from_db()
    assert (expert.state, expert.user, expert.organisation) == ("withdrawn", None, None)
    assert client.get(expert.get_absolute_url()).status_code == 404


def test_consent_is_recorded_with_its_day_and_how(cast):
    expert = enter(cast)
    with pytest.raises(Refused):
        services.record_consent(by=cast.officer, expert_id=expert.pk, given_on=TODAY)
    with pytest.raises(Refused):
        services.record_consent(by=cast.officer, expert_id=expert.pk, given_on=date(2026, 11, 21), how="Soon")


def test_contacts_keep_their_own_entries(cast):
    written = enter(cast, by=cast.contact)
    own_colleague = enter(cast, organisation=cast.municipality)
    other = enter(cast, organisation=cast.neighbour)
    assert agree(written, cast.contact).state == agree(own_colleague, cast.contact).state == "shared"
    with pytest.raises(Refused):
        agree(other, cast.contact)
    for who in (cast.purchaser, cast.steering, cast.stranger, cast.supplier, cast.nobody):
        with pytest.raises(Refused):
            enter(cast, by=who)
        with pytest.raises(Refused):
            services.withdraw_consent(by=who, expert_id=written.pk)
        with pytest.raises(Refused):
            services.change(by=who, expert_id=written.pk, version=1, data=PERSON)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"email": "", "phone": "", "website": ""},
        {"is_person": False, "firm": "Lärka AB"},  # names a person: needs consent
        {"is_person": False, "name": ""},
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(cast, changes):
    with pytest.raises(Refused):
        enter(cast, **changes)


def test_others_than_members_are_no_choice(cast):
    with pytest.raises(Refused):
        enter(cast, organisation=cast.other_cooperation.host)
    expert = enter(cast)
    with pytest.raises(Refused):
        services.change(by=cast.officer, expert_id=expert.pk, version=1, data=FIRM)  # no way round the consent
    services.change(by=cast.officer, expert_id=expert.pk, version=1, data=replace(PERSON, title="Judge"))
    with pytest.raises(Conflict):
        services.change(by=cast.officer, expert_id=expert.pk, version=1, data=PERSON)


def test_who_has_agreed_does_not_become_somebody_who_has_not(cast):
    """An entry is not written over with a successor's name: the consent was another person's."""
    expert = agree(enter(cast, user=cast.working), cast.officer)
    for another in ({"name": "Redshank Lund", "user": cast.working}, {"user": cast.steering}):
        with pytest.raises(Refused):
            services.change(by=cast.officer, expert_id=expert.pk, version=1, data=replace(PERSON, **another))
    married = replace(PERSON, name="Dotterel Lund", user=cast.working)
    assert services.change(by=cast.officer, expert_id=expert.pk, version=1, data=married).name == "Dotterel Lund"


def test_recommending_again_replaces_what_was_said(cast):
    expert = agree(enter(cast), cast.officer)
    services.recommend(by=cast.purchaser, expert_id=expert.pk, text="Good")
    services.recommend(by=cast.purchaser, expert_id=expert.pk, text="Very good")
    row = expert.recommendations.get()
    assert (row.text, row.organisation) == ("Very good", cast.municipality)
    with pytest.raises(Refused):
        services.recommend(by=cast.stranger, expert_id=expert.pk, text="Bad")


def test_the_register_on_the_pages(cast, sign_in):
    client = sign_in(cast.contact)
    cpv = factories.make_cpv("15811100", "Bröd")
    said = {"who": "person", "name": NAME, "kind": "category", "knowledge": "Bread", "email": "d@example.org"}
    said |= {"cpvs": "15811100"}
    made = client.post(reverse("expert-new", args=[cast.cooperation.pk]), said)
    expert = Expert.objects.get()
    assert made.url == expert.get_absolute_url()
    assert list(expert.cpvs.all()) == [cpv]
    for query in ("", "?q=bröd", "?category=15&kind=category", "?source=outside&state=awaiting"):
        assert NAME in client.get(reverse("expert-list") + query).content.decode()
    assert NAME not in client.get(reverse("expert-list") + "?category=16").content.decode()
    edit = reverse("expert-edit", args=[expert.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, {**said, "title": "Baker", "version": "1"})
    expert.refresh_from_db()
    assert (expert.title, expert.is_person) == ("Baker", True)
    client.post(reverse("expert-consent", args=[expert.pk]), {"given_on": "2026-11-20", "how": "By letter"})
    purchaser = sign_in(cast.purchaser)
    purchaser.post(reverse("expert-recommend", args=[expert.pk]), {"text": "Knows bread"})
    assert "Knows bread" in purchaser.get(expert.get_absolute_url()).content.decode()
    assert purchaser.post(reverse("expert-withdraw", args=[expert.pk])).status_code == 403
