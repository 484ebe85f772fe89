"""The worker, the manifest, the shell; who is signed in; a form for the device; what the device sends."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit.errors import BadInput
from binhdang.reports import queries
from binhdang.web.offline import parcels, receiving

SCRIPTS = ("rules", "store", "queue", "form", "shell", "page")
STYLES = ("tokens", "base", "components", "screen-form")
FONTS = ("be-vietnam-pro-400", "be-vietnam-pro-500", "be-vietnam-pro-600", "bd-so-400", "bd-so-500", "bd-so-600")


def _assets() -> list[str]:
    return [
        *(static(f"ui/css/{name}.css") for name in STYLES),
        *(static(f"web/offline/{name}.js") for name in SCRIPTS),
        *(static(f"ui/fonts/{name}.woff2") for name in FONTS),
        static("ui/js/app.js"),
        static("ui/brand.svg"),
    ]


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it keeps the shell and what the shell needs, never a page of anybody."""
    assets = _assets()
    text = render_to_string(
        "web/offline/sw.js",
        {
            "assets": json.dumps(assets),
            "scripts": json.dumps([static(f"web/offline/{name}.js") for name in ("store", "queue")]),
            "version": hashlib.sha256(" ".join(assets).encode()).hexdigest()[:12],
        },
    )
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed Bình Đẳng is called and looks like."""
    icons = [
        {"src": static("ui/brand.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": static(f"web/offline/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            | {"purpose": "any maskable"}
            for size in (192, 512)
        ),
    ]
    said = {
        "name": _("Bình Đẳng: báo cáo công đoàn"),
        "short_name": "Bình Đẳng",
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#2c3f7f",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page that stands in without a line; it is the same for everybody and holds nothing of anybody."""
    return render(request, "web/offline/shell.html", {"user": None})


@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Who is signed in, a fresh token for sending, and which forms wait in which version."""
    said = {"account": request.user.pk, "token": get_token(request), "reports": parcels.waiting(request.user)}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


@require_GET
def parcel(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report made ready for the device."""
    report = queries.report_for(request.user, report_id)
    return JsonResponse(parcels.parcel_of(request.user, report), headers={"Cache-Control": "no-store"})


@require_POST
def receive(request: HttpRequest, report_id: int) -> HttpResponse:
    """What was typed on a device. The answer is always data that says which state the report has there now."""
    report = queries.report_for(request.user, report_id)
    status, said = receiving.take(request.user, report, receiving.read_sent(_json(request)))
    return JsonResponse(said, status=status)


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body if request.content_type == "application/json" else b"")
    except (ValueError, RecursionError) as error:
        raise BadInput([("", _("Nội dung gửi từ máy không đọc được."))]) from error
