"""What follow-up registers with the apps below: words, menu, panels, deadlines, the daily duty."""

from django.utils.translation import gettext_lazy as _

from agreements.follow_up import deadlines, panels
from agreements.follow_up.wording import ACTIONS
from agreements.services.follow_up_plans import plan_all
from portal.web import history, navigation
from portal.workflow import duties


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    navigation.register(navigation.Item(_("Follow-ups"), "follow-up-list", order=26, shown=panels.concerned))
    navigation.register(navigation.Item(_("Non-conformities"), "non-conformity-list", order=27, shown=panels.reports))
    panels.register_all()
    deadlines.register_all()
    duties.register("follow-up", plan_all, order=60)
