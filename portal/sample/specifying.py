"""The sample's agreement groups and what they write: requirements, wordings, comments, approvals; and documents."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.files.services import store_content
from portal.organisations.models import Appointment, Seat
from portal.sample.clock import happened
from procurements.models import Procurement, ProcurementDocument, Requirement, RequirementComment, Specification
from procurements.services import agreement_groups, comments, documents, requirements, specifications
from procurements.services.agreement_groups import SeatData
from procurements.services.documents import DocumentData, VersionData
from procurements.services.requirements import RequirementData
from procurements.states.requirements import Strength


class Specifying:
    """The agreement group of one procurement and its work, as the row of the table tells."""

    def __init__(
        self, procurement: Procurement, officer: User, row: dict[str, Any], day: Callable[[int], date]
    ) -> None:
        self.procurement = procurement
        self.officer = officer
        self.row = row
        self.day = day
        self.group: list[User] = []
        self.requirements: list[Requirement] = []

    def appoint(self, day: date) -> None:
        """Give the experts their seats, the first of them the chair's."""
        with happened(day):
            for place, address in enumerate(self.row["group"]):
                person = User.objects.get(email__startswith=f"{address}@")
                agreement_groups.appoint(
                    by=self.officer,
                    procurement_id=self.procurement.pk,
                    person_id=person.pk,
                    seat=SeatData(organisation=_organisation_of(person), valid_from=day, is_chair=place == 0),
                )
        # As they are from now on: somebody's grants are read once and kept.
        self.group = [User.objects.get(email__startswith=f"{address}@") for address in self.row["group"]]
        self.procurement.refresh_from_db()

    def write(self, day: date) -> None:
        """Contribute, comment, word anew and judge; what the table calls pending nobody has judged yet."""
        for place, (who, heading, kind, weight, text, how, goals, *climate) in enumerate(self.row["requirements"]):
            with happened(min(day + timedelta(days=place), self.day(-4))):
                data = RequirementData(
                    text=text,
                    heading=heading,
                    kind=kind,
                    strength=Strength.MANDATORY if weight is None else Strength.WEIGHTED,
                    weight=None if weight is None else Decimal(weight),
                    verification=how,
                    goals=goals,
                    is_climate=bool(climate),
                )
                made = requirements.contribute(
                    by=self.group[who % len(self.group)], procurement_id=self.procurement.pk, data=data
                )
                self.requirements.append(made)
        with happened(min(day + timedelta(days=9), self.day(-3))):
            for place, who, text, is_resolved in self.row.get("comments", ()):
                said = comments.comment(by=self.group[who], requirement_id=self.requirements[place].pk, text=text)
                if is_resolved:
                    comments.resolve(by=self.officer, comment_id=said.pk)
            for place, who, text, why in self.row.get("edits", ()):
                self._word_anew(place, self.group[who], text, why)
            if "specification_opened" in self.row["steps"]:
                for place, requirement in enumerate(self.requirements):
                    if place not in self.row.get("pending", ()):
                        requirement.refresh_from_db()
                        requirements.step(
                            by=self.officer,
                            name="accepted",
                            requirement_id=requirement.pk,
                            version=requirement.version,
                        )
        own = {"procurement": self.procurement}
        Requirement.objects.filter(**own).update(is_sample=True)
        RequirementComment.objects.filter(requirement__procurement=self.procurement).update(is_sample=True)

    def _word_anew(self, place: int, by: User, text: str, why: str) -> None:
        requirement = self.requirements[place]
        requirement.refresh_from_db()
        said = {name: getattr(requirement, name) for name in RequirementData.__dataclass_fields__}
        data = RequirementData(**said | {"text": text})
        requirements.edit(by=by, requirement_id=requirement.pk, version=requirement.version, data=data, why=why)

    def approve(self, day: date) -> None:
        """Put the specification forward, and have everybody approve it, one after the other."""
        with happened(day):
            found = Specification.objects.filter(procurement=self.procurement).first()
            revision = specifications.put_forward(
                by=self.officer, procurement_id=self.procurement.pk, version=found.version if found else 0
            )
        for place, person in enumerate(self.group):
            with happened(day + timedelta(days=2 * place + 1), hour=14):
                specifications.answer(
                    by=person, specification_id=revision.specification_id, revision=revision.number, approves=True
                )
        Specification.objects.filter(procurement=self.procurement).update(is_sample=True)

    def keep_documents(self, day: date) -> None:
        """Keep the documents that the table tells; a masked one has the copy that others read."""
        for row in self.row.get("documents", ()):
            with happened(min(day, self.day(-1)), hour=16):
                documents.add(
                    by=self.officer,
                    procurement_id=self.procurement.pk,
                    data=DocumentData(
                        title=row["title"],
                        kind=row["kind"],
                        audience=row["audience"],
                        later_audience=row.get("later", ""),
                        later_from=row.get("from", ""),
                    ),
                    version=VersionData(
                        file=self._file(row["title"], row["text"]),
                        masked=self._file(row["title"], row["masked"]) if "masked" in row else None,
                        masked_reason=row.get("why", ""),
                    ),
                )
        ProcurementDocument.objects.filter(procurement=self.procurement).update(is_sample=True)

    def _file(self, title: str, text: str) -> StoredFile:
        content = f"{title}\n\n{text}\n".encode()
        return store_content(by=self.officer, name=f"{title}.txt", content=content, content_type="text/plain")


def _organisation_of(person: User) -> Any:
    """Where somebody comes from: an appointment in a municipality, or a seat for it."""
    held = Appointment.objects.filter(user=person, organisation__isnull=False).first()
    return (held or Seat.objects.filter(user=person, organisation__isnull=False).earliest("pk")).organisation
