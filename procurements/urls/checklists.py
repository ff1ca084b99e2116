"""The addresses of checklists and their templates."""

from django.urls import path

from procurements.views import checklist_templates as templates
from procurements.views import checklists as views

_ROW = "<int:pk>/checklist/<int:item>/"

urlpatterns = [
    path("<int:pk>/checklist/", views.checklist, name="checklist"),
    path("<int:pk>/checklist/take/", views.checklist_take, name="checklist-take"),
    path("<int:pk>/checklist/new/", views.checklist_new, name="checklist-new"),
    path(f"{_ROW}edit/", views.checklist_edit, name="checklist-edit"),
    path(f"{_ROW}tick/", views.checklist_tick, name="checklist-tick"),
    path(f"{_ROW}undo/", views.checklist_undo, name="checklist-undo"),
    path(f"{_ROW}place/", views.checklist_place, name="checklist-place"),
    path(f"{_ROW}done/", views.checklist_done, name="checklist-done"),
    path(f"{_ROW}pass-by/", views.checklist_pass_by, name="checklist-pass-by"),
    path("checklists/", templates.checklist_template_list, name="checklist-template-list"),
    path("checklists/<int:pk>/", templates.checklist_template, name="checklist-template"),
    path("checklists/<int:pk>/copy/", templates.checklist_template_copy, name="checklist-template-copy"),
    path("checklists/<int:pk>/edit/", templates.checklist_template_edit, name="checklist-template-edit"),
]
