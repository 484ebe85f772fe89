"""The component gallery: every component in every state, for developers and for the demo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from binhdang.ui import samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Shows the components with invented samples; changes nothing."""
    return render(request, "ui/gallery.html", samples.context(request))
