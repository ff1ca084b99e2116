"""Addresses of the register of experts."""

from django.urls import path

from portal.governance.views import experts as views

urlpatterns = [
    path("experts/", views.expert_list, name="expert-list"),
    path("experts/<int:pk>/", views.expert, name="expert"),
    path("experts/<int:pk>/edit/", views.expert_edit, name="expert-edit"),
    path("experts/<int:pk>/consent/", views.expert_consent, name="expert-consent"),
    path("experts/<int:pk>/withdraw/", views.expert_withdraw, name="expert-withdraw"),
    path("experts/<int:pk>/remove/", views.expert_remove, name="expert-remove"),
    path("experts/<int:pk>/recommend/", views.expert_recommend, name="expert-recommend"),
    path("cooperations/<int:pk>/experts/new/", views.expert_new, name="expert-new"),
]
