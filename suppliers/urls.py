"""The addresses of the supplier register."""

from django.urls import path

from suppliers import views

urlpatterns = [
    path("", views.supplier_list, name="supplier-list"),
    path("new/", views.supplier_new, name="supplier-new"),
    path("register/", views.supplier_register, name="supplier-register"),
    path("confirm/<str:token>/", views.supplier_confirm, name="supplier-confirm"),
    path("requests/", views.supplier_request_list, name="supplier-request-list"),
    path("requests/<int:pk>/approve/", views.supplier_request_approve, name="supplier-request-approve"),
    path("requests/<int:pk>/decline/", views.supplier_request_decline, name="supplier-request-decline"),
    path("<int:pk>/", views.supplier, name="supplier"),
    path("<int:pk>/edit/", views.supplier_edit, name="supplier-edit"),
    path("<int:pk>/branches/", views.supplier_subscriptions, name="supplier-subscriptions"),
    path("<int:pk>/invite/", views.supplier_invite, name="supplier-invite"),
    path("<int:pk>/people/<int:row>/end/", views.supplier_user_end, name="supplier-user-end"),
]
