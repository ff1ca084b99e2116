"""Risks: judged on a scale, reviewed by their owners, closed with a reason, laid out in a matrix."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.governance.models import Risk
from portal.governance.risks.matrix import matrix_of
from portal.governance.risks.top import top_risks
from portal.governance.services import risks
from portal.governance.services.risks import RiskData
from portal.governance.states.risks import Level, level_of, span_of
from portal.workflow import audit, deadlines
from portal.workflow.errors import Conflict, Refused
from tests.governance.deciding import DAY, make_risk

COMING = date(2099, 1, 1)


def test_levels_cover_the_scale_once():
    """1 to 4 is low, 5 to 9 medium, 10 to 15 high, 16 to 25 very high."""
    assert [span_of(level) for level in Level] == [(1, 4), (5, 9), (10, 15), (16, 25)]
    assert [level_of(score) for score in (1, 4, 5, 9, 10, 15, 16, 25)] == [
        Level.LOW,
        Level.LOW,
        Level.MEDIUM,
        Level.MEDIUM,
        Level.HIGH,
        Level.HIGH,
        Level.CRITICAL,
        Level.CRITICAL,
    ]


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("officer", 200),
        ("purchaser", 200),
        ("administrator", 200),
        ("stranger", 404),
        ("supplier", 404),
        ("public", 302),
    ],
)
def test_risk_is_seen_by_those_who_belong(cast, sign_in, actor, status):
    assert sign_in(cast.user(actor)).get(make_risk(cast).get_absolute_url()).status_code == status


def test_risk_register_and_edit(cast, sign_in):
    client = sign_in(cast.officer)
    address = reverse("risk-register", args=[cast.cooperation.pk])
    sent = {
        "title": "Nobody tenders",
        "probability": "4",
        "consequence": "5",
        "owner": cast.contact.email,
        "measure": "Early dialogue.",
        "review_on": "2099-01-01",
    }
    for wrong in ({"probability": "6"}, {"consequence": ""}, {"review_on": "2020-01-01"}, {"title": ""}):
        assert client.post(address, sent | wrong).status_code == 200
    assert client.post(address, sent).status_code == 302
    risk = Risk.objects.get()
    assert (risk.score, risk.level, risk.owner) == (20, Level.CRITICAL, cast.contact)
    data = RiskData(title="Nobody tenders", probability=2, consequence=5, review_on=COMING)
    risks.edit_risk(by=cast.officer, risk_id=risk.pk, version=1, data=data)
    risk.refresh_from_db()
    assert risk.score == 10
    with pytest.raises(Conflict):
        risks.edit_risk(by=cast.officer, risk_id=risk.pk, version=1, data=data)
    assert sign_in(cast.purchaser).post(address, sent).status_code == 403


def test_risk_is_owned_by_those_who_belong(cast):
    data = RiskData(title="X", probability=1, consequence=1, review_on=COMING, owner=cast.stranger)
    with pytest.raises(Refused):
        risks.register_risk(by=cast.officer, cooperation_id=cast.cooperation.pk, data=data)


def test_risk_review_is_its_owners(cast, sign_in):
    risk = make_risk(cast, owner=cast.contact, review_on=date(2026, 3, 1))
    address = reverse("risk-review", args=[risk.pk])
    assert sign_in(cast.purchaser).get(address).status_code == 403
    client = sign_in(cast.contact)
    sent = {
        "note": "Two have asked.",
        "probability": "2",
        "consequence": "4",
        "measure": "",
        "review_on": "2099-01-01",
        "version": "1",
    }
    for wrong in ({"note": " "}, {"review_on": "2026-03-01"}):
        assert client.post(address, sent | wrong).status_code == 200
    assert client.post(address, sent).status_code == 302
    risk.refresh_from_db()
    assert (risk.score, risk.review_on) == (8, COMING)
    event = audit.history(risk).first()
    assert (event.reason, event.changes["probability"]) == ("Two have asked.", [3, 2])


def test_risk_is_watched_closed_and_opened_again(cast, sign_in):
    risk = make_risk(cast, review_on=COMING)
    client = sign_in(cast.officer)

    def step(name: str, **said: str) -> int:
        sent = {"version": str(Risk.objects.get(pk=risk.pk).version), **said}
        return client.post(reverse(f"risk-{name}", args=[risk.pk]), sent).status_code

    assert step("watch", reason="") == 200
    assert step("watch", reason="Nothing to do now") == 302
    assert step("close", reason="The agreement is signed") == 302
    risk.refresh_from_db()
    assert (risk.state, risk.review_on) == ("closed", None)
    assert step("watch", reason="Too late") == 200
    assert client.get(reverse("risk-review", args=[risk.pk])).status_code == 403
    assert step("reopen", reason="It is back", review_on="2099-02-01") == 302
    risk.refresh_from_db()
    assert (risk.state, risk.review_on) == ("open", date(2099, 2, 1))
    assert audit.history(risk).first().reason == "It is back"


def test_risk_on_the_scale_and_reviewed_in_postgresql(cast):
    for wrong in ({"probability": 6}, {"consequence": 0}, {"review_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_risk(cast, **wrong)


def test_risks_are_laid_out_in_a_matrix(cast):
    for _ in range(2):
        make_risk(cast, 3, 4)
    make_risk(cast, 5, 1)
    rows = matrix_of(Risk.objects.all())
    assert [int(probability) for probability, _cells in rows] == [5, 4, 3, 2, 1]
    numbers = {(cell.probability, cell.consequence): cell.number for _step, cells in rows for cell in cells}
    assert {place: number for place, number in numbers.items() if number} == {(3, 4): 2, (5, 1): 1}
    assert rows[2][1][3].level == Level.HIGH


def test_top_risks_are_the_heaviest_that_stand(cast):
    for title, probability, consequence, state in (
        ("b", 2, 5, "open"),
        ("a", 5, 5, "watched"),
        ("gone", 5, 5, "closed"),
        ("c", 5, 2, "open"),
    ):
        make_risk(cast, probability, consequence, title=title, state=state)
    assert [risk.title for risk in top_risks(cast.cooperation)] == ["a", "b", "c"]
    assert [risk.title for risk in top_risks(cast.cooperation, 1)] == ["a"]
    assert top_risks(cast.other_cooperation) == []


def test_risk_list_is_narrowed(cast, sign_in):
    mild = make_risk(cast, 1, 2, title="Rain", review_on=date(2026, 1, 1))
    grave = make_risk(cast, 5, 4, title="Flood", owner=cast.contact, measure="Sandbags", review_on=COMING)
    gone = make_risk(cast, 5, 5, title="War", state="closed", review_on=None)
    client = sign_in(cast.officer)
    assert "state=open" in client.get(reverse("risk-list")).url

    def found(query: str) -> set[str]:
        page = client.get(f"{reverse('risk-list')}?{query}").content.decode()
        return {row.title for row in (mild, grave, gone) if f'href="{row.get_absolute_url()}"' in page}

    assert found("state=open") == {"Rain", "Flood"}
    assert found("state=all") == {"Rain", "Flood", "War"}
    assert found("state=all&level=critical") == {"Flood", "War"}
    assert found("state=open&probability=5&consequence=4") == {"Flood"}
    assert found(f"state=open&owner={cast.contact.pk}") == {"Flood"}
    assert found("state=open&review=overdue") == {"Rain"}
    assert found("state=open&q=sandbags") == {"Flood"}
    for nonsense in ("state=x", "level=x", "probability=9", "owner=x", "review=x", "cooperation=99999999999"):
        assert client.get(f"{reverse('risk-list')}?{nonsense}").status_code == 200
    file = b"".join(client.get(f"{reverse('risk-list')}?state=open&export=csv").streaming_content).decode()
    assert "Sandbags" in file


def test_review_day_is_a_deadline(cast):
    """The owner is told 14 days before, those who lead the office on the day; what is overdue stays the owner's."""
    risk = make_risk(cast, owner=cast.contact, review_on=date(2026, 12, 1))

    def due(person, today: date) -> list[str]:
        last = today + timedelta(days=60)
        return [one.key for one in deadlines.own(person.pk, today, today, last, of=["risk-review"])]

    key = [f"risk:{risk.pk}"]
    assert due(cast.contact, DAY) == key
    assert due(cast.manager, DAY) == []
    assert due(cast.manager, date(2026, 12, 1)) == key
    assert due(cast.contact, date(2027, 1, 1)) == key
    Risk.objects.update(state="watched", owner=None)
    assert due(cast.manager, DAY) == key
    assert timezone.localdate() < COMING
