"""What no browser sends and somebody tries anyhow: the pages of daily use answer it like any other mistake."""

import pytest
import time_machine
from django.core import mail

from agreements import letters
from agreements.models import Agreement, NonConformity
from tests import factories
from tests.factories import TODAY

ENDLESS = "9" * 4400  # longer than Python makes a number of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement(cast) -> Agreement:
    return factories.make_agreement(
        cast.cooperation, cast.municipality, supplier=cast.supplier_company, responsible=cast.officer
    )


@pytest.mark.parametrize("number", [ENDLESS, "²", "\0", "-1", "9" * 19])
@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/agreements/buy/?q=x", "organisation"),
        ("/agreements/buy/?q=x", "organisation_pick"),
        ("/agreements/call-offs/new/?x=", "agreement"),
        ("/agreements/call-offs/new/?x=", "competition"),
        ("/agreements/mini-competitions/new/?x=", "lot"),
        ("/agreements/off-contract/new/?x=", "agreement"),
        ("/procurements/needs/new/?x=", "organisation"),
    ],
)
def test_what_is_no_key_names_nothing(cast, sign_in, agreement, address: str, parameter: str, number: str) -> None:
    assert sign_in(cast.contact).get(f"{address}&{parameter}={number}").status_code in (200, 400, 404)


@pytest.mark.parametrize("number", ["0000-1", "10000-1", "99999999-1", "2026-0", f"2026-{ENDLESS}"])
def test_what_is_no_number_of_a_call_off_finds_nothing(cast, sign_in, number: str) -> None:
    assert sign_in(cast.contact).get("/agreements/call-offs/", {"q": number}).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("kind", ["join", "merger"])
def test_a_year_that_nobody_means_is_refused(cast, sign_in, kind: str, day: str) -> None:
    said = {"effective_on": day, "justification": "x", "organisations_pick": cast.neighbour.pk,
            "organisations_key": cast.neighbour.pk, "successor_pick": cast.municipality.pk}  # fmt: skip
    address = f"/agreements/cooperations/{cast.cooperation.pk}/changes/new/?kind={kind}"
    assert "2026-11-20" in sign_in(cast.officer).post(address, said).content.decode()


def test_a_line_break_in_a_title_neither_forges_nor_stops_a_letter(cast, agreement, at_once) -> None:
    found = NonConformity.objects.create(
        agreement=agreement,
        supplier=cast.supplier_company,
        buyer=cast.municipality,
        title="Wet\r\nBcc: everybody@example.org",
        what_happened="x",
        happened_on=TODAY,
        demand="x",
        answer_by=TODAY,
        reported_by=cast.officer,
    )
    letters.announce(letters.Letter.NON_CONFORMITY_REPORTED, found.pk)
    assert mail.outbox
    for letter in mail.outbox:
        assert "Wet Bcc:" in letter.subject
        assert "\nBcc:" not in letter.message().as_string().partition("\n\n")[0]
