"""What forms offer for CPV codes and places while somebody types."""

import pytest
from django.utils import translation

from portal.reference.models import County, CpvCode, Municipality
from portal.web.lookups import Choice, source

pytestmark = pytest.mark.usefixtures("reference")


def labels(name: str, text: str, limit: int = 10) -> list[str]:
    with translation.override("sv"):
        return [choice.label for choice in source(name).search(None, text, limit)]


def test_cpv_lookup():
    cpv = source("cpv")
    with translation.override("nb"):
        assert cpv.search(None, "rengjøring", 3)[0] == Choice("90910000", "90910000-9 Rengjøring")
        # What the box holds when it is sent finds itself again.
        assert cpv.search(None, "90910000-9 Rengjøring", 3) == [Choice("90910000", "90910000-9 Rengjøring")]
    assert cpv.get(None, "90910000") == CpvCode.objects.get(pk="90910000")
    assert cpv.get(None, "90910000-9") == CpvCode.objects.get(pk="90910000")
    assert cpv.get(None, "nothing") is None


def test_municipality_lookup():
    assert labels("municipality", "nac") == ["Nacka (Stockholms län)"]
    assert labels("municipality", "herøy") == ["Herøy (Møre og Romsdal)", "Herøy (Nordland)"]
    assert labels("municipality", "0180") == ["Stockholm (Stockholms län)"]
    assert labels("municipality", "942402465") == ["Kongsberg (Buskerud)"]
    assert labels("municipality", "Kárášjohka") == ["Karasjok (Finnmark)"]
    assert labels("municipality", "Nacka (Stockholms län)") == ["Nacka (Stockholms län)"]
    assert labels("municipality", "stockholm", 2) == ["Stockholm (Stockholms län)", "Botkyrka (Stockholms län)"]
    nacka = Municipality.objects.get(country="SE", code="0182")
    assert source("municipality").get(None, str(nacka.pk)) == nacka
    assert source("municipality").get(None, "nacka") is None
    assert labels("municipality", "na\0cka%") == []


def test_county_lookup():
    assert labels("county", "väst") == [
        "Västerbottens län",
        "Västernorrlands län",
        "Västmanlands län",
        "Västra Götalands län",
    ]
    county = County.objects.get(country="NO", code="33")
    assert source("county").choice(county) == Choice(str(county.pk), "Buskerud")
    assert source("county").get(None, "0") is None
