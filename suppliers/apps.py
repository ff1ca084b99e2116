from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "suppliers"
    label = "suppliers"

    def ready(self) -> None:
        from portal.accounts import actor
        from portal.web import lookups
        from suppliers.grants import grants_of
        from suppliers.lookups import SupplierSource

        actor.register(grants_of)
        lookups.register("supplier", SupplierSource())
