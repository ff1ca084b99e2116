"""Needs: reported where nothing covers them, told to those who answer, answered once."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.models import Membership, Ownership, Unit
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Need
from procurements.services import needs as services
from procurements.services.needs import NeedData
from procurements.states.needs import NeedState
from tests import factories
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


def report(cast: Cast, **said) -> Need:
    return services.report(
        by=said.pop("by", cast.purchaser), data=NeedData(organisation=cast.municipality, what="Kayaks", **said)
    )


def test_told_to_contact_and_deputy(cast: Cast, at_once, django_capture_on_commit_callbacks) -> None:
    deputy = factories.make_user("Deputy Test")
    factories.appoint(deputy, Role.CONTACT, organisation=cast.municipality, is_deputy=True)
    with django_capture_on_commit_callbacks(execute=True):
        need = report(cast, amount=Decimal("45000"), description="For the school by the lake")
    assert sorted(letter.to[0] for letter in mail.outbox) == [cast.contact.email, deputy.email]
    assert need.get_absolute_url() in mail.outbox[0].body and "For the school by the lake" in mail.outbox[0].body


def test_answered_once_and_told(cast: Cast, at_once, django_capture_on_commit_callbacks) -> None:
    need = report(cast)
    with django_capture_on_commit_callbacks(execute=True):
        services.answer(by=cast.contact, need_id=need.pk, version=1, answer="Borrow them from Åsby.")
    need.refresh_from_db()
    assert (need.state, need.answered_by, need.version) == (NeedState.ANSWERED, cast.contact, 2)
    assert [event.action for event in audit.history(need)] == ["need.answered", "need.reported"]
    assert [letter.to for letter in mail.outbox] == [[cast.purchaser.email]]
    with pytest.raises(Conflict):
        services.answer(by=cast.officer, need_id=need.pk, version=1, answer="No.")
    with pytest.raises(Refused):
        services.answer(by=cast.officer, need_id=need.pk, version=2, answer="No.")


def test_who_may(cast: Cast) -> None:
    for by in (cast.supplier, cast.stranger, cast.nobody):
        with pytest.raises(Refused):
            report(cast, by=by)
    need = report(cast, by=cast.officer)
    for by in (cast.purchaser, cast.expert, cast.stranger):
        with pytest.raises(Refused):
            services.answer(by=by, need_id=need.pk, version=1, answer="No.")
    other = Unit.objects.create(organisation=cast.neighbour, name="Elsewhere")
    with pytest.raises(Refused):
        report(cast, units=(other,))


def test_who_sees_it(cast: Cast) -> None:
    need = report(cast)
    seeing = {actor for actor in Cast.ACTORS if (u := cast.user(actor)) and Need.objects.visible_to(u).exists()}
    assert seeing == {"administrator", "manager", "officer", "contact", "purchaser", "working"}
    assert need.currency == "SEK"


def test_units_and_companies_of_the_organisation_only(cast: Cast) -> None:
    unit = Unit.objects.create(organisation=cast.municipality, name="Schools")
    company = factories.make_organisation("Ekby Bostads AB")
    with pytest.raises(Refused):
        report(cast, companies=(company,))
    Ownership.objects.create(company=company, owner=cast.municipality, valid_from=factories.TODAY)
    need = report(cast, units=(unit,), companies=(company,), is_yearly=True, amount=Decimal("1200000"))
    assert (list(need.units.all()), list(need.companies.all())) == ([unit], [company])


def test_edited_until_it_is_answered(cast: Cast, sign_in) -> None:
    need = report(cast)
    address = reverse("need-edit", args=[need.pk])
    client = sign_in(cast.purchaser)
    said = {
        "what": "Kayaks and paddles",
        "organisation": "Ekby kommun",
        "is_yearly": "on",
        "volume": "12",
        "version": 1,
    }
    assert client.post(address, said).status_code == 302
    need.refresh_from_db()
    assert (need.what, need.is_yearly, need.volume, need.version) == ("Kayaks and paddles", True, "12", 2)
    assert sign_in(cast.working).get(address).status_code == 403
    assert sign_in(cast.expert).get(address).status_code == 404
    services.answer(by=cast.contact, need_id=need.pk, version=2, answer="Borrow them.")
    assert sign_in(cast.purchaser).get(address).status_code == 403


def test_alike_are_merged_and_all_who_asked_are_told(cast: Cast, at_once, django_capture_on_commit_callbacks) -> None:
    """The needs of two members and a third that had been merged before: three people asked, three are answered."""
    first, second = report(cast), report(cast, by=cast.officer, cpv=factories.make_cpv("37410000", "Sportartiklar"))
    third = services.report(by=cast.officer, data=NeedData(organisation=cast.neighbour, what="Kayak for a school"))
    assert set(Need.objects.visible_to(cast.officer).like(first)) == {second, third}
    services.merge(by=cast.officer, need_id=third.pk, version=1, into_id=second.pk)
    services.merge(by=cast.officer, need_id=second.pk, version=1, into_id=first.pk)
    assert set(first.merged.all()) == {second, third}
    with pytest.raises(Refused):
        services.merge(by=cast.officer, need_id=first.pk, version=1, into_id=third.pk)
    with pytest.raises(Refused):
        services.merge(by=cast.officer, need_id=first.pk, version=1, into_id=first.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.answer(by=cast.contact, need_id=first.pk, version=1, answer="Borrow them from Åsby.")
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([cast.purchaser.email, cast.officer.email])


def test_a_contact_merges_what_both_are_own(cast: Cast, sign_in) -> None:
    own, theirs = (
        report(cast),
        services.report(by=cast.officer, data=NeedData(organisation=cast.neighbour, what="Kayak")),
    )
    with pytest.raises(Refused):
        services.merge(by=cast.contact, need_id=own.pk, version=1, into_id=theirs.pk)
    other = report(cast)
    address = reverse("need-merge", args=[other.pk])
    client = sign_in(cast.contact)
    assert client.post(address, {"into": theirs.pk, "version": 1}).status_code == 200
    assert client.post(address, {"into": own.pk, "version": 1}).status_code == 302
    assert sign_in(cast.purchaser).get(address).status_code == 403


def test_list_narrows(cast: Cast, sign_in) -> None:
    report(cast, cpv=factories.make_cpv("37410000", "Sportartiklar"))
    services.report(by=cast.officer, data=NeedData(organisation=cast.neighbour, what="Snowploughs"))
    client = sign_in(cast.officer)
    address = reverse("need-list")
    for query, seen, hidden in (
        ({"category": "37"}, "Kayaks", "Snowploughs"),
        ({"q": "snow"}, "Snowploughs", "Kayaks"),
        ({"mine": "1"}, "Snowploughs", "Kayaks"),
        ({"organisation": cast.municipality.pk}, "Kayaks", "Snowploughs"),
    ):
        text = client.get(address, query).content.decode()
        assert seen in text and hidden not in text, query


def test_carried_from_the_question(cast: Cast, sign_in) -> None:
    client = sign_in(cast.purchaser)
    cpv = factories.make_cpv("37410000", "Sportartiklar")
    address = reverse("need-new")
    said = {"what": "Kayaks", "organisation": cast.municipality.pk, "cpv": cpv.pk, "amount": "45000.50"}
    text = client.get(address, said | {"wanted_by": "2027-05-01"}).content.decode()
    for shown in ('value="Kayaks"', 'value="Ekby kommun"', "37410000-0", 'value="2027-05-01"', "45,000.50"):
        assert shown in text, shown
    assert client.get(address, {"amount": "much", "organisation": "9" * 30, "cpv": "x"}).status_code == 200
    client.post(address, {"what": "Kayaks", "organisation": "Ekby kommun", "amount": "45 000"})
    need = Need.objects.get()
    assert "Kayaks" in client.get(reverse("need-list")).content.decode()
    assert client.post(need.get_absolute_url(), {"answer": "Me", "version": 1}).status_code == 403
    client = sign_in(cast.contact)
    assert "Answer the need" in client.get(need.get_absolute_url()).content.decode()
    client.post(need.get_absolute_url(), {"answer": "Borrow them.", "version": 1})
    need.refresh_from_db()
    assert need.answer == "Borrow them."
    assert sign_in(cast.expert).get(need.get_absolute_url()).status_code == 404


def test_what_a_former_member_needs_is_its_own(cast: Cast) -> None:
    """The office and the working group go on reading what was reported while it was a member, and nothing else."""
    before = report(cast)
    Membership.objects.filter(organisation=cast.municipality).update(valid_to=timezone.localdate() - timedelta(days=1))
    after = report(cast, by=User.objects.get(pk=cast.purchaser.pk))
    Need.objects.filter(pk=before.pk).update(reported_at=timezone.now() - timedelta(days=3))
    for person in (cast.officer, cast.manager, cast.working):
        assert list(Need.objects.visible_to(User.objects.get(pk=person.pk))) == [before], person
    assert set(Need.objects.visible_to(cast.contact)) == {before, after}
    with pytest.raises(Refused):
        services.answer(by=cast.officer, need_id=before.pk, version=1, answer="No.")
    with pytest.raises(Refused):
        report(cast, by=cast.officer)


def test_a_member_to_come_is_not_read_yet(cast: Cast) -> None:
    report(cast)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Membership.objects.filter(organisation=cast.municipality).update(valid_from=tomorrow)
    assert not Need.objects.visible_to(cast.officer).exists()
