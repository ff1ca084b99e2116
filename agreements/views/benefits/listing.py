"""The list of benefits."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.benefits.filters import BenefitFilter
from agreements.lists import AGREEMENT, with_options
from agreements.models import Benefit
from agreements.rules import benefits as rules
from agreements.states.benefits import BENEFIT_TONES, BenefitKind, BenefitState, Method
from portal.accounts.actor import Actor, actor_of
from portal.web import formats
from portal.web.columns import Column, tag
from portal.web.lists import Facet, list_page


def _columns() -> list[Column]:
    return [
        Column(
            "organisation",
            _("Member"),
            lambda b: b.organisation.name,
            sort="organisation__name",
            link=Benefit.get_absolute_url,
        ),
        AGREEMENT,
        Column("year", _("Year"), lambda b: str(b.year), sort="year"),
        Column("method", _("Method"), lambda b: capfirst(b.get_method_display()), sort="method"),
        Column(
            "amount", _("Benefit"), lambda b: b.amount, "money", sort="amount", currency=lambda b: b.agreement.currency
        ),
        tag("state", _("State"), BENEFIT_TONES),
        Column("review_on", _("Last day to review it"), lambda b: b.review_on, "date", sort="review_on", only="file"),
        Column("reviewed_by", _("Reviewed by"), lambda b: b.reviewed_by and b.reviewed_by.name, only="file"),
        Column("source", _("Source"), lambda b: b.source, only="file"),
        Column("reason", _("Reason"), lambda b: b.reason or None, only="file"),
    ]


def concerned(request: HttpRequest) -> Actor:
    """The reader, where benefits are of any concern to it; 403 for all others."""
    actor = actor_of(request.user)
    if not rules.may_see_any(actor):
        raise PermissionDenied(
            _("Benefits are seen by purchasing contacts, the office, and the steering and working groups.")
        )
    return actor


@require_safe
@login_required
def benefit_list(request: HttpRequest) -> HttpResponseBase:
    """The benefits that the reader sees: the own organisation's, or all of the cooperation's."""
    concerned(request)

    def facets(request: HttpRequest, filterset: BenefitFilter, found: QuerySet) -> list[Facet]:
        years = {year: str(year) for year in sorted((row[0] for row in filterset.counted("year")), reverse=True)}
        return with_options(
            [
                filterset.facet(request, "year", years),
                filterset.facet(request, "state", dict(BenefitState.choices)),
                filterset.facet(request, "kind", dict(BenefitKind.choices)),
                filterset.facet(request, "method", dict(Method.choices)),
                filterset.named_facet(request, "organisation", "organisation__name"),
                filterset.named_facet(request, "agreement", "agreement__title"),
                filterset.named_facet(request, "cooperation", "agreement__cooperation__name"),
            ]
        )

    return list_page(
        request,
        queryset=Benefit.objects.visible_to(request.user).select_related("agreement", "organisation", "reviewed_by"),
        filterset_class=BenefitFilter,
        columns=_columns(),
        facets=facets,
        template="agreements/benefits/list.html",
        title=_("Benefits"),
        default_sort="-year",
        filename=_("benefits"),
        search_label=_("Search by member, agreement or source"),
        noun=lambda n: ngettext("%(n)s benefit", "%(n)s benefits", n) % {"n": formats.number(n)},
        empty=_("No benefit has been entered. Open an agreement, and say what the member gained by it."),
        context={"may_sum_up": bool(rules.read_by(actor_of(request.user))) or actor_of(request.user).is_administrator},
    )
