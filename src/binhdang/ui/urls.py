"""Address of the component gallery."""

from django.urls import path

from binhdang.ui import views

app_name = "ui"
urlpatterns = [path("gallery/", views.gallery, name="gallery")]
