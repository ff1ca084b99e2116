"""What the register of experts is narrowed by."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Expert, ExpertKind
from portal.governance.states.experts import ExpertState
from portal.reference.models import CpvCode
from portal.reference.querysets import label_field
from portal.web.lists import Facet, facet

MEMBER, OUTSIDE, FIRM = "member", "outside", "firm"
FROM = {
    MEMBER: Q(is_person=True, organisation__isnull=False),
    OUTSIDE: Q(is_person=True, organisation=None),
    FIRM: Q(is_person=False),
}


class ExpertFilter(Narrowing):
    """Experts by words, kind of knowledge, category, where they come from, and state."""

    params = ("kind", "category", "source", "state", "cooperation")

    class Meta:
        model = Expert
        fields: list[str] = []

    def search(self, text: str) -> Q:
        named = CpvCode.objects.filter(
            Q(label_sv__icontains=text) | Q(label_nb__icontains=text) | Q(label_en__icontains=text)
        )
        coded = Expert.cpvs.through.objects.filter(cpvcode__in=named.values("pk")).values("expert")
        return (
            Q(name__icontains=text)
            | Q(firm__icontains=text)
            | Q(title__icontains=text)
            | Q(knowledge__icontains=text)
            | Q(organisation__name__icontains=text)
            | Q(pk__in=coded)
        )

    def by_kind(self, values: Sequence[str]) -> Q:
        return Q(kind__in=values)

    def by_category(self, values: Sequence[str]) -> Q:
        coded = Expert.cpvs.through.objects.annotate(division=Substr("cpvcode", 1, 2)).filter(division__in=values)
        return Q(pk__in=coded.values("expert"))

    def by_source(self, values: Sequence[str]) -> Q:
        wanted = Q(pk__in=[])
        for value in values:
            wanted |= FROM.get(value, Q(pk__in=[]))
        return wanted

    def by_state(self, values: Sequence[str]) -> Q:
        return Q(state__in=values)

    def by_cooperation(self, values: Sequence[str]) -> Q:
        return Q(cooperation__in=ids(values))

    def facets(self, request: HttpRequest) -> list[Facet]:
        """The facets that help to choose, each with its counts."""
        by_source, by_category = self.narrowed(but="source"), self.narrowed(but="category")
        sources = ((MEMBER, _("members' own people")), (OUTSIDE, _("people from outside")), (FIRM, _("firms")))
        coded = Expert.cpvs.through.objects.filter(expert__in=by_category.order_by().values("pk"))
        divisions = dict(
            coded.annotate(division=Substr("cpvcode", 1, 2))
            .values_list("division")
            .annotate(n=Count("expert", distinct=True))
        )
        label = label_field(get_language())
        codes = [f"{division}000000" for division in divisions]
        labels = CpvCode.objects.filter(code__in=codes).order_by(label).values_list("code", label)
        states = {state: text for state, text in ExpertState.choices if state in ("awaiting", "shared")}
        return helpful(
            [
                self.words(request, "kind", _("Kind of knowledge"), "kind", dict(ExpertKind.choices)),
                facet(
                    request,
                    "category",
                    _("Category"),
                    [(code[:2], text, divisions[code[:2]]) for code, text in labels],
                ),
                facet(
                    request,
                    "source",
                    _("Who"),
                    [(value, text, by_source.filter(FROM[value]).count()) for value, text in sources],
                ),
                self.words(request, "state", _("State"), "state", states),
                self.named(request, "cooperation", _("Cooperation"), "cooperation", "cooperation__name"),
            ]
        )
