"""The market dialogues of the sample: whom the office met, what each was told, and what suppliers asked."""

from collections.abc import Callable
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.sample import tables
from portal.sample.clock import happened
from procurements.models import DialogueContact, DialogueEvent, Information, Procurement, Question
from procurements.services import dialogue, informing, questions
from procurements.services.dialogue import ContactData, EventData
from suppliers.models import Supplier


class Market:
    """The dialogue of one procurement, as its row of the table tells; days count from today."""

    def __init__(
        self, procurement: Procurement, officer: User, row: dict[str, Any], day: Callable[[int], date]
    ) -> None:
        self.procurement = procurement
        self.officer = officer
        self.row = row
        self.day = day

    def lead(self) -> None:
        """Invite, meet, tell and answer. Suppliers are told by their place in the sample's list, then by name."""
        told = self.row["dialogue"]
        contacts = self._contacts(told)
        for kind, days, title, who, notes in told["events"]:
            held_on = self.day(days)
            with happened(held_on, hour=15):
                dialogue.record_event(
                    by=self.officer,
                    procurement_id=self.procurement.pk,
                    data=EventData(
                        title=title,
                        held_on=held_on,
                        kind=kind,
                        participants=[contacts[place].pk for place in who],
                        notes=notes,
                    ),
                )
        for days, text, who, is_published in told["information"]:
            with happened(self.day(days), hour=16):
                said = informing.note(
                    by=self.officer,
                    procurement_id=self.procurement.pk,
                    text=text,
                    contacts=[contacts[place].pk for place in who],
                )
                if is_published:
                    informing.publish(by=self.officer, information_id=said.pk)
        for days, who, text, answer in told["questions"]:
            with happened(self.day(days)):
                asked = questions.note(
                    by=self.officer, procurement_id=self.procurement.pk, text=text, contact_id=contacts[who].pk
                )
            if answer:
                with happened(self.day(days + 3)):
                    questions.answer(
                        by=self.officer, question_id=asked.pk, version=asked.version, text=text, answer=answer
                    )
        for model in (DialogueContact, DialogueEvent, Information, Question):
            model._default_manager.filter(procurement=self.procurement).update(is_sample=True)

    def _contacts(self, told: dict[str, Any]) -> list[DialogueContact]:
        names = tables.document("fiction")
        key = "stockholm" if self.procurement.cooperation.jurisdiction == "SE" else "kongsberg"
        known = [names[key]["suppliers"][place][0] for place in told["suppliers"]]
        suppliers = {row.name: row for row in Supplier.objects.filter(name__in=known)}
        with happened(self.day(self.row["steps"]["dialogue_opened"]), hour=14):
            return [
                dialogue.add_contact(by=self.officer, procurement_id=self.procurement.pk, data=data)
                for data in (
                    *(ContactData(supplier=suppliers[name]) for name in known),
                    *(ContactData(name=name, email=email) for name, email in told["others"]),
                )
            ]
