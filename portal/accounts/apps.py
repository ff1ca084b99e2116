from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from portal.accounts.actor import actor_of
        from portal.web import history, navigation

        navigation.identify_by(actor_of)
        navigation.register_own(navigation.Item(_("My profile"), "profile"))
        history.name_actions(
            {
                "person.invited": _("Invited"),
                "person.edited": _("Details changed"),
                "person.deactivated": _("Account closed"),
                "person.reactivated": _("Account opened again"),
            }
        )
