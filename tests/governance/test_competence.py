"""The map of competence: who gives how much of a post to procurement, and knows what."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.governance.models import Competence
from portal.governance.services import competence as services
from portal.workflow.errors import Conflict, Refused
from tests.factories import make_organisation


def enter(cast, by="officer", person="contact", share="0.5", place="municipality"):
    return services.enter(
        by=getattr(cast, by),
        cooperation_id=cast.cooperation.pk,
        organisation_id=getattr(cast, place).pk if place else None,
        person=getattr(cast, person) if person else None,
        post_share=Decimal(share),
        areas=["tendering", "law"],
    )


def test_competence_enter(cast):
    row = enter(cast, by="contact")
    assert (row.post_share, row.areas) == (Decimal("0.5"), ["law", "tendering"])
    assert enter(cast, person="officer", place=None).organisation is None
    assert enter(cast, person=None, share="3.25", place="neighbour").person is None  # a member's sum


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "contact", "place": "neighbour", "person": None},
        {"by": "contact", "place": None, "person": "officer"},
        {"by": "purchaser"},
        {"by": "stranger"},
        {"share": "1.1"},
        {"person": "supplier"},
        {"person": "officer"},  # serves the office, not the member
    ],
)
def test_competence_enter_refuses(cast, wrong):
    with pytest.raises(Refused):
        enter(cast, **wrong)


def test_competence_stands_once_each_and_for_members_alone(cast):
    enter(cast)
    with pytest.raises(Refused):
        enter(cast)
    cast.outside = make_organisation("Utby kommun")
    with pytest.raises(Refused):
        enter(cast, place="outside", person=None)


def test_competence_update_and_remove(cast):
    row = enter(cast)
    change = {"competence_id": row.pk, "areas": ["it"], "note": "Ny"}
    services.update(by=cast.contact, version=1, post_share=Decimal("0.75"), **change)
    with pytest.raises(Conflict):
        services.update(by=cast.contact, version=1, post_share=Decimal(1), **change)
    with pytest.raises(Refused):
        services.update(by=cast.contact, version=2, post_share=Decimal("1.5"), **change)
    row.refresh_from_db()
    assert (row.post_share, row.areas, row.version) == (Decimal("0.75"), ["it"], 2)
    services.remove(by=cast.contact, competence_id=row.pk)
    assert not Competence.objects.exists()


def test_the_map_adds_posts_up_and_names_what_nobody_knows(cast, sign_in):
    """Half a post in the office and 0.75 in Ekby make 1.25; of twelve areas two are known, and Åsby has nobody."""
    enter(cast, share="0.75")
    enter(cast, person="officer", place=None)
    url = reverse("competence-map", args=[cast.cooperation.pk])
    page = sign_in(cast.steering).get(url, headers={"accept-language": "en"}).content.decode()
    assert "1.25" in page
    assert ">10<" in page
    assert reverse("competence-enter", args=[cast.cooperation.pk]) not in page
    mine = sign_in(cast.contact).get(url).content.decode()
    assert f"?organisation={cast.municipality.pk}" in mine
    assert f"?organisation={cast.neighbour.pk}" not in mine
    assert sign_in(cast.supplier).get(url).status_code == 404


def test_competence_pages(cast, sign_in):
    client = sign_in(cast.contact)
    url = f"{reverse('competence-enter', args=[cast.cooperation.pk])}?organisation={cast.municipality.pk}"
    assert client.post(url, {"person": cast.contact.email, "post_share": "x"}).status_code == 200
    assert client.post(url, {"person": cast.contact.email, "post_share": "0.6", "areas": ["law"]}).status_code == 302
    row = Competence.objects.get()
    edit = reverse("competence-update", args=[row.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"post_share": "0.4", "version": "1"}).status_code == 302
    assert client.post(reverse("competence-remove", args=[row.pk])).status_code == 302
    assert not Competence.objects.exists()
