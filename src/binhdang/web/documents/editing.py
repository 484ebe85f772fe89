"""Pages that make and edit a draft: start, edit, bring figures up to date."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhdang.documents import actions, queries, rules
from binhdang.evaluation import papers
from binhdang.kit.errors import BadInput, Conflict
from binhdang.plans import queries as plans
from binhdang.web.context import WorkContext, context_of
from binhdang.web.documents import shown
from binhdang.web.documents.forms import PaperForm
from binhdang.web.frame import period_label


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start the yearly report of the unit and period of the page; a draft under way is opened instead."""
    work = context_of(request)
    plan = _plan(request, work)
    if request.method == "GET" or plan is None:
        page = {
            "plan": plan,
            "period": period_label(work.period),
            "work": work,
            "may": rules.may_write(request.user, work.placement.path),
        }
        return render(request, "web/documents/new.html", page, status=200 if plan else 404)
    found = papers.draft_report(work.unit, plan, work.period, work.basis, by=request.user)
    if found.version or len(queries.history_of(found)) > 1:
        messages.info(request, _("Báo cáo này đã có dự thảo; đây là dự thảo đó."))
    else:
        messages.success(request, _("Đã lập dự thảo từ số liệu hiện tại. Hãy đọc lại và sửa lời văn."))
    return redirect("documents:paper", found.pk)


def _plan(request: HttpRequest, work: WorkContext) -> Any:
    wanted = request.POST.get("plan") or request.GET.get("plan", "")
    if not wanted:
        return plans.plan_in_force(request.user, work.unit, work.period)
    if not wanted.isdecimal():
        raise Http404(_("Không có kế hoạch này trong phạm vi bạn được xem."))
    return plans.plan_for(request.user, int(wanted[:12]))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of a draft. An older version is shown beside what was typed; nothing typed is lost."""
    found = queries.paper_for(request.user, pk)
    rules.check(request.user, found, "edit")
    form = PaperForm(queries.content(found), request.POST if request.method == "POST" else None)
    page: dict[str, Any] = {"form": form, "version": found.version, "problems": [], "theirs": []}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.edit_paper(pk, form.typed(), by=request.user, version=_version(request))
                messages.success(request, _("Đã lưu dự thảo."))
                return redirect("documents:paper", pk)
            except BadInput as error:
                page["problems"] = [("", f"{place}: {said}") for place, said in error.problems]
            except Conflict as conflict:
                status = 409
                page |= {"theirs": form.differing(queries.content(found)), "conflict": conflict}
    return render(request, "web/documents/edit.html", shown.page_of(request, found) | page, status=status)


@login_required
@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Put today's figures into a draft."""
    found = queries.paper_for(request.user, pk)
    papers.refresh_report(found, by=request.user)
    messages.success(request, _("Đã cập nhật số liệu. Các câu do người soạn viết được giữ nguyên; hãy đọc lại."))
    return redirect("documents:paper", pk)


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else -1
