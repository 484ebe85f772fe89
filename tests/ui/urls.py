"""The product's addresses with the gallery, which otherwise exists only in debug and demo mode."""

from django.urls import include, path

urlpatterns = [path("ui/", include("binhdang.ui.urls")), path("", include("binhdang.config.urls"))]
