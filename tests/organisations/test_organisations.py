from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.organisations.models import Organisation
from portal.organisations.services import organisations as services
from portal.organisations.services.organisations import OrganisationData
from portal.reference.models import Municipality
from portal.workflow import audit
from portal.workflow.errors import Refused
from tests.factories import make_county, make_organisation


@pytest.fixture
def stockholm(db) -> Municipality:
    return Municipality.objects.create(
        country="SE",
        code="0180",
        name="Stockholm",
        official_name="Stockholms stad",
        county=make_county(),
        nuts3="SE110",
        registration_number="2120000142",
    )


def register(by, **fields) -> Organisation:
    return services.register(by=by, data=OrganisationData(**{"kind": "other", "country": "SE", **fields}))


def test_organisation_register_takes_name_and_number_from_the_reference_list(cast, stockholm):
    made = register(cast.officer, kind="municipality", municipality=stockholm)
    assert (made.name, made.registration_number) == ("Stockholms stad", "2120000142")
    assert audit.history(made).get().changes["name"] == [None, "Stockholms stad"]
    assert services.of_municipality(by=cast.officer, municipality=stockholm) == made


@pytest.mark.parametrize("number", ["212000-0143", "12345", "abc", "2120000142 x"])
def test_organisation_register_refuses_a_wrong_number(cast, number):
    with pytest.raises(Refused) as refused:
        register(cast.officer, name="Wrong", registration_number=number)
    assert refused.value.answer.reasons[0].field == "registration_number"
    assert not Organisation.objects.filter(name="Wrong").exists()


def test_organisation_register_keeps_digits_and_refuses_a_twin(cast):
    made = register(cast.officer, name="First", registration_number="212000-0142")
    assert made.registration_number == "2120000142"
    with pytest.raises(Refused):
        register(cast.officer, name="Second", registration_number="2120000142")


def test_organisation_register_needs_a_name(cast):
    with pytest.raises(Refused):
        register(cast.officer)


@pytest.mark.parametrize(
    ("actor", "status"),
    [("administrator", 200), ("officer", 200), ("contact", 403), ("purchaser", 403), ("nobody", 403), ("public", 302)],
)
def test_organisation_register_page(cast, sign_in, actor, status):
    assert sign_in(cast.user(actor)).get(reverse("organisation-register")).status_code == status


@pytest.mark.parametrize(
    ("actor", "status"),
    [("administrator", 200), ("officer", 200), ("contact", 200), ("purchaser", 403), ("stranger", 403)],
)
def test_organisation_edit_page(cast, sign_in, actor, status):
    answer = sign_in(cast.user(actor)).get(reverse("organisation-edit", args=[cast.municipality.pk]))
    assert answer.status_code == status


def test_organisation_register_fills_in_without_scripts(cast, sign_in, stockholm):
    client = sign_in(cast.officer)
    sent = {"kind": "municipality", "municipality": "Stockholm", "country": "NO", "_rows": "fill"}
    page = client.post(reverse("organisation-register"), sent).content.decode()
    assert 'value="Stockholms stad"' in page
    assert 'value="212000-0142"' in page
    assert not Organisation.objects.filter(name="Stockholms stad").exists()


def test_organisation_edit_tells_what_somebody_else_changed(cast, sign_in):
    organisation = cast.municipality
    data = OrganisationData("municipality", "SE", name="Ekby stad")
    services.update(by=cast.manager, organisation_id=organisation.pk, version=1, data=data)
    client = sign_in(cast.officer)
    sent = {"kind": "municipality", "country": "SE", "name": "Ekby", "email": "ny@example.org", "version": "1"}
    page = client.post(reverse("organisation-edit", args=[organisation.pk]), sent).content.decode()
    assert "Manager Test" in page
    assert 'value="ny@example.org"' in page
    organisation.refresh_from_db()
    assert organisation.name == "Ekby stad"
    again = client.post(reverse("organisation-edit", args=[organisation.pk]), sent | {"version": "2"})
    assert again.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.email, organisation.version) == ("Ekby", "ny@example.org", 3)


def test_organisation_page_is_public_and_keeps_people_to_colleagues(cast, sign_in):
    url = cast.municipality.get_absolute_url()
    assert cast.contact.email not in sign_in(None).get(url).content.decode()
    assert cast.contact.email in sign_in(cast.purchaser).get(url).content.decode()


def test_unit_keeps_its_former_names(cast):
    unit = services.add_unit(by=cast.contact, organisation_id=cast.municipality.pk, name="Barn och utbildning")
    services.change_unit(
        by=cast.contact,
        unit_id=unit.pk,
        name="Utbildning",
        organisation_id=cast.municipality.pk,
        on=date(2026, 7, 1),
    )
    former = unit.former_names.get()
    assert (former.name, former.until, former.organisation) == (
        "Barn och utbildning",
        date(2026, 6, 30),
        cast.municipality,
    )
    with pytest.raises(Refused):
        services.change_unit(
            by=cast.contact, unit_id=unit.pk, name="X", organisation_id=cast.municipality.pk, on=date(2026, 6, 30)
        )


def test_unit_moves_only_where_one_may_edit_both(cast):
    unit = services.add_unit(by=cast.contact, organisation_id=cast.municipality.pk, name="Gata")
    move = {"unit_id": unit.pk, "name": "Gata", "organisation_id": cast.neighbour.pk, "on": date(2026, 7, 1)}
    with pytest.raises(Refused):
        services.change_unit(by=cast.contact, **move)
    assert services.change_unit(by=cast.officer, **move).organisation == cast.neighbour
    assert audit.history(cast.neighbour).get().action == "unit.moved"


def test_unit_names_are_unique_within_an_organisation(cast):
    services.add_unit(by=cast.contact, organisation_id=cast.municipality.pk, name="Gata")
    with pytest.raises(Refused):
        services.add_unit(by=cast.contact, organisation_id=cast.municipality.pk, name="gata")


def test_ownership_shares_never_exceed_the_whole(cast):
    company = make_organisation("Ekby Energi AB", kind="company")

    def own(owner, share, **dates):
        return services.add_owner(
            by=cast.officer,
            company_id=company.pk,
            owner_id=owner.pk,
            share=Decimal(share),
            valid_from=dates.get("valid_from", date(2026, 1, 1)),
            valid_to=dates.get("valid_to"),
        )

    first = own(cast.municipality, "60")
    with pytest.raises(Refused):
        own(cast.neighbour, "40.01")
    own(cast.neighbour, "40")
    services.end_ownership(by=cast.officer, ownership_id=first.pk, on=date(2026, 6, 30))
    own(cast.municipality, "60", valid_from=date(2026, 7, 1))
    with pytest.raises(Refused):
        own(company, "1", valid_from=date(2027, 1, 1))


def test_organisation_list_narrows_and_counts(cast, sign_in, stockholm):
    outside = make_organisation("Örby kommun", municipality=stockholm)
    make_organisation("Ekby Energi AB", kind="company")
    client = sign_in(None)
    url = reverse("organisation-list")

    def names(**query) -> list[str]:
        answer = client.get(url, {**query, "export": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return [line.split(";")[0].strip('"') for line in text.splitlines()[1:]]

    assert names(q="örby") == ["Örby kommun"]
    assert names(member=cast.cooperation.pk) == ["Ekby kommun", "Åsby kommun"]
    assert names(kind="company") == ["Ekby Energi AB"]
    assert names(county=outside.municipality.county_id) == ["Örby kommun"]
    assert "Örby kommun" in names(member="none") and "Ekby kommun" not in names(member="none")
    assert names(member=[cast.cooperation.pk, "none"], kind="municipality")[-2:] == ["Åsby kommun", "Örby kommun"]
    assert client.get(url).status_code == 200
