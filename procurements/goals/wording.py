"""The words in which histories tell of links to goals."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {"requirement.linked": _("Linked to goals"), "need.linked": _("Linked to goals")}
FACT_NAMES = {"linked_goals": _("goals linked")}
