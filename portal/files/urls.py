from django.urls import path

from portal.files import views

urlpatterns = [
    path("<int:pk>/", views.download, name="file"),
]
