import pytest

from portal.organisations.models import Organisation
from portal.organisations.services import organisations
from portal.organisations.services.organisations import OrganisationData
from portal.workflow.errors import Conflict
from portal.workflow.versions import locked


def test_a_lost_update_is_refused_with_what_the_other_changed(cast):
    data = OrganisationData("municipality", "SE", name="Ekby stad", email="ekby@example.org")
    organisations.update(by=cast.officer, organisation_id=cast.municipality.pk, version=1, data=data)
    with pytest.raises(Conflict) as conflict:
        locked(Organisation, cast.municipality.pk, 1)
    assert conflict.value.version == 2
    assert conflict.value.who == ["Officer Test"]
    assert conflict.value.changes == {"name": ("Ekby kommun", "Ekby stad"), "email": ("", "ekby@example.org")}


def test_the_present_version_is_locked(cast):
    assert locked(Organisation, cast.municipality.pk, 1) == cast.municipality
