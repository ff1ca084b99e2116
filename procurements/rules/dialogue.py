"""Who leads a market dialogue, until when, and whether suppliers were treated equally.

What one supplier is told before the notice and another is not distorts the competition: suppliers are treated equally
and without discrimination, and a supplier that took part in the preparation gives no advantage away only if all others
hear what it heard (Directive 2014/24/EU art. 18(1), 40, 41).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, Reason, Source, answer, denied
from procurements.rules.procurements import may_run
from procurements.states.stages import ANNOUNCED, PREPARED, Stage

if TYPE_CHECKING:
    from procurements.models import DialogueContact, Information, Procurement, Question, Told

EQUAL = Source(
    _("Directive 2014/24/EU"),
    "art. 18(1), 40-41",
    national={
        "SE": Source("LOU", "4 kap. 1, 7-8 §§", certain=False),
        "NO": Source("FOA", "§§ 12-1, 12-2", certain=False),
    },
)
#: What companies are called after their name; a text that leaves it out names them all the same.
_LEGAL_FORM = re.compile(
    r"\(publ\)|\b(a/s|ab|aktiebolag|ans|aps|as|asa|da|enk|gmbh|hb|kb|ltd|norge|oyj?|publ|sverige)\b", re.IGNORECASE
)
_SHORTEST = 4  # letters; what is shorter may be any word
NOT_YET = denied(_("The procurement is a draft: publish it in the plan before suppliers are told anything."))
TENDERING = denied(
    _(
        "The notice is out. Questions are asked and answered in the tender system from now on, to all suppliers at"
        " once; the log of the market dialogue stays as it is."
    )
)
ENDED = denied(_("The procurement has ended: the log of its market dialogue stays as it is."))
HAS_LEFT = denied(_("The supplier no longer takes part in the dialogue."))
PUBLISHED = denied(_("Everybody has been told: it is published."))
WENT_OUT = denied(_("It has been written to suppliers or published: what went out stays as it is."))
LETTER_SENT = denied(_("The portal has written to this supplier: that stays in the log."))
WAS_ANSWERED = denied(_("The question has been answered."))


def is_open(procurement: "Procurement") -> Answer:
    """From the plan until the notice: afterwards the tender documents speak, and the tender system answers."""
    if procurement.stage in PREPARED:
        return Allowed()
    if procurement.stage == Stage.DRAFT:
        return NOT_YET
    return TENDERING if procurement.stage in ANNOUNCED and procurement.stage != Stage.COMPLETED else ENDED


def may_lead(actor: Actor, procurement: "Procurement") -> Answer:
    """The office leads the dialogue and keeps its log while it is open."""
    allowed = may_run(actor, procurement.cooperation_id)
    return is_open(procurement) if allowed else allowed


def may_dismiss(actor: Actor, contact: "DialogueContact") -> Answer:
    """A supplier leaves once."""
    allowed = may_lead(actor, contact.procurement)
    return HAS_LEFT if allowed and contact.left_on is not None else allowed


def may_publish(actor: Actor, information: "Information") -> Answer:
    """What is published already is told to everybody."""
    allowed = may_lead(actor, information.procurement)
    return PUBLISHED if allowed and information.published_at is not None else allowed


def may_reword(actor: Actor, information: "Information") -> Answer:
    """A note can be worded more exactly; what suppliers have in writing stays."""
    allowed = may_lead(actor, information.procurement)
    if not allowed:
        return allowed
    went_out = information.published_at is not None or information.told.filter(by_mail=True).exists()
    return WENT_OUT if went_out else Allowed()


def may_take_back(told: "Told") -> Answer:
    """A note that a supplier was told can be wrong; a letter of the portal cannot."""
    return LETTER_SENT if told.by_mail else Allowed()


def names_nobody(procurement: "Procurement", said: Mapping[str, str]) -> Answer:
    """What everybody reads names no supplier of the dialogue, nor anybody who speaks for one; ``said`` holds the texts
    by the field they stand in."""
    contacts = list(procurement.dialogue_contacts.all())
    return answer(
        Reason(_("It is published without names: %(name)s is named."), EQUAL, field, {"name": name})
        for field, text in said.items()
        for name in dict.fromkeys(name for contact in contacts for name in _named(text, contact))
    )


def _named(text: str, contact: "DialogueContact") -> Iterator[str]:
    """Who of a supplier is named in a text: the company, with its legal form or without, or the person."""
    bare = " ".join(_LEGAL_FORM.sub(" ", contact.name).split()).strip(" ,.")
    if contact.name.casefold() in text.casefold() or _stands(bare, text):
        yield contact.name
    if _stands(contact.person, text) or (contact.email and contact.email.casefold() in text.casefold()):
        yield contact.person or contact.email


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text as it is written, and not as a part of a word."""
    return len(name) >= _SHORTEST and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def may_edit_question(actor: Actor, question: "Question") -> Answer:
    """A question stays as it was answered."""
    allowed = may_lead(actor, question.procurement)
    return WAS_ANSWERED if allowed and question.published_at is not None else allowed


@dataclass(frozen=True)
class Line:
    """A piece of information with the suppliers of the dialogue in order: who was told, None for who was not."""

    information: "Information"
    cells: tuple[tuple["DialogueContact", "Told | None"], ...]

    @property
    def was_told(self) -> bool:
        """Whether anybody knows of it yet."""
        return self.information.published_at is not None or any(told for _contact, told in self.cells)

    @property
    def went_out(self) -> bool:
        """Whether suppliers have it in writing, so that its words stay."""
        by_mail = any(told is not None and told.by_mail for _contact, told in self.cells)
        return by_mail or self.information.published_at is not None

    @property
    def missing(self) -> tuple["DialogueContact", ...]:
        """The suppliers that take part and do not know what others were told."""
        if self.information.published_at is not None or not self.was_told:
            return ()
        return tuple(contact for contact, told in self.cells if told is None and contact.left_on is None)


@dataclass(frozen=True)
class Log:
    """Who was told what: a line for each piece of information, a column for each supplier."""

    contacts: tuple["DialogueContact", ...]
    lines: tuple[Line, ...]

    @property
    def gaps(self) -> int:
        """How many times a supplier was not told what another was."""
        return sum(len(line.missing) for line in self.lines)


def log_of(procurement: "Procurement") -> Log:
    """The log of a procurement's market dialogue as it stands."""
    contacts = tuple(procurement.dialogue_contacts.select_related("supplier"))
    lines = []
    for information in procurement.information.select_related("event").prefetch_related("told__event"):
        told = {row.contact_id: row for row in information.told.all()}
        lines.append(Line(information, tuple((contact, told.get(contact.pk)) for contact in contacts)))
    return Log(contacts, tuple(lines))


def gaps(procurement: "Procurement") -> Iterator[Reason]:
    """What stands between a market dialogue and its end: suppliers that were not told what others know, and questions
    that nobody has answered."""
    lines = [line for line in log_of(procurement).lines if line.missing]
    if lines:
        names = sorted({contact.name for line in lines for contact in line.missing})
        yield Reason(
            _("Some suppliers were told what others were not. Tell %(names)s too, or publish it to everybody."),
            EQUAL.within(procurement.cooperation.jurisdiction),
            "dialogue",
            {"names": ", ".join(names)},
        )
    if unanswered := sum(question.published_at is None for question in procurement.questions.all()):
        yield Reason(_("Suppliers' questions without an answer: %(count)s."), None, "dialogue", {"count": unanswered})
