"""Follow-up as the rest of the portal meets it: menu, panels, deadlines, the daily duty."""

from django.utils.translation import gettext_lazy as _

from agreements import follow_up_deadlines, follow_up_panels
from agreements.follow_up_wording import ACTIONS
from agreements.services.follow_up_plans import plan_all
from portal.web import history, navigation
from portal.workflow import duties


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    navigation.register(navigation.Item(_("Follow-ups"), "follow-up-list", order=26, shown=follow_up_panels.concerned))
    navigation.register(
        navigation.Item(_("Non-conformities"), "non-conformity-list", order=27, shown=follow_up_panels.reports)
    )
    follow_up_panels.register_all()
    follow_up_deadlines.register_all()
    duties.register("follow-up", plan_all, order=60)
