from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SuppliersConfig(AppConfig):
    name = "suppliers"
    label = "suppliers"

    def ready(self) -> None:
        from portal.accounts import actor
        from portal.web import history, lookups, navigation
        from suppliers.grants import grants_of
        from suppliers.lookups import SupplierSource
        from suppliers.rules import may_list

        actor.register(grants_of)
        lookups.register("supplier", SupplierSource())
        navigation.register(navigation.Item(_("Suppliers"), "supplier-list", order=50, shown=may_list))
        history.name_actions(
            {
                "supplier.registered": pgettext_lazy("supplier", "Registered"),
                "supplier.edited": _("Details changed"),
                "supplier.subscribed": _("Branches and areas changed"),
                "supplier.user_added": _("Person may act for the supplier"),
                "supplier.user_ended": _("Person may no longer act for the supplier"),
            }
        )
        history.name_facts({"contacts": _("contacts"), "branches": _("branches and areas"), "user": _("person")})
