"""The ledger's pages: who sees how much of it, and turnover entered, brought in and taken back there."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.models import Agreement, CeilingEntry, TurnoverFile
from tests.agreements.ledger import agreement_with_lots, call_off, sums


@pytest.fixture
def agreement(cast) -> Agreement:
    agreement = agreement_with_lots(cast)
    call_off(cast, agreement, "200")
    call_off(cast, agreement, "123.45", buyer=cast.neighbour)
    return agreement


def page(client, agreement, query="") -> str:
    response = client.get(reverse("agreement-ceiling", args=[agreement.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("actor", "own", "neighbours", "lots"),
    [
        ("administrator", True, True, True),
        ("manager", True, True, True),
        ("officer", True, True, True),
        ("contact", True, False, True),
        ("purchaser", True, False, True),
        ("supplier", False, False, True),
        ("rival", False, False, False),
        ("nobody", False, False, False),
        ("public", False, False, False),
    ],
)
def test_agreement_ceiling_shows_each_reader_what_is_theirs(cast, sign_in, agreement, actor, own, neighbours, lots):
    text = page(sign_in(cast.user(actor)), agreement)
    assert "676.55" in text.replace("\xa0", " ") or "676,55" in text  # what is left of 1 000, for everybody
    assert ("200\xa0kr" in text) == own
    assert (cast.neighbour.name in text) == neighbours
    assert ("Part 2" in text) == lots
