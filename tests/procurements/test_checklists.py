"""Checklists: templates that come with the portal, copies, who did what when, and what stands before a step."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.accounts.actor import forget
from portal.law.procedures import Procedure
from portal.reference.loading import load_reference
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import ChecklistItem, ChecklistTemplate, TemplateItem
from procurements.rules import checklists as rules
from procurements.rules.gates import gate
from procurements.services import checklist_templates as templates
from procurements.services import checklists as services
from procurements.services.checklists import CheckData
from procurements.states.checklists import CHECKED, CheckState
from procurements.states.stages import ENDED, MACHINE, Stage
from tests import factories
from tests.procurements import joining, talking
from tests.procurements.on_the_way import step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False) as clock:
        yield clock


def address(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def text(response):
    return response.content.decode().replace("\xa0", " ")


def template(jurisdiction="SE", procedure="", cooperation=None, name="Rows", rows=None, **fields):
    """A template; one without a cooperation came with the portal."""
    code = None if cooperation else f"{jurisdiction}-{procedure or 'all'}".lower()
    found = ChecklistTemplate.objects.create(
        code=code, jurisdiction=jurisdiction, procedure=procedure, cooperation=cooperation, name=name, **fields
    )
    for place, (stage, said, required) in enumerate(rows or [(Stage.SPECIFICATION, "Weigh it", True)], start=1):
        TemplateItem.objects.create(template=found, position=place, stage=stage, text=said, is_required=required)
    return found


def row(cast, procurement, said="Weigh it", stage=Stage.SPECIFICATION, **facts):
    data = CheckData(stage=stage, text=said, **{"is_required": True, **facts})
    return services.add(by=cast.officer, procurement_id=procurement.pk, data=data)


def fields_of(refused):
    return [reason.field for reason in refused.value.answer.reasons]


def test_templates_come_with_the_portal(db):
    """Each jurisdiction has one for all procedures; every source that is not certain says so; loading is idempotent."""
    first = {str(table.title): table.changed for table in load_reference()}
    again = {str(table.title): table.changed for table in load_reference()}
    assert sum(again.values()) == 0
    assert first != again
    for jurisdiction in ("SE", "NO"):
        found = ChecklistTemplate.objects.filter(jurisdiction=jurisdiction, cooperation=None)
        assert set(found.values_list("procedure", flat=True)) == {"", "restricted", "negotiated", "direct"}
        for one in found:
            rows = list(one.items.all())
            order = [CHECKED.index(Stage(row.stage)) for row in rows]
            assert order == sorted(order)
            assert any(row.is_required for row in rows)
            assert all(row.cited == row.source or not row.source_is_certain for row in rows)
    general, negotiated = (ChecklistTemplate.objects.get(code=code) for code in ("se-all", "se-negotiated"))
    own = set(general.items.values_list("text", flat=True))
    assert own < set(negotiated.items.values_list("text", flat=True))


def test_the_template_fits_jurisdiction_and_procedure(cast):
    delivered, for_open = template(), template(procedure=Procedure.OPEN)
    template("NO")
    template("NO", Procedure.OPEN)
    procurement = talking.procurement_of(cast, Stage.PLANNED)
    assert ChecklistTemplate.objects.fitting(procurement) == delivered
    procurement.procedure = Procedure.OPEN
    assert ChecklistTemplate.objects.fitting(procurement) == for_open
    own = template(cooperation=cast.cooperation)
    template(cooperation=cast.other_cooperation, procedure=Procedure.OPEN)
    template(cooperation=cast.cooperation, procedure=Procedure.OPEN, is_active=False)
    assert (
        ChecklistTemplate.objects.fitting(procurement) == own
    )  # the cooperation's own goes before what came with the portal
    own_open = template(cooperation=cast.cooperation, procedure=Procedure.OPEN)
    assert ChecklistTemplate.objects.fitting(procurement) == own_open


def test_a_procurement_gets_its_checklist_when_the_members_are_asked(cast):
    used = template(rows=[(Stage.PARTICIPATION, "Ask", True), (Stage.READY, "Read", False)])
    procurement = joining.asking(cast, Stage.PLANNED, answers_due_on=factories.TODAY + timedelta(days=20))
    procurement.cpvs.add(factories.make_cpv("90910000", "Städtjänster", "Rengjøring", "Cleaning"))
    step(cast.officer, procurement, "participation_opened")
    rows = list(procurement.checklist.in_order())
    assert [(row.stage, row.text, row.is_required, row.template) for row in rows] == [
        (Stage.PARTICIPATION, "Ask", True, used),
        (Stage.READY, "Read", False, used),
    ]
    assert audit.history(rows[0]).get().action == "checklist_item.taken"


def test_taking_another_template_adds_what_is_missing(cast):
    procurement = talking.procurement_of(cast, Stage.PLANNED)
    services.take(by=cast.officer, procurement_id=procurement.pk, template_id=template().pk)
    more = template(
        procedure=Procedure.OPEN, rows=[(Stage.SPECIFICATION, "Weigh it", True), (Stage.READY, "Read it", False)]
    )
    added = services.take(by=cast.officer, procurement_id=procurement.pk, template_id=more.pk)
    assert [item.text for item in added] == ["Read it"]
    with pytest.raises(Refused) as refused:
        services.take(by=cast.officer, procurement_id=procurement.pk, template_id=more.pk)
    assert fields_of(refused) == ["template"]
    with pytest.raises(Refused):
        services.take(by=cast.officer, procurement_id=procurement.pk, template_id=template("NO").pk)


def test_what_becomes_of_the_template_leaves_the_checklist_alone(cast):
    own = template(cooperation=cast.cooperation)
    procurement = talking.procurement_of(cast)
    services.take(by=cast.officer, procurement_id=procurement.pk, template_id=own.pk)
    templates.adapt(
        by=cast.officer,
        template_id=own.pk,
        version=1,
        name="Other",
        procedure="",
        is_active=True,
        rows=[CheckData(Stage.READY, "Other")],
    )
    assert [item.text for item in procurement.checklist.all()] == ["Weigh it"]


def test_who_did_what_when(cast):
    item = row(cast, talking.procurement_of(cast))
    services.tick(by=cast.officer, item_id=item.pk, version=1, note="In the file.")
    item.refresh_from_db()
    assert (item.state, item.by, item.note) == (CheckState.DONE, cast.officer, "In the file.")
    assert item.at is not None
    with pytest.raises(Conflict):
        services.open_again(by=cast.manager, item_id=item.pk, version=1)
    with pytest.raises(Refused):
        services.tick(by=cast.manager, item_id=item.pk, version=2)
    services.open_again(by=cast.manager, item_id=item.pk, version=2)
    item.refresh_from_db()
    assert (item.state, item.by, item.at, item.note) == (CheckState.OPEN, None, None, "")
    with pytest.raises(Refused) as refused:
        services.pass_by(by=cast.manager, item_id=item.pk, version=3, reason=" ")
    assert fields_of(refused) == ["note"]
    services.pass_by(by=cast.manager, item_id=item.pk, version=3, reason="Bought once.")
    actions = [(event.action, event.actor, event.reason) for event in audit.history(item)]
    assert actions[:3] == [
        ("checklist_item.not_applicable", cast.manager, "Bought once."),
        ("checklist_item.opened_again", cast.manager, ""),
        ("checklist_item.done", cast.officer, "In the file."),
    ]


def test_the_database_keeps_who_did_it(cast):
    item = row(cast, talking.procurement_of(cast))
    for facts in ({"state": "done"}, {"note": "x"}, {"state": "not_applicable", "by": cast.officer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChecklistItem.objects.filter(pk=item.pk).update(**facts)


def test_bad_input_is_refused_beside_its_field(cast):
    procurement = talking.procurement_of(cast)
    item = row(cast, procurement)
    for field, work in {
        "text": lambda: row(cast, procurement, " "),
        "stage": lambda: row(cast, procurement, stage=Stage.AWARDED),
    }.items():
        with pytest.raises(Refused) as refused:
            work()
        assert fields_of(refused) == [field]
    services.edit(by=cast.officer, item_id=item.pk, version=1, data=CheckData(Stage.READY, "Weigh twice"))
    with pytest.raises(Conflict):
        services.edit(by=cast.officer, item_id=item.pk, version=1, data=CheckData(Stage.READY, "Weigh thrice"))


def test_rows_are_put_in_order_within_their_stage(cast):
    procurement = talking.procurement_of(cast)
    first, second, third = (row(cast, procurement, said) for said in ("One", "Two", "Three"))
    other = row(cast, procurement, "Before", Stage.PLANNED)

    def in_order():
        return [item.text for item in procurement.checklist.in_order()]

    assert in_order() == ["Before", "One", "Two", "Three"]
    services.place(by=cast.officer, item_id=third.pk, step=-1)
    assert in_order() == ["Before", "One", "Three", "Two"]
    services.place(by=cast.officer, item_id=first.pk, step=1)
    assert in_order() == ["Before", "Three", "One", "Two"]
    for item, one in ((second, 1), (other, -1), (other, 1)):
        services.place(by=cast.officer, item_id=item.pk, step=one)
    assert in_order() == ["Before", "Three", "One", "Two"]


#: The stages whose required rows each step leaves behind; every other step asks for none.
BEHIND = {
    "planned": [],
    "participation_opened": ["planned"],
    "dialogue_opened": ["planned", "participation"],
    "specification_opened": ["planned", "participation", "dialogue"],
    "made_ready": ["planned", "participation", "dialogue", "specification"],
    "published": ["planned", "participation", "dialogue", "specification", "ready"],
    "evaluation_opened": [str(stage) for stage in CHECKED],
    "awarded": [str(stage) for stage in CHECKED],
    "completed": [str(stage) for stage in CHECKED],
}


@pytest.mark.parametrize("name", list(MACHINE.transitions))
def test_required_rows_stand_before_a_step(cast, name):
    procurement = talking.procurement_of(cast, Stage.DIALOGUE)
    items = {stage: row(cast, procurement, f"In {stage}", stage) for stage in CHECKED}
    row(cast, procurement, "Not required", Stage.PLANNED, is_required=False)
    asked = [reason.params["what"] for reason in rules.gaps(procurement, name)]
    assert asked == [f"In {stage}" for stage in BEHIND.get(name, [])]
    for number, item in enumerate(items.values()):
        if number % 2:
            services.tick(by=cast.officer, item_id=item.pk, version=1)
        else:
            services.pass_by(by=cast.officer, item_id=item.pk, version=1, reason="Not here.")
    assert not list(rules.gaps(procurement, name))


def test_rows_of_a_dialogue_that_was_passed_by_are_not_asked_for(cast):
    procurement = talking.procurement_of(cast, Stage.SPECIFICATION)
    row(cast, procurement, "Invite", Stage.DIALOGUE)
    assert not list(rules.gaps(procurement, "made_ready"))
    procurement.entries.create(stage=Stage.DIALOGUE, entered_on=factories.TODAY)
    assert len(list(rules.gaps(procurement, "made_ready"))) == 1


def test_gates_name_the_rows_with_their_source(cast):
    procurement = talking.procurement_of(cast, Stage.SPECIFICATION)
    row(cast, procurement, "Weigh it", source="LOU 1 kap.", source_is_certain=False)
    reason = next(reason for reason in gate("made_ready", procurement).reasons if reason.field == "checklist")
    assert "Weigh it" in str(reason)
    assert not reason.source.certain


@pytest.mark.parametrize("stage", list(Stage))
def test_the_checklist_is_kept_until_the_end(cast, stage):
    procurement = talking.procurement_of(cast)
    item = row(cast, procurement)
    joining.move(procurement, stage)
    for work in (
        lambda: row(cast, procurement, "More"),
        lambda: services.tick(by=cast.officer, item_id=item.pk, version=1),
    ):
        if stage in ENDED:
            with pytest.raises(Refused):
                work()
        else:
            work()


def test_only_the_office_writes(cast):
    procurement = talking.procurement_of(cast)
    item, own = row(cast, procurement), template(cooperation=cast.cooperation)
    for person in (cast.expert, cast.contact, cast.purchaser, cast.supplier, cast.stranger, cast.administrator):
        forget(person)
        for work in (
            lambda by: services.tick(by=by, item_id=item.pk, version=1),
            lambda by: services.add(by=by, procurement_id=procurement.pk, data=CheckData(Stage.READY, "x")),
            lambda by: services.place(by=by, item_id=item.pk, step=1),
            lambda by: templates.copy(by=by, template_id=own.pk, cooperation_id=cast.cooperation.pk, name="x"),
        ):
            with pytest.raises(Refused):
                work(person)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_checklist_is_the_office_s_own(cast, sign_in, stage):
    procurement = talking.procurement_of(cast)
    item = row(cast, procurement, "Quillwort row")
    services.tick(by=cast.officer, item_id=item.pk, version=1, note="Brambling note")
    joining.move(procurement, stage)
    page = address("checklist", procurement)
    for person in (cast.officer, cast.manager, cast.administrator):
        seen = text(sign_in(person).get(page))
        assert "Quillwort row" in seen
        assert "Brambling note" in seen
    for person in (cast.expert, cast.contact, cast.purchaser, cast.supplier, cast.stranger, cast.nobody, None):
        browser = sign_in(person)
        assert browser.get(page).status_code in (302, 404), person
        for other in (procurement.get_absolute_url(), reverse("start")):
            seen = text(browser.get(other))
            assert "Quillwort" not in seen
            assert page not in seen


def test_checklist_pages_work_through(cast, sign_in):
    procurement = talking.procurement_of(cast)
    browser, page = sign_in(cast.officer), address("checklist", procurement)
    used = template()
    assert address("checklist-take", procurement) in text(browser.get(page))
    assert browser.post(address("checklist-take", procurement), {"template": used.pk}).status_code == 302
    item = procurement.checklist.get()
    answer = browser.post(address("checklist-tick", procurement, item), {"version": item.version}, follow=True)
    assert cast.officer.name in text(answer)
    stale = browser.post(address("checklist-undo", procurement, item), {"version": item.version})
    assert stale.status_code == 302
    item.refresh_from_db()
    assert item.state == CheckState.DONE
    browser.post(address("checklist-undo", procurement, item), {"version": item.version})
    item.refresh_from_db()
    said = {"note": "Not here.", "version": item.version}
    assert browser.post(address("checklist-pass-by", procurement, item), said).status_code == 302
    said = {"stage": "ready", "text": "Read it", "is_required": "on"}
    assert browser.post(address("checklist-new", procurement), said).status_code == 302
    added = procurement.checklist.get(text="Read it")
    assert added.is_required
    assert browser.post(address("checklist-done", procurement, added), {"note": "x", "version": 1}).status_code == 302
    assert browser.post(address("checklist-place", procurement, added), {"step": "up"}).status_code == 302
    said = {"stage": "ready", "text": "Read twice", "version": "2"}
    assert browser.post(address("checklist-edit", procurement, added), said).status_code == 302
    elsewhere = talking.procurement_of(cast)
    assert browser.get(address("checklist-edit", elsewhere, added)).status_code == 404
    assert "Read twice" in text(browser.get(page))


def test_templates_are_copied_and_adapted(cast, sign_in):
    delivered, browser = template(name="Delivered"), sign_in(cast.officer)
    elsewhere = template("NO", cooperation=cast.other_cooperation, name="Elsewhere")
    listed = text(browser.get(reverse("checklist-template-list")))
    assert "Delivered" in listed
    assert "Elsewhere" not in listed
    assert browser.get(elsewhere.get_absolute_url()).status_code == 404
    assert browser.get(address("checklist-template-edit", delivered)).status_code == 403
    said = {"cooperation": cast.cooperation.pk, "name": "Own", "procedure": "open"}
    assert browser.post(address("checklist-template-copy", delivered), said).status_code == 302
    own = ChecklistTemplate.objects.get(cooperation=cast.cooperation)
    assert (own.procedure, own.copied_from, own.items.count()) == ("open", delivered, 1)
    assert browser.get(address("checklist-template-edit", own)).status_code == 200
    said = {
        "name": "Own list",
        "procedure": "",
        "is_active": "on",
        "version": "1",
        "rows-row": ["0", "1"],
        "rows-0-stage": "ready",
        "rows-0-text": "Later",
        "rows-1-stage": "planned",
        "rows-1-text": "Sooner",
        "rows-1-is_required": "on",
    }
    answer = browser.post(address("checklist-template-edit", own), said)
    assert answer.status_code == 302, text(answer)
    assert list(own.items.values_list("text", "is_required")) == [("Sooner", True), ("Later", False)]
    with pytest.raises(Refused):
        templates.adapt(
            by=cast.officer, template_id=own.pk, version=2, name="Own", procedure="", is_active=True, rows=[]
        )
    with pytest.raises(Refused):
        templates.copy(by=cast.stranger, template_id=own.pk, cooperation_id=cast.other_cooperation.pk, name="x")
    for person in (cast.contact, cast.supplier):
        assert sign_in(person).get(reverse("checklist-template-list")).status_code == 403
        assert sign_in(person).get(own.get_absolute_url()).status_code == 404
