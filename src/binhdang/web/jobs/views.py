"""One job: how far it is, its result, trying again, cancelling. Other pages take the part for their own job."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit import jobs
from binhdang.kit.job_flow import JobState

TONES = {
    JobState.WAITING: "none",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "err",
    JobState.CANCELLED: "none",
}
OPEN = (JobState.WAITING, JobState.RUNNING)


def shown(by: Any, job_id: int) -> dict[str, Any]:
    """What the template part `web/jobs/_job.html` needs, for any page. Raises Job.DoesNotExist (404)."""
    job = jobs.job_for(by, job_id)
    return {
        "job": job,
        "job_title": jobs.title_of(job),
        "job_tone": TONES[JobState(job.state)],
        "job_open": job.state in OPEN,
        "job_verbs": jobs.possible(job),
    }


@require_GET
def page(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page of a job."""
    return render(request, "web/jobs/job.html", shown(request.user, job_id))


@require_GET
def part(request: HttpRequest, job_id: int) -> HttpResponse:
    """The part that moves by itself; says with a header when it will not move any more."""
    context = shown(request.user, job_id)
    answer = render(request, "web/jobs/_state.html", context)
    if not context["job_open"]:
        answer["X-Live"] = "over"
    return answer


@require_POST
def say(request: HttpRequest, job_id: int, verb: str) -> HttpResponse:
    """Try again or cancel, then to the page of the job."""
    {"retry": jobs.retry, "cancel": jobs.cancel}[verb](job_id, by=request.user)
    return redirect("jobs:page", job_id)
