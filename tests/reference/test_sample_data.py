"""The sample's tables: what the source holds, and that what is assumed keeps the law."""

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.se import orgnr

from portal.reference.models import CpvCode, Municipality

DATA = Path(__file__).resolve().parents[2] / "portal/sample/data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_procurements_are_those_of_the_county():
    procurements = rows("stockholm_procurements.csv")
    assert Counter(row["agreement_type"] for row in procurements) == {"framework": 281, "contract": 485}
    assert len({row["source_id"] for row in procurements}) == 766
    assert all(orgnr.is_valid(row["buyer_number"]) for row in procurements)
    assert all(date.fromisoformat(row["published"]).year == 2021 for row in procurements)
    assert all(Decimal(row["value"]) > 0 for row in procurements if row["value"])


@pytest.mark.usefixtures("reference")
def test_procurements_point_at_the_reference_tables():
    procurements = rows("stockholm_procurements.csv")
    codes = {row["cpv"] for row in procurements} - {""}
    assert CpvCode.objects.filter(pk__in=codes).count() == len(codes)
    buyers = {row["buyer_number"] for row in procurements}
    found = Municipality.objects.filter(country="SE", registration_number__in=buyers)
    assert {place.county.code for place in found.select_related("county")} == {"01"}
    assert len(found) == len(buyers) == 25


def test_awards_belong_to_procurements_and_give_the_lots():
    lots: dict[str, set[str]] = {}
    awards = rows("stockholm_awards.csv")
    for row in awards:
        lots.setdefault(row["source_id"], set()).add(row["lot_id"])
    assert len(awards) == 1083
    for row in rows("stockholm_procurements.csv"):
        assert int(row["lots"]) == len(lots.pop(row["source_id"], ()))
    assert lots == {}


def test_natural_persons_carry_a_pseudonym():
    for row in rows("stockholm_awards.csv"):
        assert (row["natural_person"] == "true") == row["supplier"].startswith("Enskild näringsidkare ")
    assert sum(row["natural_person"] == "true" for row in rows("stockholm_awards.csv")) == 6


def test_durations_answer_for_every_agreement_and_keep_frameworks_within_four_years():
    durations = rows("durations.csv")
    keys = {(row["agreement_type"], row["cpv_division"], row["category"]) for row in durations}
    assert len(keys) == len(durations)
    assert {("framework", "", ""), ("contract", "", "")} <= keys
    for row in durations:
        most = int(row["months"]) + int(row["options"]) * int(row["option_months"])
        assert most <= 48 or row["agreement_type"] == "contract"  # 2014/24/EU art. 33(1)
        assert (row["options"] == "0") == (row["option_months"] == "0")


@pytest.mark.usefixtures("reference")
def test_members_and_their_companies():
    members = rows("members.csv")
    assert Counter(row["cooperation"] for row in members) == {"stockholm": 11, "kongsberg": 7}
    for row in members:
        assert Municipality.objects.get(country=row["country"], code=row["municipality"]).name == row["name"]
        assert row["day_is_sample"] == "true"
    stockholm = [row for row in members if row["cooperation"] == "stockholm"]
    assert [row["name"] for row in stockholm if row["membership_is_sample"] == "false"] == ["Nacka", "Täby", "Vaxholm"]
    assert len({row["joined"] for row in stockholm}) == 9

    joined = {row["municipality"]: row["joined"] for row in stockholm}
    companies = rows("stockholm_companies.csv")
    assert len(companies) == 28
    for row in companies:
        assert orgnr.is_valid(row["registration_number"])
        assert row["ownership_is_assumed"] == "true"
        assert row["joined"] in ("", joined.get(row["owner"]))
    assert sum(bool(row["joined"]) for row in companies) == 4


def test_the_norwegian_framework_is_as_published():
    notice = json.loads((DATA / "kongsberg_byggeledelse.json").read_text(encoding="utf-8"))
    assert (notice["buyer_number"], notice["number"], notice["title"]) == ("995969653", "2024/5155", "Byggeledelse")
    assert (notice["starts"], notice["ends"]) == ("2025-07-31", "2029-03-01")
    assert notice["framework"] == "fa-wo-rc"
    assert notice["estimated_value"] is notice["maximum_value"] is notice["most_participants"] is None
