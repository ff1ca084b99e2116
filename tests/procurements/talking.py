"""A market dialogue with suppliers, for tests of what becomes of it."""

from typing import Any

from portal.organisations.models import Seat
from procurements.models import DialogueContact, DialogueEvent, Information, Procurement
from procurements.services import dialogue, informing
from procurements.services.dialogue import ContactData, EventData
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast


def procurement_of(cast: Cast, stage: str = Stage.DIALOGUE, **fields: Any) -> Procurement:
    """A procurement whose agreement group is the one in which the cast's expert sits."""
    group = Seat.objects.get(user=cast.expert).group
    return factories.make_procurement(cast.cooperation, stage=stage, group=group, **fields)


def contact(cast: Cast, procurement: Procurement, name: str = "Havsörn AB", **said: Any) -> DialogueContact:
    """A supplier in the dialogue that is not in the register."""
    data = ContactData(name=name, **{"email": f"{name.split()[0].lower()}@example.org", **said})
    return dialogue.add_contact(by=cast.officer, procurement_id=procurement.pk, data=data)


def meeting(cast: Cast, procurement: Procurement, *contacts: DialogueContact, **said: Any) -> DialogueEvent:
    """A meeting of today."""
    data = EventData(
        **{"title": "Open house", "held_on": factories.TODAY, **said}, participants=[row.pk for row in contacts]
    )
    return dialogue.record_event(by=cast.officer, procurement_id=procurement.pk, data=data)


def told(cast: Cast, procurement: Procurement, *contacts: DialogueContact, **said: Any) -> Information:
    """Something that these suppliers were told today."""
    said = {"text": "Deliveries begin in May.", "contacts": [row.pk for row in contacts], **said}
    return informing.note(by=cast.officer, procurement_id=procurement.pk, **said)
