"""The addresses of the ceiling ledger."""

from django.urls import path

from agreements.views import ceilings, turnover

urlpatterns = [
    path("<int:pk>/ceiling/", ceilings.agreement_ceiling, name="agreement-ceiling"),
    path("<int:pk>/ceiling/turnover/", turnover.turnover_new, name="turnover-new"),
    path("<int:pk>/ceiling/import/", turnover.turnover_import, name="turnover-import"),
    path("<int:pk>/ceiling/template/", turnover.turnover_template, name="turnover-template"),
    path("ceiling/entries/<int:pk>/correct/", ceilings.ceiling_correct, name="ceiling-correct"),
    path("ceiling/files/<int:pk>/", turnover.turnover_file, name="turnover-file"),
    path("ceiling/files/<int:pk>/discard/", turnover.turnover_discard, name="turnover-discard"),
    path("ceiling/turnover/<int:pk>/correct/", turnover.turnover_correct, name="turnover-correct"),
]
