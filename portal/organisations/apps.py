from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationsConfig(AppConfig):
    name = "portal.organisations"
    label = "organisations"

    def ready(self) -> None:
        from portal.accounts import actor
        from portal.accounts.actor import Actor, Role
        from portal.accounts.querysets import register_circle
        from portal.organisations import brands, circles, lookups, pages, rules
        from portal.organisations.grants import grants_of
        from portal.web import brand, history, navigation, panels
        from portal.web.lookups import register as register_lookup

        def belongs(reader: Actor) -> bool:
            return reader.is_administrator or bool(reader.cooperations)

        actor.register(grants_of)
        register_circle(circles.colleagues)
        brand.provide(for_request=brands.for_request, by_slug=brands.by_slug)
        register_lookup("organisation", lookups.OrganisationSource())
        register_lookup("person", lookups.PersonSource())
        navigation.register(navigation.Item(_("Cooperation"), "cooperation-list", order=60, shown=belongs))
        navigation.register(navigation.Item(_("Organisations"), "organisation-list", order=70, shown=belongs))
        navigation.register(navigation.Item(_("People"), "person-list", order=80, shown=rules.may_list_people))
        panels.register("person", panels.Panel("roles", 10, "people/roles_panel.html", pages.roles_panel))
        history.name_actions(
            {
                "organisation.registered": pgettext_lazy("organisation", "Registered"),
                "organisation.edited": _("Details changed"),
                "unit.added": _("Unit added"),
                "unit.renamed": _("Unit renamed"),
                "unit.moved": _("Unit moved"),
                "unit.closed": _("Unit closed"),
                "ownership.added": _("Owner added"),
                "ownership.ended": _("Ownership ended"),
                "cooperation.founded": _("Founded"),
                "cooperation.edited": _("Details changed"),
                "membership.added": _("Member added"),
                "membership.ended": _("Membership ended"),
                "group.opened": _("Group opened"),
                "group.edited": _("Group changed"),
                "group.chair_changed": _("Another chair"),
                "group.office_given": _("Office given"),
                "group.deputy_added": _("Deputy added"),
                "group.deputy_ended": _("Deputy ended"),
                "person.appointed": _("Role given"),
                "person.role_ended": _("Role ended"),
            }
        )
        history.name_facts(
            {
                "unit": _("unit"),
                "organisation": _("organisation"),
                "from_day": _("from"),
                "to_day": _("to"),
                "owner": _("owner"),
                "share": _("share, per cent"),
                "member": _("member"),
                "companies": _("companies"),
                "role": _("role"),
                "place": _("where"),
                "chair": _("chair"),
                "vice_chair": _("vice chair"),
                "secretary": _("secretary"),
                "deputy": _("deputy"),
                "deputy_of": _("deputy of"),
            },
            {"role": dict(Role.choices)},
        )
