"""``manage.py check_ledgers`` finds what has been planted past PostgreSQL's triggers."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agreements.models import Agreement, CallOff, CeilingBalance, Lot
from tests import factories
from tests.agreements.ledger import agreement_with_lots, call_off


@pytest.fixture
def made(cast) -> CallOff:
    return call_off(cast, agreement_with_lots(cast), "500")


def faults(capsys) -> str:
    with pytest.raises(CommandError) as wrong:
        call_command("check_ledgers")
    assert wrong.value.returncode == 1
    return capsys.readouterr().err


def planted(sql: str) -> None:
    """Change rows as nobody can who goes through the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_check_ledgers_of_nothing_and_of_what_adds_up(made, capsys):
    call_command("check_ledgers")
    assert "1 ledgers with 1 entries" in capsys.readouterr().out


def test_check_ledgers_finds_an_entry_that_was_changed(made, capsys):
    planted("UPDATE agreements_ceilingentry SET reserved = 400")
    # the agreement's, the lot's and the buyer's balance say 100 too much
    assert faults(capsys).count("100.00 reserved") == 3


def test_check_ledgers_finds_a_balance_that_is_missing(made, capsys):
    CeilingBalance.objects.filter(buyer__isnull=False).delete()
    assert f"buyer {made.buyer_id}" in faults(capsys)


def test_check_ledgers_finds_a_passed_maximum(made, capsys):
    Agreement.objects.update(maximum_value=Decimal(450))
    assert "passed by 50.00" in faults(capsys)
    Agreement.objects.update(overrun_value=Decimal(500))
    call_command("check_ledgers")
    Lot.objects.update(maximum_value=Decimal(499))
    assert "passed by 1.00" in faults(capsys)


def test_check_ledgers_finds_what_a_finished_call_off_reserves(made, capsys):
    CallOff.objects.update(status="cancelled", cancelled_because="Too late")
    assert f"call-off {made.pk}" in faults(capsys)


def test_check_ledgers_finds_an_entry_in_anothers_ledger(cast, made, capsys):
    other = factories.make_agreement(cast.cooperation, cast.municipality)
    planted(f"UPDATE agreements_calloff SET agreement_id = {other.pk}")
    assert f"entry {made.entries.get().pk}" in faults(capsys)
