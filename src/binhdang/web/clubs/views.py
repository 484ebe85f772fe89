"""Materials that clubs share with one another."""

from io import BytesIO

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhdang.kit import files
from binhdang.registers.clubs import queries
from binhdang.registers.core.register import ALL

PER_PAGE = 50


@require_GET
def materials(request: HttpRequest) -> HttpResponse:
    """Every material of the clubs of one's province, latest first."""
    text = request.GET.get("q", "")[:100]
    page = Paginator(queries.found(queries.materials(request.user), text), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/clubs/materials.html", {"page": page, "text": text, "register": ALL[queries.CODE]})


@require_GET
def read_material(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One material, always as a download."""
    kept = queries.shared(request.user, pk).file
    data = BytesIO(files.read_sealed(kept.sha256))
    return FileResponse(data, as_attachment=True, filename=kept.name, content_type=files.TYPES[kept.kind])
