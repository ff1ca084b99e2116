from django.urls import path

from portal.reports import views
from portal.reports.packs import views as packs

urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("new/", views.report_new, name="report-new"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/file/", views.report_file, name="report-file"),
    path("<int:pk>/figures/<str:format_>/", views.report_sheet, name="report-sheet"),
    path("figures/<int:cooperation>/<str:format_>/", views.figures_sheet, name="figures-sheet"),
    path("catalogue/<int:cooperation>/", views.figure_catalogue, name="figure-catalogue"),
    path("packs/<int:meeting>/make/", packs.pack_make, name="pack-make"),
    path("packs/<int:pk>/file/", packs.pack_file, name="pack-file"),
    path("schedule/<int:cooperation>/", views.report_schedule, name="report-schedule"),
]
