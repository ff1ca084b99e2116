"""How many queries each list and object page costs, and that more rows cost no more of them.

``query_counts.json`` holds the baseline. A page that needs more fails; so does one that needs fewer, until the baseline
is lowered: run with ``UPDATE_QUERY_COUNTS=1`` and look at the difference.
"""

import json
import os
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actor import Role
from portal.governance.models import Competence, Handover, Responsibility
from portal.governance.services.decisions import ConditionData
from procurements.services import checklists, comments
from procurements.services.checklists import CheckData
from procurements.states.participation import ParticipationState
from procurements.states.stages import Stage
from tests import factories
from tests.agreements import purchases
from tests.cast import Cast
from tests.governance.deciding import decide, make_risk
from tests.matrices.gatherings import more_gatherings
from tests.matrices.thread import more_of_the_thread
from tests.matrices.world import World, make_world, take_part
from tests.procurements import specified, talking
from tests.procurements.proposing import make_proposal

BASELINE = Path(__file__).with_name("query_counts.json")


def pages(world: World) -> dict[str, str]:
    """The pages that everyday work goes through."""
    return {
        "agreement-list": f"{reverse('agreement-list')}?cooperation={world.cast.cooperation.pk}",
        "agreement": reverse("agreement", args=[world.agreement.pk]),
        "agreement-ceiling": reverse("agreement-ceiling", args=[world.agreement.pk]),
        "agreement-edit": reverse("agreement-edit", args=[world.draft.pk]),
        "reorganisation-list": reverse("reorganisation-list", args=[world.cast.cooperation.pk]),
        "price-search": f"{reverse('price-search')}?q=nitrilhandske",
        "price-list": reverse("price-list", args=[world.price_list.pk]),
        "agreement-follow-up": reverse("agreement-follow-up", args=[world.agreement.pk]),
        "partnership-room": reverse("partnership-room", args=[world.agreement.pk]),
        "follow-up-list": reverse("follow-up-list"),
        "non-conformity-list": reverse("non-conformity-list"),
        "goal-list": reverse("goal-list"),
        "goal": reverse("goal", args=[world.goal.pk]),
        "strategy": reverse("strategy", args=[world.strategy.pk]),
        "goal-unlinked": reverse("goal-unlinked"),
        "goal-check": reverse("goal-check", args=[world.goal_check.pk]),
        "benefit-list": reverse("benefit-list"),
        "benefit-summary": f"{reverse('benefit-summary')}?year=2026",
        "benefit": reverse("benefit", args=[world.benefit.pk]),
        "agreement-benefits": reverse("agreement-benefits", args=[world.agreement.pk]),
        "call-off-list": reverse("call-off-list"),
        "call-off": reverse("call-off", args=[world.call_off.pk]),
        "call-off-new": f"{reverse('call-off-new')}?agreement={world.agreement.pk}",
        "mini-competition-list": reverse("mini-competition-list"),
        "off-contract-list": reverse("off-contract-list"),
        "off-contract-summary": reverse("off-contract-summary"),
        "may-i-buy": f"{reverse('may-i-buy')}?q=framework&organisation={world.cast.municipality.pk}",
        "buying-proof-list": reverse("buying-proof-list"),
        "need-list": reverse("need-list"),
        "opportunity-list": reverse("opportunity-list"),
        "opportunity": reverse("opportunity", args=[world.cast.cooperation.pk, "909"]),
        "proposal-list": reverse("proposal-list"),
        "proposal-choose": reverse("proposal-choose"),
        "proposal": reverse("proposal", args=[world.proposal.pk]),
        "procurement-list": reverse("procurement-list"),
        "procurement-plan": reverse("procurement-plan"),
        "successor-list": reverse("successor-list"),
        "workload": reverse("workload"),
        "procurement": reverse("procurement", args=[world.procurement.pk]),
        "specification": reverse("specification", args=[world.written.pk]),
        "requirement": reverse("requirement", args=[world.written.pk, 1]),
        "participation-list": reverse("participation-list", args=[world.participation.procurement_id]),
        "participation": world.participation.get_absolute_url(),
        "market-dialogue": reverse("market-dialogue", args=[world.talked.pk]),
        "checklist": reverse("checklist", args=[world.talked.pk]),
        "procurement-value": reverse("procurement-value", args=[world.participation.procurement_id]),
        "supplier-list": reverse("supplier-list"),
        "supplier": reverse("supplier", args=[world.cast.supplier_company.pk]),
        "organisation-list": reverse("organisation-list"),
        "organisation": reverse("organisation", args=[world.cast.municipality.pk]),
        "cooperation": reverse("cooperation", args=[world.cast.cooperation.pk]),
        "person-list": reverse("person-list"),
        "deadline-list": reverse("deadline-list"),
        "decision-list": f"{reverse('decision-list')}?cooperation={world.cast.cooperation.pk}",
        "decision": reverse("decision", args=[world.decision.pk]),
        "policy-list": reverse("policy-list"),
        "risk-list": f"{reverse('risk-list')}?state=open",
        "meeting-list": reverse("meeting-list", args=[world.cast.cooperation.pk]),
        "duty-coverage": reverse("duty-coverage", args=[world.cast.cooperation.pk]),
        "duty": reverse("duty", args=[world.duty.pk]),
        "competence-map": reverse("competence-map", args=[world.cast.cooperation.pk]),
        "handover-list": reverse("handover-list", args=[world.cast.cooperation.pk]),
        "handover": reverse("handover", args=[world.handover.pk]),
        "invoice-list": reverse("invoice-list"),
        "invoice-run": reverse("invoice-run", args=[world.gatherings.issued_run.pk]),
        "event-list": reverse("event-list"),
        "event": reverse("event", args=[world.gatherings.event.pk]),
        "expert-list": reverse("expert-list"),
        "expert": reverse("expert", args=[world.gatherings.expert.pk]),
        "report-list": reverse("report-list"),
        "job-list": reverse("job-list"),
        "dashboard": reverse("dashboard"),
    }


def counted(client: Client, url: str) -> int:
    """The queries of a page that was opened before, so that what is kept in the cache is."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def add_rows(cast: Cast, world: World, number: int) -> None:
    for _ in range(number):
        requirement = specified.contribute(cast.expert, world.written, heading="Delivery")
        comments.comment(by=cast.officer, requirement_id=requirement.pk, text="Why?")
        supplier = factories.make_supplier()
        made = factories.make_agreement(
            cast.cooperation, cast.municipality, supplier=supplier, buyers=(cast.neighbour,)
        )
        here = (made, cast.municipality, cast.purchaser)
        purchases.make_call_off(*here)
        purchases.make_competition(*here, status="awarded")
        purchases.make_off_contract(*here)
        more_of_the_thread(cast, world, made)
        factories.make_procurement(cast.cooperation)
        make_proposal(cast.cooperation, cast.contact, organisation=cast.municipality)
        make_risk(cast, owner=cast.contact)
        more_gatherings(cast, world.gatherings)
        decide(cast, world.meeting, conditions=(ConditionData("Report", responsible=cast.contact),))
        member = factories.make_organisation()
        factories.make_member(cast.cooperation, member)
        talker = talking.contact(cast, world.talked, supplier.name)
        talking.meeting(cast, world.talked, talker)
        talking.told(cast, world.talked, talker)
        item = checklists.add(by=cast.officer, procurement_id=world.talked.pk, data=CheckData(Stage.READY, "Sign it"))
        checklists.tick(by=cast.officer, item_id=item.pk, version=item.version)
        take_part(cast, world.participation.procurement, member, ParticipationState.JOINS)
        holder = factories.make_user(f"Holder of {member}")
        factories.appoint(holder, Role.CONTACT, organisation=member)
        held = {"organisation": member, "person": holder}
        Responsibility.objects.create(duty=world.duty, valid_from=factories.TODAY, deputy=cast.officer, **held)
        Competence.objects.create(cooperation=cast.cooperation, post_share=1, as_of=factories.TODAY, **held)
        Handover.objects.create(
            cooperation=cast.cooperation, person=holder, last_day=factories.TODAY, ordered_by=cast.officer
        )
        world.handover.items.create(holding="need", key=str(holder.pk), title="A need", to=holder)


def test_query_counts(cast: Cast, sign_in) -> None:
    world = make_world(cast)
    client = sign_in(cast.officer)
    add_rows(cast, world, 1)  # a page asks no further where a person has none of a kind
    counts = {name: counted(client, url) for name, url in pages(world).items()}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    assert counts == json.loads(BASELINE.read_text(encoding="utf-8"))
    add_rows(cast, world, 12)
    with_more = {name: counted(client, url) for name, url in pages(world).items()}
    assert {name: count for name, count in with_more.items() if count > counts[name]} == {}
