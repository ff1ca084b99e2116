"""The addresses of the portal and whom they answer: see ``test_urls``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.matrices.world import World


@dataclass(frozen=True)
class Address:
    """An address with what it needs, and its answer to each actor; ``posts`` where it takes POST only."""

    name: str
    answers: str
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    query: Callable[[World], str] = lambda world: ""
    posts: str = ""
    case: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} {self.case}".strip()


def pk(kind: str) -> Callable[[World], dict[str, Any]]:
    """The key of one of the world's objects; of one of the cast's with a dot."""

    def kwargs(world: World) -> dict[str, Any]:
        found: Any = world
        for part in kind.split("."):
            found = getattr(found, part)
        return {"pk": found.pk}

    return kwargs


def inside(kind: str) -> Callable[[World], dict[str, Any]]:
    """The keys of an answer inside its procurement."""

    def kwargs(world: World) -> dict[str, Any]:
        row = getattr(world, kind)
        return {"pk": row.procurement_id, "participation": row.pk}

    return kwargs


def document(kind: str) -> Callable[[World], dict[str, Any]]:
    """The keys of a procurement's document."""
    return lambda world: {"pk": world.procurement.pk, "document_pk": getattr(world, kind).pk}


def numbered(kind: str, **more: Callable[[World], Any]) -> Callable[[World], dict[str, Any]]:
    """The keys of the first requirement of a procurement, and of what hangs on it."""

    def kwargs(world: World) -> dict[str, Any]:
        return {"pk": getattr(world, kind).pk, "number": 1, **{name: found(world) for name, found in more.items()}}

    return kwargs


def talked(**parts: str) -> Callable[[World], dict[str, Any]]:
    """The keys of a part of the market dialogue, or of the checklist, of the procurement that has them."""
    return lambda world: {"pk": world.talked.pk, **{name: getattr(world, kind).pk for name, kind in parts.items()}}


def branch(world: World) -> dict[str, Any]:
    """A branch of the CPV in the cooperation."""
    return {"pk": world.cast.cooperation.pk, "branch": "909"}


EVERYBODY = "22222222 22 222"
SIGNED_IN = "22222222 22 22>"

# fmt: off
ADDRESSES = [
    # the site itself
    Address("start",                   EVERYBODY),
    Address("healthz",                 EVERYBODY),
    Address("theme",                   EVERYBODY, lambda world: {"slug": world.cast.cooperation.slug}),
    Address("lookup",                  EVERYBODY, lambda world: {"name": "cpv"}, lambda world: "?q=90"),
    Address("set_language",            "rrrrrrrr rr rrr"),
    Address("about-accessibility",     EVERYBODY),
    Address("about-privacy",           EVERYBODY),
    Address("dashboard",               "2222F22F 44 24>"),
    # people
    Address("profile",                 "22222222 22 22>"),
    Address("reminders-choose",        SIGNED_IN),
    Address("calendar-open",           "mmmmmmmm mm mmm", posts=SIGNED_IN),
    Address("calendar-close",          "mmmmmmmm mm mmm", posts=SIGNED_IN),
    Address("calendar",                "44444444 44 444", lambda world: {"token": "made-up"}),
    Address("deadline-list",           SIGNED_IN),
    Address("person-list",             "2222FFFF FF 2F>"),
    Address("person-invite",           "2222FFFF FF 2F>"),
    Address("person",                  "22222222 44 44>", pk("cast.purchaser")),
    Address("person-edit",             "22222FFF 44 44>", pk("cast.purchaser")),
    Address("person-deactivate",       "2222FFFF 44 44>", pk("cast.purchaser")),
    Address("person-reactivate",       "mmmmmmmm mm mmm", pk("cast.purchaser"), posts="2222FFFF 44 44>"),
    Address("person-invite-again",     "mmmmmmmm mm mmm", pk("cast.purchaser"), posts="2222FFFF 44 44>"),
    Address("role-give",               "2222FFFF 44 44>", pk("cast.purchaser")),
    Address("appointment-end",         "2222FFFF 44 44>", pk("appointment")),
    # organisations and cooperations
    Address("organisation-list",       "22222222 22 222"),
    Address("organisation-register",   "222FFFFF FF 2F>"),
    Address("organisation",            "22222222 22 222", pk("cast.municipality")),
    Address("organisation-edit",       "2222FFFF FF FF>", pk("cast.municipality")),
    Address("unit-add",                "2222FFFF FF FF>", pk("cast.municipality")),
    Address("unit-change",             "2222FFFF FF FF>", pk("unit")),
    Address("unit-close",              "2222FFFF FF FF>", pk("unit")),
    Address("ownership-add",           "2222FFFF FF FF>", pk("cast.municipality")),
    Address("ownership-end",           "222FFFFF FF 2F>", pk("ownership")),
    Address("cooperation-list",        "22222222 22 222"),
    Address("cooperation-create",      "2FFFFFFF FF FF>"),
    Address("cooperation",             "22222222 22 222", pk("cast.cooperation")),
    Address("cooperation-edit",        "22FFFFFF FF FF>", pk("cast.cooperation")),
    Address("membership-admit",        "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("membership-leave",        "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("membership-end",          "222FFFFF FF FF>", pk("membership")),
    Address("membership-companies",    "222FFFFF FF FF>", pk("membership")),
    Address("group-open",              "222FFFFF FF FF>", pk("cast.cooperation")),
    Address("group",                   "22222222 44 44>", pk("group")),
    Address("group-edit",              "222FFFFF 44 44>", pk("group")),
    Address("seat-give",               "222FFFFF 44 44>", pk("group")),
    Address("seat-end",                "222FFFFF 44 44>", pk("seat")),
    Address("seat-office",             "mmmmmmmm mm mmm", pk("seat"), posts="222FFFFF 44 44>"),
    Address("seat-deputy-add",         "222FFFFF 44 44>", pk("seat")),
    Address("seat-deputy-end",         "222FFFFF 44 44>", pk("seat_deputy")),
    # meetings
    Address("meeting-list",            "22222222 44 44>", pk("cast.cooperation")),
    Address("meeting-register",        "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("meeting",                 "22222222 44 44>", pk("meeting")),
    Address("meeting-edit",            "222FFFFF 44 44>", pk("meeting")),
    Address("meetings",                SIGNED_IN),
    Address("meetings-calendar",       SIGNED_IN),
    Address("meeting-calendar",        "22222222 44 44>", pk("meeting")),
    Address("meeting-ask",             "222FFFFF 44 44>", pk("group")),
    Address("meeting-days",            "22222222 44 44>", pk("polled_meeting"), case="asked for"),
    Address("meeting-days",            "rrrrrrrr 44 44>", pk("meeting"), case="settled"),
    Address("meeting-days-edit",       "222FFFFF 44 44>", pk("polled_meeting")),
    Address("meeting-settle",          "mmmmmmmm mm mmm", pk("polled_meeting"), posts="222FFFFF 44 44>"),
    Address("meeting-call",            "222FFFFF 44 44>", pk("coming_meeting")),
    Address("meeting-cancel",          "222FFFFF 44 44>", pk("coming_meeting")),
    Address("meeting-open",            "mmmmmmmm mm mmm", pk("coming_meeting"), posts="222FFFFF 44 44>"),
    Address("meeting-close",           "mmmmmmmm mm mmm", pk("coming_meeting"), posts="222FFFFF 44 44>"),
    Address("agenda-item-add",         "222FFFFF 44 44>", pk("meeting")),
    Address("agenda-item-edit",        "222FFFFF 44 44>", pk("agenda_item")),
    Address("agenda-item-move",        "mmmmmmmm mm mmm", pk("agenda_item"), posts="222FFFFF 44 44>"),
    Address("agenda-item-remove",      "mmmmmmmm mm mmm", pk("other_agenda_item"), posts="222FFFFF 44 44>"),
    Address("agenda-item-minute",      "mmmmmmmm mm mmm", pk("agenda_item"), posts="222FFFFF 44 44>"),
    Address("agenda-copy",             "mmmmmmmm mm mmm", pk("meeting"), posts="222FFFFF 44 44>"),
    Address("paper-add",               "222FFFFF 44 44>", pk("agenda_item")),
    Address("paper",                   "22222222 44 44>", pk("paper")),
    Address("paper-withdraw",          "mmmmmmmm mm mmm", pk("paper"), posts="222FFFFF 44 44>"),
    Address("meeting-attendance",      "222FFFFF 44 44>", pk("meeting")),
    Address("meeting-adjusters",       "222FFFFF 44 44>", pk("meeting")),
    Address("meeting-minutes",         "222FFFFF 44 44>", pk("meeting")),
    Address("meeting-minutes-pdf",     "wwwFFwFF 44 44>", pk("meeting"), case="not approved"),
    Address("meeting-minutes-pdf",     "wwwwwwww 44 44>", pk("approved_meeting"), case="approved"),
    Address("meeting-put-forward",     "mmmmmmmm mm mmm", pk("coming_meeting"), posts="222FFFFF 44 44>"),
    Address("meeting-take-back",       "mmmmmmmm mm mmm", pk("meeting"), posts="222FFFFF 44 44>"),
    Address("meeting-approve",         "mmmmmmmm mm mmm", pk("meeting"), posts="FFFFFFFF 44 44>"),
    Address("minutes-note",            "222FFFFF 44 44>", pk("approved_meeting")),
    Address("decision-record",         "222FFFFF 44 44>", pk("meeting")),
    # decisions
    Address("decision-list",           "2rrrrrrr 22 r22"),
    Address("decision",                "22222222 44 444", pk("decision"), case="of the members"),
    Address("decision",                "22222222 22 222", pk("public_decision"), case="public"),
    Address("decision-correct",        "222FFFFF 44 44>", pk("decision")),
    Address("decision-publish",        "222FFFFF 44 44>", pk("decision")),
    Address("condition-meet",          "2222FFFF 44 44>", pk("condition")),
    Address("condition-arrange",       "222FFFFF 44 44>", pk("condition")),
    Address("condition-reopen",        "222FFFFF 44 44>", pk("condition")),
    Address("risk-list",               "rrrrrrrr rr rr>"),
    Address("risk",                    "22222222 44 44>", pk("risk")),
    Address("risk-register",           "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("risk-edit",               "222FFFFF 44 44>", pk("risk")),
    Address("risk-review",             "2222FFFF 44 44>", pk("risk")),
    Address("risk-watch",              "222FFFFF 44 44>", pk("risk")),
    Address("risk-close",              "222FFFFF 44 44>", pk("risk")),
    Address("risk-reopen",             "222FFFFF 44 44>", pk("risk")),
    Address("policy-list",             EVERYBODY),
    Address("policy",                  "22222222 44 444", pk("policy")),
    Address("policy-adopt",            "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("policy-repeal",           "222FFFFF 44 44>", pk("policy")),
    # duties
    Address("duties",                  "rrrrrrrr rr rr>"),
    Address("duty-coverage",           "22222222 44 44>", pk("cast.cooperation")),
    Address("duty-adopt",              "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("duty-add",                "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("duty-fill",               "222FFFFF 44 44>", pk("cast.cooperation"), case="of the region"),
    Address("duty-fill",               "2222FFFF 44 44>", pk("cast.cooperation"),
            query=lambda world: f"?organisation={world.cast.municipality.pk}", case="of a member"),
    Address("duty",                    "22222222 44 44>", pk("duty")),
    Address("duty-word",               "222FFFFF 44 44>", pk("duty")),
    Address("duty-give-up",            "222FFFFF 44 44>", pk("duty")),
    Address("duty-assign",             "222FFFFF 44 44>", pk("regional_duty"), case="of the region"),
    Address("duty-assign",             "2222FFFF 44 44>", pk("duty"),
            query=lambda world: f"?organisation={world.cast.municipality.pk}", case="of a member"),
    Address("duty-release",            "2222FFFF 44 44>", pk("responsibility")),
    Address("competence-map",          "22222222 44 44>", pk("cast.cooperation")),
    Address("competence-enter",        "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("competence-update",       "2222FFFF 44 44>", pk("competence")),
    Address("competence-remove",       "mmmmmmmm mm mmm", pk("competence"), posts="rrrrFFFF 44 44>"),
    # handovers
    Address("handover-list",           "2222FFFF 44 44>", pk("cast.cooperation")),
    Address("handover-begin",          "2222FFFF 44 44>", pk("cast.cooperation")),
    Address("handover-divide",         "2222FFFF 44 44>", pk("cast.cooperation"),
            query=lambda world: f"?person={world.cast.purchaser.pk}&last_day=2026-12-31"),
    Address("handover",                "22244444 44 44>", pk("handover")),
    Address("handover-call-off",       "mmmmmmmm mm mmm", pk("handover"), posts="rrr44444 44 44>"),
    Address("handover-carry-out",      "mmmmmmmm mm mmm", pk("handover"), posts="rrr44444 44 44>"),
    # first steps
    Address("first-steps",             "2FFFFFFF FF FF>"),
    Address("first-steps-administrator", "gggggggg gg ggg", lambda world: {"token": "made-up"}),
    Address("first-steps-cooperation", "rFFFFFFF FF FF>"),
    Address("first-steps-members",     "rFFFFFFF FF FF>"),
    Address("first-steps-officers",    "2FFFFFFF FF FF>"),
    # files and long work
    Address("file",                    "22222222 22 222", pk("public_file"), case="public"),
    Address("file",                    "42224444 44 444", pk("office_file"), case="of the office"),
    Address("job-list",                "22222222 22 22>"),
    Address("job",                     "22224224 44 44>", pk("job")),
    Address("job-cancel",              "mmmmmmmm mm mm>", pk("job"), posts="22224224 44 44>"),
    Address("job-file",                "22224224 44 44>", pk("job")),
    # agreements
    Address("agreement-list",          "2rrrrrrr 22 r22"),
    Address("agreement-new",           "F222FFFF FF 2F>"),
    Address("agreement-check",         "mmmmmmmm mm mm>", lambda world: {"part": "dates"}, posts="F222FFFF FF 2F>"),
    Address("agreement-supplier-check", "F222FFFF FF 2F>", lambda world: {"prefix": "lots-0-suppliers-0"}),
    Address("agreement",               "22222222 22 222", pk("agreement"), case="published"),
    Address("agreement",               "22224444 44 444", pk("draft"), case="draft"),
    Address("agreement-edit",          "F222FFFF FF FF>", pk("agreement"), case="published"),
    Address("agreement-edit",          "F2224444 44 44>", pk("draft"), case="draft"),
    Address("agreement-publish",       "F22F4444 44 44>", pk("draft")),
    Address("agreement-terminate",     "F22FFFFF FF FF>", pk("agreement")),
    Address("agreement-delete",        "F2224444 44 44>", pk("draft")),
    Address("agreement-history",       "F2222222 FF FF>", pk("agreement")),
    Address("agreement-fact-sheet",    "wwwwwwww ww www", pk("agreement")),
    Address("agreement-documents",     "F222FFFF FF FF>", pk("agreement")),
    Address("agreement-document-remove", "F222FFFF FF FF>",
            lambda world: {"pk": world.agreement.pk, "document": world.document.pk}),
    # follow-up
    Address("follow-up-list",          "22222222 22 22>"),
    Address("agreement-follow-up",     "2222FFFF FF FF>", pk("agreement")),
    Address("follow-up-adjust",        "F2224444 44 44>", pk("agreement")),
    Address("follow-up-done",          "F2224444 44 44>", pk("agreement")),
    Address("activity-new",            "F222FFFF FF FF>", pk("agreement")),
    Address("activity-edit",           "F2224444 F4 44>", pk("activity")),
    Address("activity-done",           "F2224444 24 44>", pk("activity")),
    Address("activity-drop",           "F2224444 24 44>", pk("activity")),
    Address("dialogue-new",            "F222FFFF FF FF>", pk("agreement")),
    Address("dialogue-edit",           "F2224444 F4 44>", pk("dialogue")),
    Address("dialogue-end",            "F2224444 F4 44>", pk("dialogue")),
    Address("dialogue-meeting-new",    "F222FFFF FF FF>", pk("agreement")),
    Address("dialogue-meeting-edit",   "F2224444 F4 44>", pk("dialogue_meeting")),
    Address("obligation-new",          "F222FFFF FF FF>", pk("agreement")),
    Address("obligation-edit",         "F2224444 F4 44>", pk("obligation")),
    Address("obligation-check",        "F2224444 F4 44>", pk("obligation")),
    Address("partnership",             "F2224444 44 44>", pk("partnership.agreement"), case="of a partnership"),
    Address("partnership",             "FFFFFFFF FF FF>", pk("agreement"), case="of a framework"),
    Address("partnership-room",        "22224444 24 44>", pk("agreement")),
    Address("non-conformity-list",     "22222222 22 22>"),
    Address("non-conformity-new",      "F2222FFF FF FF>", pk("agreement")),
    Address("non-conformity",          "22222444 44 44>", pk("reported"), case="reported"),
    Address("non-conformity",          "22222444 24 44>", pk("failure"), case="sent"),
    Address("non-conformity-edit",     "F222F444 44 44>", pk("reported")),
    Address("non-conformity-send",     "F222F444 44 44>", pk("reported")),
    Address("non-conformity-answer",   "FFFFF444 24 44>", pk("failure")),
    Address("non-conformity-escalate", "F222F444 F4 44>", pk("failure")),
    Address("non-conformity-close",    "F222F444 F4 44>", pk("answered")),
    Address("non-conformity-withdraw", "F222F444 F4 44>", pk("failure")),
    # may I buy here
    Address("may-i-buy",               EVERYBODY, query=lambda world: "?q=framework"),
    Address("api-may-i-buy",           EVERYBODY,
            query=lambda world: f"?q=framework&organisation={world.cast.municipality.pk}"),
    Address("api-schema",              EVERYBODY),
    Address("buying-proof-keep",       "mmmmmmmm mm mm>", posts=SIGNED_IN),
    Address("buying-proof-list",       SIGNED_IN),
    Address("buying-proof",            "22222444 44 44>", pk("proof")),
    Address("buying-proof-pdf",        "wwwww444 44 44>", pk("proof")),
    Address("threshold-list",          EVERYBODY),
    Address("threshold-new",           "2FFFFFFF FF FF>"),
    Address("threshold-end",           "2FFFFFFF FF FF>", pk("threshold")),
    Address("need-list",               SIGNED_IN),
    Address("need-new",                "F22222F2 FF 2F>"),
    Address("need",                    "22222244 44 44>", pk("need")),
    Address("workshop-list",           SIGNED_IN),
    Address("workshop-new",            "F22FFFFF FF 2F>"),
    Address("workshop",                "22222222 44 44>", pk("workshop")),
    Address("workshop-edit",           "F22FFFFF 44 44>", pk("workshop")),
    Address("workshop-lines",          "22222222 44 44>", pk("workshop")),
    Address("workshop-close",          "F22FFFFF 44 44>", pk("workshop")),
    Address("workshop-import",         "F22FFFFF 44 44>", pk("workshop")),
    Address("workshop-template",       "F22FFFFF 44 44>", pk("workshop")),
    Address("need-edit",               "F2222F44 44 44>", pk("need")),
    Address("need-merge",              "F222FF44 44 44>", pk("need")),
    # bringing in a register
    Address("agreement-import",        "222FFFFF FF 2F>"),
    Address("agreement-import-template", "22222222 22 22>"),
    Address("agreement-import-map",    "22244444 44 44>", pk("imported")),
    Address("agreement-import-check",  "22244444 44 44>", pk("imported")),
    Address("agreement-import-confirm", "mmmmmmmm mm mm>", pk("imported"), posts="22244444 44 44>"),
    Address("agreement-import-discard", "mmmmmmmm mm mm>", pk("imported"), posts="22244444 44 44>"),
    Address("agreement-import-problems", "22244444 44 44>", pk("imported")),
    Address("agreement-import-result", "22244444 44 44>", pk("imported")),
    # price lists
    Address("price-search",            SIGNED_IN, query=lambda world: "?q=nitrilhandske"),
    Address("price-list-template",     SIGNED_IN),
    Address("price-list-list",         SIGNED_IN, pk("agreement")),
    Address("price-list-new",          "F22FFFFF FF FF>", pk("agreement")),
    Address("price-list",              "42222222 24 44>", pk("price_list"), case="approved"),
    Address("price-list",              "42244444 44 44>", pk("price_list_draft"), case="draft"),
    Address("price-list-map",          "42244444 44 44>", pk("price_list_draft")),
    Address("price-list-check",        "mmmmmmmm mm mm>", pk("price_list_draft"), posts="42244444 44 44>"),
    Address("price-list-discard",      "mmmmmmmm mm mm>", pk("price_list_draft"), posts="42244444 44 44>"),
    Address("price-list-problems",     "42244444 44 44>", pk("price_list_draft")),
    Address("price-list-differences",  "422FFFFF F4 44>", pk("price_list")),
    Address("price-list-approve",      "42244444 44 44>", pk("price_list_draft")),
    Address("price-list-adjust",       "422FFFFF F4 44>", pk("price_list")),
    Address("price-list-clause",       "422FFFFF F4 44>", pk("price_list")),
    Address("price-list-withdraw",     "422FFFFF F4 44>", pk("price_list")),
    Address("price-index-list",        "F22FFFFF FF 2F>"),
    Address("price-index-new",         "F22FFFFF FF 2F>"),
    Address("price-index",             "42244444 44 44>", pk("price_index")),
    # changes and options
    Address("agreement-change-list",   "F2222222 FF FF>", pk("agreement")),
    Address("agreement-change-new",    "F22FFFFF FF FF>", pk("agreement")),
    Address("agreement-change-new",    "F22FFFFF FF FF>", pk("agreement"), lambda world: "?kind=maximum",
            case="of a kind"),
    Address("agreement-change",        "22222222 44 44>", pk("change"), case="in effect"),
    Address("agreement-change",        "22244444 44 44>", pk("proposed_change"), case="proposed"),
    Address("agreement-change-confirm", "mmmmmmmm mm mm>", pk("proposed_change"), posts="F2244444 44 44>"),
    Address("agreement-change-withdraw", "F2244444 44 44>", pk("proposed_change")),
    Address("option-decide",           "F22FFFFF FF FF>", pk("option")),
    # the ceiling ledger
    Address("agreement-ceiling",       EVERYBODY, pk("agreement")),
    Address("turnover-new",            "F22FFFFF FF FF>", pk("agreement")),
    Address("turnover-import",         "F22FFFFF FF FF>", pk("agreement")),
    Address("turnover-template",       "F22FFFFF FF FF>", pk("agreement")),
    Address("ceiling-correct",         "F22FFFFF 44 44>", pk("ceiling_entry")),
    Address("turnover-correct",        "F2244444 44 44>", pk("ceiling_entry.batch")),
    Address("turnover-file",           "22244444 44 44>", pk("turnover_file")),
    Address("turnover-discard",        "mmmmmmmm mm mm>", pk("turnover_file"), posts="F2244444 44 44>"),
    # call-offs
    Address("call-off-list",           "22222FFF 22 2F>"),
    Address("call-off-new",            "F2222FFF FF 2F>"),
    Address("call-off-new",            "F2222FFF FF FF>", query=lambda world: f"?agreement={world.agreement.pk}",
            case="under an agreement"),
    Address("call-off",                "22222444 24 44>", pk("call_off")),
    Address("call-off-edit",           "F2222444 F4 44>", pk("call_off")),
    Address("call-off-complete",       "F2222444 F4 44>", pk("call_off")),
    Address("call-off-cancel",         "F2222444 F4 44>", pk("call_off")),
    Address("call-off-confirmation",   "wwwww444 w4 44>", pk("call_off")),
    Address("call-off-documents",      "F2222444 F4 44>", pk("call_off")),
    Address("call-off-document-remove", "F2222444 F4 44>",
            lambda world: {"pk": world.call_off.pk, "document": world.call_off_document.pk}),
    # mini-competitions
    Address("mini-competition-list",   "F2222222 22 2F>"),
    Address("mini-competition-new",    "FFF22FFF FF FF>"),
    Address("mini-competition",        "44442444 44 44>", pk("competition_draft"), case="draft"),
    Address("mini-competition",        "44442444 22 44>", pk("competition"), case="invited"),
    Address("mini-competition",        "42222444 22 44>", pk("competition_awarded"), case="awarded"),
    Address("mini-competition-edit",   "44442444 44 44>", pk("competition_draft")),
    Address("mini-competition-invite", "44442444 44 44>", pk("competition_draft")),
    Address("mini-competition-answer", "44442444 44 44>",
            lambda world: {"pk": world.competition.pk, "supplier": world.cast.other_supplier.pk}),
    Address("mini-competition-award",  "44442444 44 44>", pk("competition"), case="invited"),
    Address("mini-competition-award",  "4FFFF444 44 44>", pk("competition_awarded"), case="awarded"),
    Address("mini-competition-cancel", "44442444 44 44>", pk("competition")),
    # off-contract purchases
    Address("off-contract-list",       "22222FFF FF 2F>"),
    Address("off-contract-summary",    "2222FFFF FF 2F>"),
    Address("off-contract-new",        "FFF22FFF FF FF>"),
    Address("off-contract",            "22222444 44 44>", pk("off_contract")),
    Address("off-contract-withdraw",   "FFF22444 44 44>", pk("off_contract")),
    # changes of members
    Address("reorganisation-list",     "22222222 44 44>", pk("cast.cooperation")),
    Address("reorganisation-new",      "222FFFFF 44 44>", pk("cast.cooperation")),
    Address("reorganisation-new",      "222FFFFF 44 44>", pk("cast.cooperation"), lambda world: "?kind=merger",
            case="merger"),
    Address("reorganisation",          "22222222 44 44>", pk("reorganisation")),
    Address("reorganisation-withdraw", "222FFFFF 44 44>", pk("reorganisation")),
    # procurements
    Address("procurement-list",        "22222222 22 222"),
    Address("procurement-new",         "F22FFFFF FF 2F>"),
    Address("procurement",             "22222222 22 222", pk("procurement"), case="planned"),
    Address("procurement",             "22244444 44 444", pk("draft_procurement"), case="draft"),
    Address("procurement-edit",        "F22FFFFF FF FF>", pk("procurement"), case="planned"),
    Address("procurement-edit",        "F2244444 44 44>", pk("draft_procurement"), case="draft"),
    Address("procurement-step",        "F22FFFFF FF FF>",
            lambda world: {"pk": world.procurement.pk, "slug": "ask-members"}),
    Address("procurement-result",      "FFFFFFFF FF FF>", pk("procurement"), case="not completed"),
    Address("calculator",              EVERYBODY),
    # the plan over time
    Address("procurement-plan",        EVERYBODY),
    Address("procurement-plan-calendar", EVERYBODY),
    Address("procurement-move",        "F22FFFFF FF FF>", pk("procurement"), case="planned"),
    Address("procurement-move",        "F2244444 44 44>", pk("draft_procurement"), case="draft"),
    Address("procurement-move-back",   "mmmmmmmm mm mmm", pk("plan_move"), posts="F22FFFFF FF FF>"),
    Address("lead-time-list",          "F22FFFFF FF FF>", pk("cast.cooperation")),
    Address("lead-time-edit",          "F22FFFFF FF FF>",
            lambda world: {"pk": world.cast.cooperation.pk, "procedure": "open"}),
    Address("workload",                "F22FFFFF FF 2F>"),
    Address("workload-edit",           "F22FFFFF FF FF>", pk("cast.cooperation")),
    Address("successor-list",          "F22FFFFF FF 2F>"),
    Address("successor-plan",          "F22FFFFF FF FF>", pk("agreement")),
    # opportunities
    Address("opportunity-list",        "2222F22F FF 2F>"),
    Address("opportunity",             "2222F22F 44 44>", branch),
    Address("opportunity-propose",     "mmmmmmmm mm mmm", branch, posts="F222F2FF 44 44>"),
    Address("opportunity-weights",     "F22FFFFF 44 44>", pk("cast.cooperation")),
    # proposals
    Address("proposal-list",           "22222222 FF 2F>"),
    Address("proposal-mine",           "22222222 FF 2F>"),
    Address("proposal-new",            "F222F2FF FF 2F>"),
    Address("proposal-choose",         "F22FFFFF FF 2F>"),
    Address("proposal-schedule",       "F22FFFFF FF rF>", query=lambda world: f"?proposal={world.proposal.pk}"),
    Address("proposal-decide",         "F22FFFFF FF rF>", query=lambda world: f"?proposal={world.proposal.pk}"),
    Address("proposal",                "22222222 44 44>", pk("proposal")),
    Address("proposal-edit",           "F22FF2FF 44 44>", pk("proposal")),
    Address("proposal-vote",           "mmmmmmmm mm mmm", pk("proposal"), posts="FFF2F2FF 44 44>"),
    Address("proposal-merge",          "F22FF2FF 44 44>", pk("proposal")),
    Address("proposal-needs",          "F22FF2FF 44 44>", pk("proposal")),
    Address("proposal-take-up",        "F22FF2FF 44 44>", pk("answered_proposal")),
    # who takes part, and for how much
    Address("participation-requests",  SIGNED_IN),
    Address("participation-list",      "22222222 44 444", pk("participation.procurement"), case="before the notice"),
    Address("participation-list",      EVERYBODY, pk("announced_procurement"), case="announced"),
    Address("participation-invite",    "F22FFFFF FF FF>", pk("participation.procurement")),
    Address("participation-extend",    "F22FFFFF FF FF>", pk("participation.procurement")),
    Address("participation-remind",    "mmmmmmmm mm mm>", pk("participation.procurement"), posts="F22FFFFF FF FF>"),
    Address("participation",           "22224444 44 44>", inside("participation")),
    Address("participation-answer",    "FFF24444 44 44>", inside("participation")),
    Address("participation-mandate",   "FFF24444 44 44>", inside("participation")),
    Address("participation-withdraw",  "F22F4444 44 44>", inside("participation")),
    Address("participation-last-day",  "F22F4444 44 44>", inside("participation")),
    Address("participation-invite-again", "F2244444 44 44>", inside("left_out")),
    Address("buyer-annex",             "www44444 44 444", pk("participation.procurement"), case="before the notice"),
    Address("buyer-annex",             "wwwwwwww ww www", pk("announced_procurement"), case="announced"),
    Address("buyer-annex-sheet",       "22244444 44 444",
            lambda world: {"pk": world.participation.procurement.pk, "format_": "csv"}),
    Address("procurement-value",       "22224444 44 444", pk("participation.procurement"), case="before the notice"),
    Address("procurement-value",       EVERYBODY, pk("announced_procurement"), case="announced"),
    Address("procurement-value-confirm", "F22FFFFF FF FF>", pk("participation.procurement")),
    Address("procurement-document-new", "F22FFFFF FF FF>", pk("procurement")),
    *(
        Address(f"procurement-document{step}", answers, of_document, case=case)
        for step, answers, case, of_document in (
            ("", "22244444 44 444", "the office's", document("office_document")),
            ("", "22222222 22 222", "for everybody", document("open_document")),
            ("-edit", "F22FFFFF FF FF>", "", document("open_document")),
            ("-version", "F22FFFFF FF FF>", "", document("open_document")),
            ("-withdraw", "F22FFFFF FF FF>", "", document("open_document")),
            ("-restore", "FFFFFFFF FF FF>", "", document("open_document")),
        )
    ),
    Address("procurement-document-file", "22244444 44 444",
            lambda world: {**document("office_document")(world), "number": 1}, case="the office's"),
    Address("procurement-document-file", "22222222 22 222",
            lambda world: {**document("open_document")(world), "number": 1}, case="for everybody"),
    # the market dialogue
    Address("market-dialogue",         "22244442 44 44>", pk("talked")),
    Address("market-dialogue-sheet",   "22244442 44 44>", lambda world: {"pk": world.talked.pk, "format_": "csv"}),
    Address("market-dialogue-pdf",     "www4444w 44 44>", pk("talked")),
    Address("market-contact-new",      "F224444F 44 44>", pk("talked")),
    Address("market-contact-edit",     "F224444F 44 44>", talked(contact="talker")),
    Address("market-contact-dismiss",  "F224444F 44 44>", talked(contact="talker")),
    Address("market-contact-readmit",  "mmmmmmmm mm mm>", talked(contact="former_talker"), posts="F224444F 44 44>"),
    Address("market-event-new",        "F224444F 44 44>", pk("talked")),
    Address("market-event-edit",       "F224444F 44 44>", talked(event="talk")),
    Address("information-new",         "F224444F 44 44>", pk("talked")),
    Address("information-edit",        "F224444F 44 44>", talked(information="told")),
    Address("information-tell",        "F224444F 44 44>", talked(information="told")),
    Address("information-publish",     "F224444F 44 44>", talked(information="told")),
    Address("information-take-back",   "F224444F 44 44>", talked(information="told", contact="talker")),
    Address("question-new",            "F224444F 44 44>", pk("talked")),
    Address("question-edit",           "F224444F 44 44>", talked(question="question")),
    Address("question-answer",         "F224444F 44 44>", talked(question="question")),
    # checklists
    Address("checklist",               "22244444 44 44>", pk("talked")),
    Address("checklist-take",          "F2244444 44 44>", pk("talked")),
    Address("checklist-new",           "F2244444 44 44>", pk("talked")),
    Address("checklist-edit",          "F2244444 44 44>", talked(item="check")),
    Address("checklist-tick",          "mmmmmmmm mm mm>", talked(item="check"), posts="F2244444 44 44>"),
    Address("checklist-undo",          "mmmmmmmm mm mm>", talked(item="check"), posts="F2244444 44 44>"),
    Address("checklist-place",         "mmmmmmmm mm mm>", talked(item="check"), posts="F2244444 44 44>"),
    Address("checklist-done",          "F2244444 44 44>", talked(item="check")),
    Address("checklist-pass-by",       "F2244444 44 44>", talked(item="check")),
    Address("checklist-template-list", "222FFFFF FF 2F>"),
    Address("checklist-template",      "22244444 44 24>", pk("delivered_template"), case="came with the portal"),
    Address("checklist-template",      "22244444 44 44>", pk("own_template"), case="own"),
    Address("checklist-template-copy", "F2244444 44 F4>", pk("delivered_template")),
    Address("checklist-template-edit", "FFF44444 44 F4>", pk("delivered_template"), case="came with the portal"),
    Address("checklist-template-edit", "F2244444 44 44>", pk("own_template"), case="own"),
    # what is asked of tenders, and the group that asks it
    Address("specification",           "22224442 44 444", pk("written"), case="before the notice"),
    Address("specification",           EVERYBODY, pk("announced_procurement"), case="announced"),
    Address("specification-pdf",       "wwww444w 44 444", pk("written"), case="before the notice"),
    Address("specification-pdf",       "wwwwwwww ww www", pk("announced_procurement"), case="announced"),
    Address("specification-sheet",     "22224442 44 444", pk("written")),
    Address("specification-compare",   "22244442 44 44>", pk("written")),
    Address("specification-put-forward", "F224444F 44 44>", pk("written")),
    Address("specification-answer",    "FFF44442 44 44>", pk("waiting")),
    Address("specification-decide",    "FFF4444F 44 44>", pk("waiting")),
    Address("specification-open-again", "F224444F 44 44>", pk("waiting")),
    Address("section-place",           "mmmmmmmm mm mm>", pk("written"), posts="F2244442 44 44>"),
    Address("requirement-new",         "F2244442 44 44>", pk("written")),
    Address("requirement-reuse",       "F2244442 44 44>", pk("written")),
    Address("requirement-reuse-from",  "F2244442 44 44>",
            lambda world: {"pk": world.written.pk, "source": world.announced_procurement.pk}),
    Address("requirement-import",      "F2244442 44 44>", pk("written")),
    Address("requirement-template",    "F2244442 44 44>", pk("written")),
    Address("requirement-file",        "F2244442 44 44>",
            lambda world: {"pk": world.written.pk, "file": world.requirement_file.pk}),
    Address("requirement-file-discard", "mmmmmmmm mm mm>",
            lambda world: {"pk": world.written.pk, "file": world.requirement_file.pk}, posts="F2244442 44 44>"),
    Address("requirement",             "22224442 44 444", numbered("written")),
    Address("requirement-edit",        "F2244442 44 44>", numbered("written")),
    Address("requirement-decline",     "F224444F 44 44>", numbered("written")),
    Address("requirement-step",        "mmmmmmmm mm mm>", numbered("written", step=lambda world: "accepted"),
            posts="F224444F 44 44>"),
    Address("requirement-place",       "mmmmmmmm mm mm>", numbered("written"), posts="F2244442 44 44>"),
    Address("requirement-comment",     "mmmmmmmm mm mm>", numbered("waiting"), posts="F2244442 44 44>"),
    Address("requirement-resolve",     "mmmmmmmm mm mm>",
            numbered("waiting", comment=lambda world: world.comment.pk), posts="F224444F 44 44>"),
    Address("agreement-group",         "22244442 44 44>", pk("written")),
    Address("expert-appoint",          "F224444F 44 44>", pk("written")),
    Address("expert-invite",           "F224444F 44 44>", pk("written")),
    Address("agreement-group-choose",  "F224444F 44 44>", pk("written")),
    Address("expert-chair",            "mmmmmmmm mm mm>",
            lambda world: {"pk": world.written.pk, "seat": world.expert_seat.pk}, posts="F224444F 44 44>"),
    Address("expert-end",              "F224444F 44 44>",
            lambda world: {"pk": world.written.pk, "seat": world.expert_seat.pk}),
    # suppliers
    Address("supplier-list",           "22222222 44 24>"),
    Address("supplier-new",            "F222FFFF FF 2F>"),
    Address("supplier-register",       "22222222 22 222"),
    Address("supplier-confirm",        "44444444 44 444", lambda world: {"token": "made-up"}),
    Address("supplier-request-list",   "F22FFFFF FF 2F>"),
    Address("supplier-request-approve", "F22FFFFF FF 2F>", pk("request")),
    Address("supplier-request-decline", "F22FFFFF FF 2F>", pk("request")),
    Address("supplier",                "22222222 24 24>", pk("cast.supplier_company")),
    Address("supplier-edit",           "F22FFFFF 24 24>", pk("cast.supplier_company")),
    Address("supplier-subscriptions",  "F22FFFFF 24 24>", pk("cast.supplier_company")),
    Address("supplier-invite",         "F22FFFFF 24 24>", pk("cast.supplier_company")),
    Address("supplier-user-end",       "F22FFFFF 24 24>",
            lambda world: {"pk": world.cast.supplier_company.pk, "row": world.supplier_user.pk}),
    # reports
    Address("report-list",             "2222F22F FF 2F>"),
    Address("report-new",              "2222F22F FF 2F>"),
    Address("report",                  "22224224 44 44>", pk("report")),
    Address("report-file",             "22224224 44 44>", pk("report")),
    Address("report-sheet",            "22224224 44 44>", lambda world: {"pk": world.report.pk, "format_": "csv"}),
    Address("figures-sheet",           "2222F22F FF FF>",
            lambda world: {"cooperation": world.cast.cooperation.pk, "format_": "csv"}),
    Address("figure-catalogue",        "2222F22F FF FF>", lambda world: {"cooperation": world.cast.cooperation.pk}),
    Address("api-figures",             "2222F22F FF FFF", lambda world: {"cooperation": world.cast.cooperation.pk}),
    Address("report-schedule",         "22FFFFFF FF FF>", lambda world: {"cooperation": world.cast.cooperation.pk}),
]
# fmt: on
