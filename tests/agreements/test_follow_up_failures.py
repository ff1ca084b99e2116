"""Non-conformities and complaints: who sees them, their course with its refusals, and the letters."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from agreements.models import Agreement, CallOff, NonConformity
from agreements.rules import follow_up as rules
from agreements.services import non_conformities as services
from agreements.services.non_conformities import NonConformityData
from portal.accounts.actor import Role, actor_of
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement(cast) -> Agreement:
    return factories.make_agreement(
        cast.cooperation,
        cast.neighbour,
        supplier=cast.supplier_company,
        buyers=(cast.municipality,),
        responsible=cast.officer,
    )


@pytest.fixture
def data(cast) -> NonConformityData:
    return NonConformityData(
        kind="complaint",
        title="Half of the rooms were not cleaned",
        what_happened="On Monday nobody came to the second floor.",
        happened_on=date(2026, 11, 16),
        severity="major",
        demand="Clean it today, and say how it will not happen again.",
        answer_by=date(2026, 12, 4),
        supplier=cast.supplier_company,
        buyer=cast.municipality,
        internal_note="The headmaster is angry",
    )


@pytest.fixture
def reported(cast, agreement, data) -> NonConformity:
    return services.report(by=cast.purchaser, agreement_id=agreement.pk, data=data)


def step(name: str, by, found: NonConformity, **said) -> NonConformity:
    found.refresh_from_db()
    return getattr(services, name)(by=by, non_conformity_id=found.pk, version=found.version, **said)


def seen_by(cast, found: NonConformity) -> set[str]:
    return {a for a in cast.ACTORS if NonConformity.objects.visible_to(cast.user(a)).filter(pk=found.pk).exists()}


def test_a_report_is_seen_by_the_buyer_and_by_those_who_follow_up(cast, reported):
    ours = {"administrator", "manager", "officer", "contact", "purchaser"}
    assert seen_by(cast, reported) == ours
    step("send", cast.contact, reported, answer_by=date(2026, 12, 4))
    assert seen_by(cast, reported) == ours | {"supplier"}


def test_a_neighbours_purchaser_does_not_see_it(cast, agreement, reported):
    neighbour = factories.make_user("Neighbour")
    factories.appoint(neighbour, Role.PURCHASER, organisation=factories.make_organisation("Nyby kommun"))
    assert not NonConformity.objects.visible_to(neighbour).exists()
    owner = factories.make_user("Purchaser of the owner")
    factories.appoint(owner, Role.PURCHASER, organisation=cast.neighbour)
    assert not NonConformity.objects.visible_to(owner).exists()
    contact = factories.make_user("Contact of the owner")
    factories.appoint(contact, Role.CONTACT, organisation=cast.neighbour)
    assert NonConformity.objects.visible_to(contact).exists()  # the owner follows the agreement up


def test_the_course_from_report_to_close(cast, reported, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        step("send", cast.contact, reported, answer_by=date(2026, 12, 4))
        step("answer", cast.supplier, reported, text="The team was ill. It is cleaned now.")
        step("close", cast.contact, reported, text="Accepted")
    reported.refresh_from_db()
    assert (reported.status, reported.answered_by, reported.outcome) == ("closed", cast.supplier, "Accepted")
    actions = [event.action for event in audit.history(reported)]
    assert actions == [f"non_conformity.{name}" for name in ("closed", "answered", "sent", "reported")]


def test_it_is_escalated_when_no_answer_comes_and_closed_after_that(cast, reported):
    step("send", cast.officer, reported, answer_by=TODAY)
    step("escalate", cast.officer, reported, text="No answer")
    with pytest.raises(Refused):
        step("answer", cast.supplier, reported, text="Late")
    step("close", cast.officer, reported, text="Settled by the managers")
    assert NonConformity.objects.get().status == "closed"


def test_letters_tell_each_side_and_never_the_internal_note(
    cast, agreement, data, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        found = services.report(by=cast.purchaser, agreement_id=agreement.pk, data=data)
    assert {mail.to[0] for mail in mailoutbox} == {cast.purchaser.email, cast.officer.email, cast.contact.email}
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        step("send", cast.contact, found, answer_by=date(2026, 12, 4))
    assert [mail.to for mail in mailoutbox] == [[cast.supplier.email]]
    assert f"/agreements/non-conformities/{found.pk}/" in mailoutbox[0].body
    assert "angry" not in mailoutbox[0].body
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        step("answer", cast.supplier, found, text="Done")
    assert cast.supplier.email not in {mail.to[0] for mail in mailoutbox}
    assert cast.contact.email in {mail.to[0] for mail in mailoutbox}


def test_the_supplier_hears_nothing_of_what_is_withdrawn_unsent(
    cast, reported, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        step("withdraw", cast.purchaser, reported, text="My mistake")
    assert mailoutbox == []
    assert "supplier" not in seen_by(cast, reported)


def test_steps_are_refused_to_others(cast, reported):
    with pytest.raises(Refused):  # a purchaser reports; the contact sends
        step("send", cast.purchaser, reported, answer_by=date(2026, 12, 4))
    step("send", cast.contact, reported, answer_by=date(2026, 12, 4))
    with pytest.raises(Refused):  # it is sent: no longer the reporter's own
        step("withdraw", cast.purchaser, reported, text="x")
    with pytest.raises(Refused):
        step("answer", cast.rival, reported, text="x")
    with pytest.raises(Refused):
        step("answer", cast.officer, reported, text="x")
    with pytest.raises(Refused):
        step("close", cast.contact, reported, text="x")  # not answered yet
    with pytest.raises(Refused):
        step("send", cast.contact, reported, answer_by=date(2026, 12, 4))  # twice
    with pytest.raises(Refused):
        step("answer", cast.supplier, reported, text="  ")
    with pytest.raises(Conflict):
        services.answer(by=cast.supplier, non_conformity_id=reported.pk, version=99, text="x")


def test_a_day_to_answer_that_has_passed_is_refused(cast, reported):
    with pytest.raises(Refused) as refused:
        step("send", cast.contact, reported, answer_by=date(2026, 11, 19))
    assert [reason.field for reason in refused.value.answer.reasons] == ["answer_by"]


def test_correct_until_it_is_sent(cast, reported, data):
    new = replace(data, severity="critical")
    services.correct(by=cast.purchaser, non_conformity_id=reported.pk, version=1, data=new)
    reported.refresh_from_db()
    assert (reported.severity, reported.version) == ("critical", 2)
    step("send", cast.contact, reported, answer_by=date(2026, 12, 4))
    with pytest.raises(Refused):
        services.correct(by=cast.contact, non_conformity_id=reported.pk, version=3, data=data)


def test_what_does_not_fit_together_is_refused(cast, agreement, data):
    other = factories.make_agreement(cast.cooperation, cast.municipality)
    call_off = CallOff.objects.create(
        agreement=agreement,
        lot=agreement.lots.get(),
        supplier=cast.supplier_company,
        buyer=cast.neighbour,
        title="Windows",
        amount=100,
        called_off_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 1),
        contact=cast.contact,
        created_by=cast.contact,
    )
    for said, field in (
        ({"happened_on": date(2026, 11, 21)}, "happened_on"),
        ({"answer_by": date(2026, 11, 1)}, "answer_by"),
        ({"supplier": cast.other_supplier}, "lot"),
        ({"lot": other.lots.get()}, "lot"),
        ({"call_off": call_off}, "call_off"),
    ):
        with pytest.raises(Refused) as refused:
            services.report(by=cast.purchaser, agreement_id=agreement.pk, data=replace(data, **said))
        assert [reason.field for reason in refused.value.answer.reasons] == [field]


def test_who_may_report_for_whom(cast, agreement, data):
    buyers = {cast.municipality.pk, cast.neighbour.pk}

    def organisations(actor: str) -> frozenset[int]:
        return rules.organisations_reporting(actor_of(cast.user(actor)), agreement)

    assert organisations("officer") == buyers
    assert organisations("purchaser") == organisations("contact") == {cast.municipality.pk}
    assert organisations("supplier") == organisations("working") == organisations("administrator") == frozenset()
    with pytest.raises(Refused):
        services.report(by=cast.purchaser, agreement_id=agreement.pk, data=replace(data, buyer=cast.neighbour))
    draft = factories.make_agreement(cast.cooperation, cast.municipality, status="draft")
    with pytest.raises(Refused):
        services.report(by=cast.officer, agreement_id=draft.pk, data=data)
