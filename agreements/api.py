"""May I buy here, for other systems: the same question and the same answer as the page, as JSON."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.asking import Findings, Judged, JudgedLot, ask
from agreements.buying import told
from agreements.forms.buying import BuyingForm


class ReasonSerializer(serializers.Serializer):
    text = serializers.CharField()
    source = serializers.CharField(help_text="Where the rule is written; empty for the agreement's own terms.")


class StepSerializer(serializers.Serializer):
    step = serializers.CharField(help_text="buyer, time, scope, ceiling, contract_end or route")
    question = serializers.CharField()
    allowed = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)


class SupplierSerializer(serializers.Serializer):
    name = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    share = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, help_text="Per cent.")


class LotSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    allowed = serializers.BooleanField()
    route = serializers.CharField(help_text="single, ranking, mini_competition, conditions, shares, or empty")
    suppliers = SupplierSerializer(many=True)
    left = serializers.DecimalField(
        max_digits=15, decimal_places=2, allow_null=True, help_text="Ex VAT in the currency; null when not known."
    )
    chain = StepSerializer(many=True)


class AgreementSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    owner = serializers.CharField()
    cooperation = serializers.CharField()
    currency = serializers.CharField()
    binding = serializers.BooleanField(help_text="The organisation must use it for what it covers.")
    allowed = serializers.BooleanField()
    how_to_call_off = serializers.CharField()
    lots = LotSerializer(many=True, help_text="The one that answers best first.")


class AnswerSerializer(serializers.Serializer):
    """``outcome``: yes, not_these (agreements were found, none may be used) or nothing."""

    outcome = serializers.ChoiceField(["yes", "not_these", "nothing"])
    organisation = serializers.IntegerField()
    on = serializers.DateField()
    usable = AgreementSerializer(many=True)
    refused = AgreementSerializer(many=True)
    more_usable = serializers.IntegerField(help_text="Found, and not judged.")
    more_near = serializers.IntegerField(help_text="Near misses, and not judged.")


_PARAMETERS = [
    OpenApiParameter("q", str, required=True, description="Words, or a CPV code of eight digits."),
    OpenApiParameter("organisation", str, description="The key or the name of the organisation that buys."),
    OpenApiParameter("amount", str, description="Ex VAT, in the agreement's currency."),
    OpenApiParameter("on", str, description="The day, as 2026-11-20; today without one."),
    OpenApiParameter("ends_on", str, description="The day on which the contract would end."),
    OpenApiParameter("unit", int, description="One of your own organisation's units."),
]


class MayIBuy(APIView):
    """May an organisation buy something under an agreement, and which? Everybody may ask; the answer holds what
    everybody may see. Errors (400) name the parameter."""

    @extend_schema(parameters=_PARAMETERS, responses=AnswerSerializer, operation_id="may_i_buy")
    def get(self, request: Request) -> Response:
        form = BuyingForm(request.query_params, user=request.user)
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        return Response(AnswerSerializer(answered(ask(form.question(), request.user))).data)


def answered(found: Findings) -> dict[str, Any]:
    """An answer in plain values."""
    return {
        "outcome": found.outcome,
        "organisation": found.question.organisation.pk,
        "on": found.question.on,
        "usable": [_agreement(row) for row in found.usable],
        "refused": [_agreement(row) for row in found.refused],
        "more_usable": found.more_usable,
        "more_near": found.more_near,
    }


def _agreement(row: Judged) -> dict[str, Any]:
    agreement = row.agreement
    return {
        "id": agreement.pk,
        "number": agreement.number,
        "title": agreement.title,
        "url": agreement.get_absolute_url(),
        "owner": str(agreement.owner or ""),
        "cooperation": agreement.cooperation.name,
        "currency": agreement.currency,
        "binding": row.binding,
        "allowed": bool(row.answer),
        "how_to_call_off": agreement.call_off_text,
        "lots": [_lot(lot) for lot in row.lots],
    }


def _lot(row: JudgedLot) -> dict[str, Any]:
    return {
        "id": row.lot.pk,
        "number": row.lot.number,
        "title": row.lot.title,
        "allowed": bool(row.answer),
        "route": row.lot.call_off_method,
        "suppliers": [
            {"name": str(place.supplier), "rank": place.rank, "share": place.share} for place in row.lot.suppliers.all()
        ],
        "left": row.tightest.left if row.tightest else None,
        "chain": told(row.steps),
    }
