import pytest
from django.utils import timezone

from agreements.states import MACHINE, AgreementStatus
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused
from tests.factories import make_agreement


def test_apply_writes_status_and_trail_together(cast):
    agreement = make_agreement(cast.cooperation, status=AgreementStatus.DRAFT)
    agreement.published_at = timezone.now()
    transitions.apply(MACHINE, "published", agreement, by=cast.officer, reason="Ready", saving=("published_at",))
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.PUBLISHED
    event = audit.history(agreement).get()
    assert (event.action, event.actor, event.reason) == ("agreement.published", cast.officer, "Ready")
    assert event.changes == {"status": ["draft", "published"]}


@pytest.mark.parametrize("status", [AgreementStatus.PUBLISHED, AgreementStatus.TERMINATED])
def test_apply_refuses_a_wrong_status(cast, status):
    agreement = make_agreement(cast.cooperation, status=status)
    with pytest.raises(Refused):
        transitions.apply(MACHINE, "published", agreement, by=cast.officer)
    agreement.refresh_from_db()
    assert agreement.status == status
    assert not audit.history(agreement).exists()


def test_apply_many_takes_all_or_none(cast):
    drafts = [make_agreement(cast.cooperation, status=AgreementStatus.DRAFT) for _ in range(3)]
    published = make_agreement(cast.cooperation)
    with pytest.raises(Refused):
        transitions.apply_many(MACHINE, "published", [*drafts, published], by=cast.officer)
    for draft in drafts:
        draft.refresh_from_db()
        assert draft.status == AgreementStatus.DRAFT
    transitions.apply_many(MACHINE, "published", drafts, by=cast.officer, stamping={"published_at": timezone.now()})
    for draft in drafts:
        draft.refresh_from_db()
        assert draft.status == AgreementStatus.PUBLISHED
        assert audit.history(draft).get().action == "agreement.published"


def test_apply_many_of_nothing_does_nothing(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        transitions.apply_many(MACHINE, "published", [], by=cast.officer)
