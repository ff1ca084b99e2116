"""What the history calls the things that happen to price lists and indices."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "price_list.uploaded": pgettext_lazy("price list", "Uploaded"),
    "price_list.checked": pgettext_lazy("price list", "Checked"),
    "price_list.adjusted": _("All prices changed in a draft"),
    "price_list.approved": pgettext_lazy("price list", "Approved"),
    "price_list.replaced": _("Replaced by another list"),
    "price_list.reinstated": _("Holds again"),
    "price_list.withdrawn": pgettext_lazy("price list", "Withdrawn"),
    "price_list.discarded": _("Draft thrown away"),
    "price_list.clause_stated": _("Index clause stated"),
    "price_index.added": _("Index added"),
    "price_index.value_entered": _("Value entered"),
}
