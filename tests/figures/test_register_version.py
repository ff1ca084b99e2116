"""Whatever a service does to an agreement, the kept figures follow at once."""

from datetime import date

import pytest
import time_machine

from agreements import services
from agreements.models import Agreement
from agreements.states import AgreementStatus
from portal.figures import counting, kept
from tests.factories import TODAY, make_agreement


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY.isoformat()} 09:00", tick=False):
        yield


def agree(cooperation) -> int:
    """Kept and counted figures are the same; gives how many are in force."""
    figures = kept.register(cooperation, TODAY)
    assert figures == counting.register(cooperation, TODAY)
    return figures["total"]["agreements"]


def test_publishing_and_terminating_are_seen_at_once(cast):
    draft = make_agreement(cast.cooperation, cast.municipality, status=AgreementStatus.DRAFT, responsible=cast.officer)
    assert agree(cast.cooperation) == 0
    services.publish(by=cast.officer, agreement_id=draft.pk, version=draft.version)
    assert agree(cast.cooperation) == 1
    published = Agreement.objects.get(pk=draft.pk)
    services.terminate(
        by=cast.officer, agreement_id=draft.pk, version=published.version, on=date(2026, 11, 19), reason="Bankrupt"
    )
    assert agree(cast.cooperation) == 0
