from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from portal.accounts import tasks
        from portal.accounts.actor import actor_of
        from portal.web import history, navigation
        from portal.workflow import duties
        from portal.workflow.models import Frequency

        navigation.identify_by(actor_of)
        navigation.register_own(navigation.Item(_("My deadlines"), "deadline-list", order=90))
        navigation.register_own(navigation.Item(_("My profile"), "profile"))
        history.name_actions(
            {
                "person.invited": _("Invited"),
                "person.edited": _("Details changed"),
                "person.deactivated": _("Account closed"),
                "person.reactivated": _("Account opened again"),
                "person.reminders_chosen": _("Reminders chosen"),
                "person.calendar_opened": _("Calendar given a new address"),
                "person.calendar_closed": _("Calendar's address ended"),
            }
        )
        history.name_facts({"reminders": _("reminders by e-mail")}, {"reminders": dict(Frequency.choices)})
        duties.register("reminders", tasks.remind, order=100)  # after what the day changes by itself
