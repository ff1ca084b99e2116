"""What opportunities register with the apps below: a menu item, words, and the table of 2021."""

from django.utils.translation import gettext_lazy as _

from portal.reference import loading
from portal.web import history, navigation
from procurements.models.past import TABLE
from procurements.rules import opportunities as rules


def register_all() -> None:
    """Called from the app's ``ready()``."""
    loading.register(TABLE)
    navigation.register(
        navigation.Item(
            _("Opportunities"), "opportunity-list", order=32, shown=lambda actor: bool(rules.may_begin(actor))
        )
    )
    history.name_actions({"opportunity_weights.stated": _("Ranking of opportunities stated")})
