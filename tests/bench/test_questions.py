"""The measurements ask both sides the same: on a small register the portal and plain SQL give the same answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from bench import daily_use
from bench.asking import Asker, Register, Scenario
from bench.client import Answer
from bench.fill import fill
from bench.scenarios import SCENARIOS
from portal.accounts.models import User
from tests.factories import make_cpv

SIZE = 240
BY_WORKER = {"import", "report"}


def make_codes() -> None:
    for group, label in enumerate(
        ("Städtjänster", "Livsmedel", "Transport av gods", "Möbler", "Reparation av maskiner")
    ):
        for number in range(4):
            make_cpv(f"{group + 10}{number + 1}10000", f"{label} {number}")
    make_cpv("90910000", "Städtjänster")
    make_cpv("90911000", "Städning av bostäder")


class Browser:
    """A ``Reader`` on Django's test client, which sees what the test has not committed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, path: str) -> Answer:
        return self._answer(self._client.get(path))

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        sent: dict[str, Any] = {}
        for name, value in fields:
            sent.setdefault(name, []).append(value)
        return self._answer(self._client.post(path, sent))

    def download(self, path: str) -> Iterator[bytes]:
        return iter(self._client.get(path))

    def _answer(self, response: Any) -> Answer:
        assert response.status_code in (200, 302), response.content
        return Answer(response.status_code, response.content, response.headers.get("Location", ""))


@pytest.fixture
def asker(db: None) -> Asker:
    make_codes()
    fill(SIZE)
    register = Register(connection.connection)
    purchaser = register.purchasers[0]
    officer, buyer = (signed_in(user) for user in (register.officers[0], purchaser.user))
    return Asker(register, officer, connection.connection, buyer, purchaser)


def signed_in(user: int) -> Browser:
    client = Client()
    client.force_login(User.objects.get(pk=user))
    return Browser(client)


def held() -> list[tuple[Any, ...]]:
    """What the register holds, without the ids that PostgreSQL gives."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, a.number, a.title, a.description, a.status, a.starts_on, a.last_day, a.maximum_value,
                owner.name, s.divisions, s.supplier_names, cardinality(s.buyers), document.text
                FROM agreements_agreement a JOIN agreements_agreementsummary s ON s.agreement_id = a.id
                JOIN agreements_agreementsearch document ON document.agreement_id = a.id
                JOIN organisations_organisation owner ON owner.id = a.owner_id ORDER BY a.id"""
        )
        return cursor.fetchall()


def test_fill_is_the_same_every_time(db: None) -> None:
    make_codes()
    registers = []
    for _ in range(2):
        with transaction.atomic():
            fill(SIZE)
            registers.append(held())
            transaction.set_rollback(True)
    assert len(registers[0]) == SIZE
    assert registers[0] == registers[1]


def test_fill_puts_ten_rows_behind_an_agreement(asker: Asker) -> None:
    rows = ("agreementcpv", "lot", "lotsupplier", "eligiblebuyer", "extensionoption")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT count(*) FROM agreements_{name}" for name in rows))
        # By the remainders of ids: 1.5 codes, 2 lots, 3 places, 3 buyers and half an option on average.
        assert [row[0] for row in cursor.fetchall()] == [360, 480, 720, 720, 120]


def test_fill_puts_ten_prices_beside_an_agreement(asker: Asker) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT price_list_id), count(*) FROM agreements_pricelistitem")
        assert cursor.fetchone() == (5, 10 * SIZE)


def test_ten_of_sixteen_get_a_tenth_of_what_is_left(asker: Asker) -> None:
    wanted = daily_use.part_of_left(asker)
    made = [daily_use.call_off(asker, wanted) for _ in range(daily_use.CALLING_OFF)]
    assert [pk is not None for pk in made] == [True] * 10 + [False] * 6
    assert 0 <= daily_use.left_of_lot(asker) < wanted["amount"]


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.name not in BY_WORKER], ids=lambda s: s.name)
def test_portal_and_sql_answer_the_same(asker: Asker, scenario: Scenario) -> None:
    for n in range(3):
        portal, sql = (scenario.told(asker, ask(asker, n)) for ask in (scenario.portal, scenario.sql))
        assert portal == sql
        assert portal or scenario.name == "search"
