"""What is said of a market dialogue: its actions, and who was told what in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.web import formats
from procurements.models import DialogueContact, Told
from procurements.rules.dialogue import Line

ACTIONS = {
    "dialogue_contact.added": gettext_lazy("Supplier added to the dialogue"),
    "dialogue_contact.edited": pgettext_lazy("supplier in a dialogue", "Supplier changed"),
    "dialogue_contact.dismissed": gettext_lazy("Supplier no longer takes part"),
    "dialogue_contact.readmitted": gettext_lazy("Supplier takes part again"),
    "dialogue_event.recorded": gettext_lazy("Event noted"),
    "dialogue_event.edited": gettext_lazy("Event changed"),
    "information.noted": gettext_lazy("Information noted"),
    "information.reworded": gettext_lazy("Information worded anew"),
    "information.told": gettext_lazy("Supplier told"),
    "information.told_by_mail": gettext_lazy("Supplier told by e-mail"),
    "information.told_taken_back": gettext_lazy("Note that a supplier was told taken back"),
    "information.published": gettext_lazy("Information published to everybody"),
    "question.noted": gettext_lazy("Question noted"),
    "question.edited": gettext_lazy("Question changed"),
    "question.answered": gettext_lazy("Question answered to everybody"),
    "question.answer_corrected": gettext_lazy("Answer corrected"),
}
FACT_NAMES = {"told_contact": gettext_lazy("supplier")}


def cell_told(line: Line, contact: DialogueContact, told: Told | None) -> str:
    """Whether and how a supplier was told, in words."""
    if told is not None:
        day = formats.date(told.told_on)
        if told.by_mail:
            return _("told by e-mail %(day)s") % {"day": day}
        if told.event is not None:
            return _("told %(day)s, %(event)s") % {"day": day, "event": told.event.title}
        return _("told %(day)s") % {"day": day}
    if line.information.published_at is not None:
        return _("published to everybody")
    if contact.left_on is not None:
        return _("no longer takes part")
    return _("not told") if line.was_told else _("nobody has been told")
