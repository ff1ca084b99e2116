"""The steering figures for other systems: the same rows as the dashboard, the PDF and the spreadsheet."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts import mail
from portal.accounts.actor import actor_of
from portal.figures import catalogue, sheets
from portal.figures.rules import may_read_figures
from portal.organisations.models import Cooperation


class MoneySerializer(serializers.Serializer):
    """A sum of what is known, ex VAT, and of how many rows the amount is known and unknown."""

    amount = serializers.DecimalField(max_digits=18, decimal_places=2)
    currency = serializers.CharField()
    known = serializers.IntegerField()
    unknown = serializers.IntegerField()


class FigureSerializer(serializers.Serializer):
    """One figure, or one line of a table, of the summary."""

    part = serializers.CharField()
    label = serializers.CharField()
    taken_on = serializers.DateField()
    value = serializers.DecimalField(max_digits=18, decimal_places=None, allow_null=True)  # as many as it has
    unit = serializers.CharField()
    amount = MoneySerializer(allow_null=True)
    estimated = MoneySerializer(allow_null=True)
    maximum = MoneySerializer(allow_null=True)
    reserved = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    used = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    left = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    day = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    definition = serializers.CharField()
    rows_url = serializers.SerializerMethodField(help_text="The page that lists the rows behind it.")

    def get_rows_url(self, row: dict[str, Any]) -> str:
        return mail.absolute(row["rows_url"]) if row["rows_url"] else ""


class FiguresSerializer(serializers.Serializer):
    """A cooperation's steering figures of a day."""

    cooperation = serializers.CharField()
    currency = serializers.CharField()
    taken_on = serializers.DateField()
    figures = FigureSerializer(many=True)


_QUARTER = OpenApiParameter(
    "quarter", date, description="The last day of a kept quarter, as 2026-09-30; today without one."
)


class Figures(APIView):
    """A cooperation's steering figures of today, or as they were kept at the end of a quarter, in the language of the
    request. For those who read its dashboard; others are answered as there."""

    @extend_schema(parameters=[_QUARTER], responses=FiguresSerializer, operation_id="figures")
    def get(self, request: Request, cooperation: int) -> Response:
        if not request.user.is_authenticated:
            raise NotAuthenticated
        found = get_object_or_404(Cooperation.objects.visible_to(request.user), pk=cooperation)
        if not may_read_figures(actor_of(request.user), found.pk):
            raise PermissionDenied
        quarter = request.query_params.get("quarter", "")
        figures = catalogue.shown(found, _taken(found, quarter))
        rows = sheets.rows(figures)
        if quarter:  # the lists are of today
            rows = (replace(row, rows_url="") for row in rows)
        said = {
            "cooperation": found.name,
            "currency": found.currency,
            "taken_on": figures.taken_on,
            "figures": [asdict(row) for row in rows],
        }
        return Response(FiguresSerializer(said).data)


def _taken(cooperation: Cooperation, quarter: str) -> dict[str, Any]:
    if not quarter:
        return catalogue.take(cooperation)
    try:
        kept = cooperation.quarters.filter(quarter=date.fromisoformat(quarter)).first()
    except ValueError:
        kept = None
    if kept is None:
        raise Http404
    data: dict[str, Any] = kept.data
    return data
