"""The tables that the project carries, as they lie in the database after loading."""

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

from portal.reference.loading import load_reference
from portal.reference.models import (
    County,
    CpvCode,
    CpvLevel,
    Municipality,
    MunicipalityPopulation,
    NutsArea,
    branch_of,
)

pytestmark = pytest.mark.usefixtures("reference")


def test_every_table_has_all_its_rows(reference):
    assert [loaded.changed for loaded in reference[:6]] == [9454, 65, 36, 290 + 357, 2 * 290 + 357, 6]
    assert [loaded.total for loaded in reference[:6]] == [9454, 65, 36, 647, 937, 6]
    assert Municipality.objects.filter(country="SE").count() == 290
    assert Municipality.objects.filter(country="NO").count() == 357
    assert CpvCode.objects.filter(is_light_regime=True).count() == 115


def test_loading_again_changes_nothing():
    assert not any(loaded.changed for loaded in load_reference())


def test_loading_corrects_what_differs_and_adds_what_is_missing():
    CpvCode.objects.filter(pk="90910000").update(label_sv="Something else")
    nacka = Municipality.objects.get(country="SE", code="0182")
    nacka.populations.all().delete()

    assert [loaded.changed for loaded in load_reference()[:6]] == [1, 0, 0, 0, 2, 0]

    assert CpvCode.objects.get(pk="90910000").label_sv == "Städning"
    assert Municipality.objects.get(pk=nacka.pk).populations.count() == 2


def test_load_reference_command_says_what_it_did():
    said = io.StringIO()
    call_command("load_reference", stdout=said)
    assert "9,454" in said.getvalue()
    assert "(0 new or changed)" in said.getvalue()


def test_registration_numbers_hold_their_check_digit():
    checks = {"SE": swedish, "NO": norwegian}
    numbered = Municipality.objects.exclude(registration_number=None)
    wrong = [str(place) for place in numbered if not checks[place.country].is_valid(place.registration_number)]
    assert wrong == []
    assert {place.name for place in Municipality.objects.filter(registration_number=None)} == {"Haram", "Ålesund"}


def test_places_hang_together():
    areas = dict(NutsArea.objects.values_list("code", "level"))
    for model in (County, Municipality):
        assert {areas.get(code) for code in model.objects.values_list("nuts3", flat=True)} == {3}
    assert all(
        code.startswith(parent) for code, parent in NutsArea.objects.exclude(parent=None).values_list("pk", "parent")
    )
    assert County.objects.get(country="SE", code="01").municipalities.count() == 26
    assert not Municipality.objects.filter(populations=None).exists()
    assert set(MunicipalityPopulation.objects.values_list("municipality__country", "year")) == {
        ("SE", 2016),
        ("SE", 2019),
        ("NO", 2024),
    }


def test_the_cpv_is_a_whole_tree():
    codes = {cpv.code: cpv for cpv in CpvCode.objects.all()}
    assert sum(cpv.level == CpvLevel.DIVISION for cpv in codes.values()) == 45
    for cpv in codes.values():
        assert cpv.label_sv and cpv.label_nb and cpv.label_en
        # The longest existing code whose digits this one continues is its parent.
        shorter = [code for digits in range(2, 8) if (code := cpv.code[:digits].ljust(8, "0")) in codes]
        assert cpv.parent_id == max((code for code in shorter if code != cpv.code), default=None)


def test_a_branch_is_the_code_and_all_below_it():
    assert [branch_of(code) for code in ("90910000", "90000000", "30000000", "03100000", "30192121")] == [
        "9091",
        "90",
        "30",
        "031",
        "30192121",
    ]
    cleaning = CpvCode.objects.get(pk="90910000")
    below = CpvCode.objects.within(cleaning.branch)
    assert below.filter(pk="90919200").exists()
    assert {cpv.code for cpv in below} >= {child.code for child in cleaning.children.all()} | {cleaning.code}
    assert cleaning.division == "90"


def test_ancestors_go_from_the_division_down():
    office_cleaning = CpvCode.objects.get(pk="90919200")
    assert [cpv.code for cpv in office_cleaning.ancestors()] == ["90000000", "90900000", "90910000", "90919000"]
    ballpoint = CpvCode.objects.get(pk="30192121")  # its parent is two digits up
    assert list(ballpoint.ancestors())[-1] == ballpoint.parent


def test_the_database_refuses_a_malformed_code():
    with pytest.raises(IntegrityError), transaction.atomic():
        CpvCode.objects.create(
            code="9091", check_digit="9", label_en="x", label_sv="x", label_nb="x", level=CpvLevel.DIVISION
        )
