"""The pages of requirements and of the specification, as the roles open and use them."""

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from pypdf import PdfReader

from portal.organisations.models import Group, Seat
from portal.workflow.errors import Refused
from procurements.models import (
    Procurement,
    Requirement,
    RequirementComment,
    Specification,
)
from procurements.papers import specification as papers
from procurements.services import agreement_groups, comments, requirements
from procurements.services.agreement_groups import SeatData
from procurements.services.requirements import RequirementData
from procurements.states.requirements import RequirementState, SpecificationState
from procurements.states.stages import Stage
from tests import factories
from tests.procurements import specified

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


@pytest.fixture
def procurement(cast):
    return specified.procurement_of(cast, title="Vans of the members")


@pytest.fixture
def chair(cast, procurement):
    return specified.seat(cast, "Chair", is_chair=True)


def page(client, name: str, *args, **query):
    return client.get(reverse(name, args=args), query)


def words(response) -> str:
    return response.content.decode()


def test_requirement_contributed_by_form(cast, procurement, sign_in):
    client = sign_in(cast.expert)
    address = reverse("requirement-new", args=[procurement.pk])
    typed = {"heading": "Delivery", "text": "Electric", "kind": "functional", "strength": "weighted", "weight": "12.5"}
    assert "12.5" in words(client.post(address, typed | {"text": ""}))
    assert client.post(address, typed | {"weight": ""}).status_code == 200
    assert not Requirement.objects.exists()
    assert client.post(address, typed).status_code == 302
    row = Requirement.objects.get()
    assert (row.heading, row.weight, row.contributed_by) == ("Delivery", Decimal("12.5"), cast.expert)
    assert "Electric" in words(page(client, "specification", procurement.pk))


def test_requirement_edited_by_form_shows_what_others_changed(cast, procurement, sign_in):
    row = specified.contribute(cast.expert, procurement, "Five days")
    requirements.edit(by=cast.officer, requirement_id=row.pk, version=1, data=RequirementData("Three days"))
    typed = {"text": "Two days", "kind": "functional", "strength": "mandatory", "version": "1"}
    client, address = sign_in(cast.expert), reverse("requirement-edit", args=[procurement.pk, row.number])
    answer = words(client.post(address, typed))
    assert "Three days" in answer
    assert "Two days" in answer
    assert 'name="version" value="2"' in answer
    assert client.post(address, typed | {"version": "2"}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.edition) == ("Two days", 3)
    shown = words(page(client, "requirement", procurement.pk, row.number))
    assert "<del>" in shown
    assert "<ins>" in shown
    first = words(page(client, "requirement", procurement.pk, row.number, before="1", after="3"))
    assert "Five" in first
    assert page(client, "requirement", procurement.pk, row.number, before="x", after="99").status_code == 200


def test_requirement_judged_on_the_page(cast, procurement, chair, sign_in):
    row = specified.contribute(cast.expert, procurement)
    accept = reverse("requirement-step", args=[procurement.pk, row.number, "accepted"])
    assert sign_in(cast.expert).post(accept, {"version": "1"}).status_code == 403
    client = sign_in(chair)
    assert client.post(reverse("requirement-step", args=[procurement.pk, row.number, "declined"])).status_code == 404
    client.post(accept, {"version": "7"})  # somebody else was faster
    row.refresh_from_db()
    assert row.state == RequirementState.PROPOSED
    assert client.post(accept, {"version": "1", "from": "list"})["Location"].endswith("#requirement-1")
    decline = reverse("requirement-decline", args=[procurement.pk, row.number])
    assert client.post(decline, {"version": "2", "reason": ""}).status_code == 200
    assert client.post(decline, {"version": "2", "reason": "Too dear"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == (RequirementState.DECLINED, "Too dear")


def test_requirements_put_in_order_on_the_page(cast, procurement, sign_in):
    for heading in ("A", "A", "B"):
        specified.contribute(cast.officer, procurement, heading=heading)
    client = sign_in(cast.expert)

    def order() -> list[int]:
        return [row.number for row in procurement.requirements.in_order()]

    client.post(reverse("requirement-place", args=[procurement.pk, 2]), {"step": "up", "place": "2"})
    assert order() == [2, 1, 3]
    client.post(reverse("requirement-place", args=[procurement.pk, 2]), {"place": "2"})
    assert order() == [1, 2, 3]
    client.post(reverse("requirement-place", args=[procurement.pk, 2]), {"place": "x"})
    client.post(reverse("requirement-place", args=[procurement.pk, 2]), {"place": "0"})
    client.post(reverse("section-place", args=[procurement.pk]), {"section": "C", "step": "up"})
    assert order() == [1, 2, 3]
    client.post(reverse("section-place", args=[procurement.pk]), {"section": "B", "step": "up"})
    assert order() == [3, 1, 2]


def test_comments_with_and_without_htmx(cast, procurement, sign_in):
    row = specified.contribute(cast.officer, procurement)
    client, address = sign_in(cast.expert), reverse("requirement-comment", args=[procurement.pk, row.number])
    assert client.post(address, {"text": "Why so?"})["Location"].endswith("#comments")
    thread = RequirementComment.objects.get()
    answered = client.post(address, {"text": "Because.", "thread": thread.pk}, headers={"HX-Request": "true"})
    assert answered.status_code == 200
    assert "Because." in words(answered)
    assert "<html" not in words(answered)
    assert client.post(address, {"text": " "}).status_code == 200
    assert client.post(address, {"text": "x", "thread": "999999"}).status_code == 200
    assert client.post(address, {"text": "x", "thread": "y"}).status_code == 200
    assert RequirementComment.objects.count() == 2
    resolve = reverse("requirement-resolve", args=[procurement.pk, row.number, thread.pk])
    assert sign_in(specified.seat(cast, "Third")).post(resolve).status_code == 403
    assert sign_in(cast.expert).post(resolve).status_code == 302
    thread.refresh_from_db()
    assert thread.resolved_by == cast.expert


def test_specification_filters(cast, procurement, sign_in):
    mine = specified.contribute(cast.expert, procurement, "Mine is quiet", kind="detailed")
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement, "Theirs is loud", weight="30"))
    comments.comment(by=cast.expert, requirement_id=mine.pk, text="Well?")
    client = sign_in(cast.expert)

    def shown(**query) -> set[str]:
        text = words(page(client, "specification", procurement.pk, **query))
        return {said for said in ("Mine is quiet", "Theirs is loud") if said in text}

    assert shown() == {"Mine is quiet", "Theirs is loud"}
    for query in ({"mine": "on"}, {"state": "proposed"}, {"kind": "detailed"}, {"talked": "on"}):
        assert shown(**query) == {"Mine is quiet"}, query
    assert shown(strength="weighted") == {"Theirs is loud"}
    assert shown(state="declined") == set()
    assert shown(state="nonsense") == {"Mine is quiet", "Theirs is loud"}


def test_climate_is_held_against_what_is_stated_and_the_norwegian_least(cast, sign_in):
    norway = specified.procurement_of(cast, climate_weight=Decimal(35))
    specified.accept(cast.officer, specified.contribute(cast.officer, norway, weight="25", is_climate=True))
    client = sign_in(cast.expert)
    shown = words(page(client, "specification", norway.pk))
    assert "FOA" not in shown
    assert "35\xa0%" in shown
    cast.cooperation.jurisdiction = "NO"
    cast.cooperation.save()
    assert "FOA" in words(page(client, "specification", norway.pk))


def test_specification_from_putting_forward_to_open_again(cast, procurement, chair, sign_in):
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement, "First wording"))
    put_forward = reverse("specification-put-forward", args=[procurement.pk])
    assert sign_in(cast.expert).get(put_forward).status_code == 403
    client = sign_in(cast.officer)
    assert client.post(put_forward, {"version": "0", "due_on": "2026-11-01"}).status_code == 200
    assert client.post(put_forward, {"version": "0", "due_on": "2026-12-01", "note": "Look twice"}).status_code == 302
    answer = reverse("specification-answer", args=[procurement.pk])
    assert client.get(answer).status_code == 403
    client = sign_in(cast.expert)
    assert "First wording" in words(client.get(answer))
    assert client.post(answer, {"revision": "1", "approves": "no", "reason": ""}).status_code == 200
    assert client.post(answer, {"revision": "1", "approves": "no", "reason": "Too vague"}).status_code == 302
    client = sign_in(chair)
    assert client.get(reverse("specification-decide", args=[procurement.pk])).status_code == 403
    assert client.post(answer, {"revision": "1", "approves": "yes"}).status_code == 302
    again = reverse("specification-open-again", args=[procurement.pk])
    assert sign_in(cast.expert).get(again).status_code == 403
    version = Specification.objects.get().version
    assert sign_in(chair).post(again, {"version": version, "reason": "Word it better"}).status_code == 302
    row = Requirement.objects.get()
    requirements.edit(by=chair, requirement_id=row.pk, version=2, data=RequirementData("Second wording"))
    compared = words(page(sign_in(cast.expert), "specification-compare", procurement.pk))
    assert "<del>" in compared
    assert "Too vague" in compared
    specified.put_forward(chair, procurement)
    same = words(page(sign_in(cast.expert), "specification-compare", procurement.pk, before="2", after="0"))
    assert "<del>" not in same
    for person in (chair, cast.expert):
        specified.answer(person, Specification.objects.get())
    assert Specification.objects.get().state == SpecificationState.APPROVED
    assert "<h1" in words(page(sign_in(cast.expert), "specification", procurement.pk))


def test_specification_decided_on_the_page(cast, procurement, chair, sign_in):
    third = specified.seat(cast, "Third")
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement))
    specification = specified.put_forward(cast.officer, procurement)
    for person in (chair, third):
        specification = specified.answer(person, specification)
    address = reverse("specification-decide", args=[procurement.pk])
    assert sign_in(cast.officer).get(address).status_code == 403
    client = sign_in(chair)
    assert client.post(address, {"version": specification.version, "reason": ""}).status_code == 200
    assert client.post(address, {"version": specification.version, "reason": "One is away"}).status_code == 302
    assert "One is away" in words(page(client, "specification", procurement.pk))


def test_requirements_taken_over_by_ticking(cast, procurement, sign_in):
    earlier = specified.procurement_of(cast, title="Vans before")
    taken = specified.accept(cast.officer, specified.contribute(cast.officer, earlier, "Quiet"))
    client = sign_in(cast.expert)
    assert "Vans before" in words(page(client, "requirement-reuse", procurement.pk))
    assert "Vans before" not in words(page(client, "requirement-reuse", procurement.pk, q="bicycles"))
    address = reverse("requirement-reuse-from", args=[procurement.pk, earlier.pk])
    assert client.post(address, {}).status_code == 200
    assert client.post(address, {"requirements": ["x"]}).status_code == 200
    assert client.post(address, {"requirements": [taken.pk]}).status_code == 302
    copied = procurement.requirements.get()
    shown = words(client.get(copied.get_absolute_url()))
    assert "Vans before" in shown
    requirements.edit(by=cast.officer, requirement_id=taken.pk, version=2, data=RequirementData("Silent"))
    assert "Silent" in words(client.get(copied.get_absolute_url()))
    assert client.get(reverse("requirement-reuse-from", args=[procurement.pk, procurement.pk])).status_code == 404
    hidden = factories.make_procurement(cast.other_cooperation, stage=Stage.SPECIFICATION)
    assert client.get(reverse("requirement-reuse-from", args=[procurement.pk, hidden.pk])).status_code == 404


def test_the_paper_holds_what_is_accepted(cast, procurement):
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement, "Quiet vans", weight="100"))
    specified.contribute(cast.expert, procurement, "Loud vans")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(papers.render(procurement))).pages)
    assert "Quiet vans" in text
    assert "Loud vans" not in text
    assert cast.officer.name not in text
    first = papers.paper(procurement, "sv").key
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement, "Clean vans"))
    assert papers.paper(procurement, "sv").key != first


def test_experts_are_appointed_on_the_page(cast, sign_in, at_once, django_capture_on_commit_callbacks):
    procurement = factories.make_procurement(cast.cooperation, "Vans", Stage.PLANNED)
    client = sign_in(cast.officer)
    assert client.get(reverse("agreement-group", args=[procurement.pk])).status_code == 200
    appoint = reverse("expert-appoint", args=[procurement.pk])
    typed = {
        "person_key": cast.purchaser.pk,
        "person": cast.purchaser.name,
        "organisation_key": cast.municipality.pk,
        "organisation": cast.municipality.name,
        "valid_from": "2026-11-20",
        "is_chair": "on",
    }
    outside = {"organisation_key": cast.other_cooperation.host.pk, "organisation": cast.other_cooperation.host.name}
    assert client.post(appoint, typed | outside).status_code == 200
    assert not Procurement.objects.get(pk=procurement.pk).group
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(appoint, typed).status_code == 302
    assert [letter.to for letter in mail.outbox] == [[cast.purchaser.email]]
    group = Procurement.objects.get(pk=procurement.pk).group
    assert (group.name, group.seats.get().is_chair) == ("Vans", True)
    assert client.post(appoint, typed).status_code == 200  # has a seat already
    invite = reverse("expert-invite", args=[procurement.pk])
    new = {key: value for key, value in typed.items() if not key.startswith("person")}
    new |= {"name": "New Expert", "email": "new@example.org", "language": "sv"}
    assert client.post(invite, new).status_code == 302
    chairs = Seat.objects.filter(group=group, is_chair=True)
    assert [seat.user.name for seat in chairs] == ["New Expert"]
    first = group.seats.get(user=cast.purchaser)
    assert client.post(reverse("expert-chair", args=[procurement.pk, first.pk])).status_code == 302
    assert [seat.user for seat in chairs.all()] == [cast.purchaser]
    end = reverse("expert-end", args=[procurement.pk, first.pk])
    assert client.post(end, {"on": "2026-11-19"}).status_code == 200
    assert client.post(end, {"on": "2026-11-20"}).status_code == 302
    first.refresh_from_db()
    assert first.valid_to == date(2026, 11, 20)
    elsewhere = Seat.objects.get(user=cast.expert)
    assert client.post(reverse("expert-chair", args=[procurement.pk, elsewhere.pk])).status_code == 404
    choose = reverse("agreement-group-choose", args=[procurement.pk])
    assert client.post(choose, {"group": elsewhere.group_id}).status_code == 302
    assert Procurement.objects.get(pk=procurement.pk).group == elsewhere.group
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement))
    Procurement.objects.filter(pk=procurement.pk).update(stage=Stage.SPECIFICATION)
    specified.put_forward(cast.officer, procurement)
    assert client.post(choose, {"group": group.pk}).status_code == 200  # another group does not answer meanwhile
    for name in ("agreement-group", "expert-appoint", "expert-invite", "agreement-group-choose"):
        assert sign_in(cast.contact).get(reverse(name, args=[procurement.pk])).status_code == 404
    assert sign_in(cast.expert).get(appoint).status_code == 403


def test_nobody_learns_of_a_draft_by_a_seat(cast, sign_in):
    """The letter to an expert and the group's name would tell: members read the names of all groups."""
    draft = factories.make_procurement(cast.cooperation, "Vans", Stage.DRAFT)
    for name in ("expert-appoint", "expert-invite", "agreement-group-choose"):
        assert sign_in(cast.officer).get(reverse(name, args=[draft.pk])).status_code == 403
    seat = SeatData(organisation=cast.municipality, valid_from=factories.TODAY)
    with pytest.raises(Refused):
        agreement_groups.appoint(by=cast.officer, procurement_id=draft.pk, person_id=cast.purchaser.pk, seat=seat)
    assert not Group.objects.filter(name="Vans").exists()


def test_the_start_page_says_what_awaits_an_expert(cast, procurement, chair, sign_in):
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement))
    client = sign_in(cast.expert)
    assert procurement.title in words(client.get("/"))
    answer = reverse("specification-answer", args=[procurement.pk])
    assert answer not in words(client.get("/"))
    specification = specified.put_forward(cast.officer, procurement)
    assert answer in words(client.get("/"))
    specified.answer(cast.expert, specification)
    assert answer not in words(client.get("/"))
    assert reverse("specification", args=[procurement.pk]) not in words(sign_in(cast.steering).get("/"))
