"""What a lot is for: its CPV codes and areas, registered and changed like the rest of it."""

from dataclasses import replace

from agreements import services
from agreements.models import Agreement
from portal.reference.models import Municipality
from portal.workflow import audit
from tests import factories
from tests.agreements.builders import as_stored, framework
from tests.cast import Cast


def place(name: str, code: str) -> Municipality:
    return Municipality.objects.create(
        country="SE", code=code, name=name, official_name=name, county=factories.make_county(), nuts3="SE110"
    )


def scope_of(agreement: Agreement) -> list[tuple[list[str], list[int]]]:
    return [
        ([cpv.pk for cpv in lot.cpvs.order_by("pk")], [area.pk for area in lot.areas.order_by("pk")])
        for lot in agreement.lots.all()
    ]


def test_registered_changed_and_taken_away(cast: Cast) -> None:
    windows, ekby, asby = (
        factories.make_cpv("90911300", "Fönsterputsning"),
        place("Ekby", "0101"),
        place("Åsby", "0102"),
    )
    data = framework(cast)
    data = replace(data, lots=(replace(data.lots[0], cpvs=(windows.pk,), areas=(ekby.pk,)),))
    agreement = services.register(by=cast.officer, data=data)
    assert scope_of(agreement) == [(["90911300"], [ekby.pk])]
    assert audit.history(agreement).get().changes["lots"][1][0]["areas"] == ["Ekby"]

    data = as_stored(agreement, data)
    data = replace(data, lots=(replace(data.lots[0], cpvs=(), areas=(ekby.pk, asby.pk)),))
    services.update(by=cast.officer, agreement_id=agreement.pk, version=1, data=data)
    assert scope_of(agreement) == [([], [ekby.pk, asby.pk])]
    before, after = audit.history(agreement).first().changes["lots"]
    assert (before[0]["cpvs"], after[0]["areas"]) == (["90911300"], ["Ekby", "Åsby"])


def test_registered_in_bulk(cast: Cast) -> None:
    windows, ekby = factories.make_cpv("90911300", "Fönsterputsning"), place("Ekby", "0101")
    data = framework(cast)
    data = replace(data, lots=(replace(data.lots[0], cpvs=(windows.pk,), areas=(ekby.pk,)),))
    (written,) = services.register_many(
        by=cast.officer, cooperation=cast.cooperation, items=[data], reason="Brought in"
    )
    assert scope_of(written) == [(["90911300"], [ekby.pk])]
