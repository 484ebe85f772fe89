"""Pages that cannot be undone: issue with the check of figures, withdraw with a reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhdang.documents import actions, queries, rules
from binhdang.documents.figures import FiguresMoved, moved
from binhdang.documents.series import series_of
from binhdang.evaluation import papers
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict
from binhdang.web.documents import shown
from binhdang.web.documents.forms import IssueForm

LISTED = 50
"""How many moved figures a page lists."""


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more before a number is taken: figures checked again, number and day, what to look at twice."""
    found = queries.paper_for(request.user, pk)
    rules.check(request.user, found, "issue")
    today = clock.today()
    lines = series_of(found.unit_id, today.year)
    choices = [(one.code, f"{one.code} – {one.name} ({_('số kế tiếp')} {one.next:02d})") for one in lines]
    form = IssueForm(choices, request.POST or None, initial={"series": found.series, "day": today})
    problems: list[tuple[str, str]] = []
    changes = None
    if request.method == "POST" and form.is_valid() and request.POST.get("confirm"):
        try:
            done = _issue(request, pk, form)
            messages.success(request, _("Đã ban hành văn bản số %(number)s.") % {"number": queries.label(done)})
            return redirect("documents:paper", pk)
        except FiguresMoved as error:
            changes = error.moved
        except BadInput as error:
            problems = [("#id_number", f"{place}: {said}") for place, said in error.problems]
        except Conflict:
            problems = [("", _("Dự thảo vừa được người khác sửa; hãy xem lại rồi ban hành."))]
    page = _page(request, found, form, changes) | {"problems": problems}
    status = 409 if changes else 400 if problems or (form.is_bound and not form.is_valid()) else 200
    return render(request, "web/documents/issue.html", page, status=status)


def _issue(request: HttpRequest, pk: int, form: IssueForm) -> Any:
    version = request.POST.get("version", "")
    return actions.issue_paper(
        pk, by=request.user, recount=papers.recount(request.user), number=form.cleaned_data["number"],
        day=form.cleaned_data["day"], series=form.cleaned_data["series"] or None,
        version=int(version) if version.isdecimal() and len(version) < 10 else -1,
    )  # fmt: skip


def _page(request: HttpRequest, found: Any, form: IssueForm, changes: Any) -> dict[str, Any]:
    if changes is None:
        changes = moved(found.figures, papers.recount(request.user)(found))
    valid = form.is_bound and form.is_valid()
    number = form.cleaned_data["number"] if valid else None
    day = form.cleaned_data["day"] if valid else clock.today()
    return shown.page_of(request, found) | {
        "form": form,
        "changes": changes[:LISTED],
        "more": max(len(changes) - LISTED, 0),
        "count": len(changes),
        "checked": len(found.figures),
        "advice": queries.number_advice(found, number, day),
        "by_hand": queries.by_hand(found),
        "content": queries.content(found),
    }


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an issued paper with a reason."""
    found = queries.paper_for(request.user, pk)
    rules.check(request.user, found, "withdraw")
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            actions.withdraw_paper(pk, by=request.user, why=request.POST.get("why", "")[:2000])
            messages.success(request, _("Đã thu hồi văn bản. Số của văn bản vẫn được tính là đã dùng."))
            return redirect("documents:paper", pk)
        except BadInput as error:
            problems = [("#why", f"{place}: {said}") for place, said in error.problems]
    page = shown.page_of(request, found) | {"problems": problems}
    return render(request, "web/documents/withdraw.html", page, status=400 if problems else 200)
