from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    label = "agreements"

    def ready(self) -> None:
        from agreements import agenda, calling_off, deadlines, effects, exports, handover, search
        from agreements import turnover as bought
        from agreements.benefits import registration as benefits
        from agreements.follow_up import registration as follow_up
        from agreements.goals import registration as goals
        from agreements.imports import work
        from agreements.lookups import AgreementSource
        from agreements.panels import for_supplier, prices_of
        from agreements.papers import fact_sheet, proof
        from agreements.prices import checking
        from agreements.prices import wording as price_wording
        from agreements.services import changes, options
        from agreements.services.reorganisations import take_effect_due
        from agreements.views import changes as change_pages
        from agreements.views import turnover
        from agreements.views.documents import may_see_file
        from agreements.views.prices import lists as price_lists
        from agreements.views.reorganisations import for_cooperation
        from agreements.wording import ACTIONS
        from portal.files import access
        from portal.governance.economy import turnover as economy
        from portal.governance.first_steps import steps as first_steps
        from portal.jobs import registry
        from portal.web import history, lookups, navigation, panels
        from portal.workflow import duties
        from suppliers import naming

        economy.provide("call-offs", bought.turnover_of)
        lookups.register("agreement", AgreementSource())
        navigation.register(navigation.Item(_("Agreements"), "agreement-list", order=20))
        navigation.register(navigation.Item(_("May I buy here?"), "may-i-buy", order=10))
        navigation.register_own(navigation.Item(_("Proofs of the right to buy"), "buying-proof-list", order=40))
        navigation.register(
            navigation.Item(
                _("Prices"),
                "price-search",
                order=25,
                shown=lambda actor: bool(actor.organisations or actor.office or actor.suppliers),
            )
        )
        navigation.register_search(navigation.Search("agreement-list", _("Search agreements")))
        history.name_facts({"organisations": _("who")})
        history.name_actions(ACTIONS | price_wording.ACTIONS)
        access.register("agreements", may_see_file)
        access.register("agreement-changes", change_pages.may_see_file)
        access.register("price-lists", price_lists.may_see_file)
        access.register("turnover", turnover.may_see_file)
        registry.register(fact_sheet.JOB, fact_sheet.make, _("Fact sheet"))
        registry.register(proof.JOB, proof.make, _("Proof of the right to buy"))
        registry.register(exports.JOB, exports.make_workbook, _("Agreements as a workbook"))
        work.register_kinds()
        checking.register_kind()
        panels.register("agreement", panels.Panel("prices", 40, "agreements/price_panel.html", prices_of))
        deadlines.register_all()
        duties.register("agreement-changes", changes.take_effect_due, order=20)
        duties.register("options", options.lapse_options, order=30)
        calling_off.register_all()
        first_steps.register(
            first_steps.Step(
                "register",
                _("Import the register"),
                _("The agreements that the members have, from a spreadsheet; or register them one by one later."),
                "agreement-import",
                done=lambda found: found is not None and found.agreements.exists(),
            )
        )
        panels.register("supplier", panels.Panel("agreements", 10, "agreements/supplier_panel.html", for_supplier))
        agenda.register_all()
        follow_up.register_all()
        goals.register_all()
        benefits.register_all()
        handover.register_all()
        naming.on_new_name("agreements", search.refresh_of_supplier)
        reorganisation = panels.Panel("changes", 15, "agreements/reorganisation_panel.html", for_cooperation)
        panels.register("cooperation", reorganisation)
        duties.register("reorganisations", take_effect_due, order=10)
        effects.register_all()
