from datetime import date

import pytest
from django.urls import reverse

from portal.organisations import brands
from portal.organisations.models import Cooperation
from portal.organisations.services import cooperations as services
from portal.organisations.services.cooperations import CooperationData
from portal.web import brand, lookups, navigation
from portal.workflow.errors import Conflict, Refused
from tests.factories import make_organisation


def test_cooperation_create_gives_a_plain_free_slug(cast):
    host = make_organisation("Kongsberg kommune", country="NO")
    made = [
        services.create(by=cast.administrator, name=name, jurisdiction="NO", currency="NOK", host_id=host.pk)
        for name in ("Ærø øst", "Aero ost", "Samkop")
    ]
    assert [one.slug for one in made] == ["aero-ost", "aero-ost-2", "samkop-2"]


def test_cooperation_create_is_the_administrators_and_stays_in_one_country(cast):
    with pytest.raises(Refused):
        services.create(by=cast.manager, name="X", jurisdiction="SE", currency="SEK", host_id=cast.municipality.pk)
    with pytest.raises(Refused):
        services.create(
            by=cast.administrator, name="X", jurisdiction="NO", currency="NOK", host_id=cast.municipality.pk
        )


def test_cooperation_edit_refuses_a_lost_update(cast):
    data = CooperationData(name="Mälarköp", accent="#112233")
    services.update(by=cast.manager, cooperation_id=cast.cooperation.pk, version=1, data=data)
    with pytest.raises(Conflict) as conflict:
        services.update(by=cast.manager, cooperation_id=cast.cooperation.pk, version=1, data=data)
    assert conflict.value.changes["accent"][1] == "#112233"


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("administrator", 200),
        ("manager", 200),
        ("officer", 403),
        ("purchaser", 403),
        ("stranger", 403),
        ("public", 302),
    ],
)
def test_cooperation_edit_page(cast, sign_in, actor, status):
    answer = sign_in(cast.user(actor)).get(reverse("cooperation-edit", args=[cast.cooperation.pk]))
    assert answer.status_code == status


@pytest.mark.parametrize(("accent", "status"), [("#0b5d66", 302), ("#ffee00", 200), ("red", 200)])
def test_cooperation_edit_wants_a_colour_that_white_text_can_be_read_on(cast, sign_in, accent, status):
    client = sign_in(cast.manager)
    sent = {"name": "Mälarköp", "accent": accent, "version": "1"}
    assert client.post(reverse("cooperation-edit", args=[cast.cooperation.pk]), sent).status_code == status


def test_member_is_added_once_and_ended(cast):
    newcomer = make_organisation("Öby kommun")
    add = {"cooperation_id": cast.cooperation.pk, "organisation_id": newcomer.pk}
    row = services.add_member(by=cast.officer, valid_from=date(2026, 1, 1), **add)
    with pytest.raises(Refused):
        services.add_member(by=cast.officer, valid_from=date(2026, 6, 1), **add)
    with pytest.raises(Refused):
        services.end_member(by=cast.officer, membership_id=row.pk, on=date(2025, 12, 31))
    services.end_member(by=cast.officer, membership_id=row.pk, on=date(2026, 5, 31))
    services.add_member(by=cast.officer, valid_from=date(2026, 6, 1), **add)
    with pytest.raises(Refused):
        services.add_member(by=cast.stranger, valid_from=date(2028, 1, 1), **add)


def test_member_of_another_country_is_refused(cast):
    with pytest.raises(Refused):
        services.add_member(
            by=cast.officer,
            cooperation_id=cast.cooperation.pk,
            organisation_id=cast.other_cooperation.host_id,
            valid_from=date(2026, 1, 1),
        )


def test_brand_is_the_own_cooperations_or_the_only_one(cast, rf):
    def name_for(user) -> str:
        request = rf.get("/")
        request.user = user
        return brand.of_request(request).name

    assert name_for(cast.officer) == "Mälarköp"
    assert name_for(cast.stranger) == "Fjordkjøp"
    assert name_for(cast.supplier) == "Samköp"
    assert brands.by_slug("mälarköp").name == "Mälarköp"
    Cooperation.objects.filter(pk=cast.other_cooperation.pk).update(name="Fjordkjøp 2")
    assert brands.by_slug("missing") is None


def test_menu_follows_the_actor(cast):
    def names(user) -> set[str]:
        return {item.url_name for item in navigation.items_for(user)}

    assert "person-list" in names(cast.contact)
    assert "person-list" not in names(cast.purchaser)
    assert "organisation-list" in names(cast.purchaser)
    assert not names(cast.supplier) & {"organisation-list", "person-list", "cooperation-list"}


def test_lookups_offer_what_may_be_seen(cast):
    people, organisations = lookups.source("person"), lookups.source("organisation")
    label = people.choice(cast.contact).label
    assert [choice.label for choice in people.search(cast.officer, label, 10)] == [label]
    assert people.search(cast.stranger, "Contact", 10) == []
    assert people.get(cast.stranger, str(cast.contact.pk)) is None
    assert [choice.label for choice in organisations.search(None, "åsby", 10)] == ["Åsby kommun"]
    assert organisations.get(None, "not a number") is None
