"""A long list of units is written as a job, so that the page shows how far it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from binhdang.kit import incoming
from binhdang.kit.jobs import Progress, job
from binhdang.orgs.imports import import_units
from binhdang.orgs.models import Person


@job("orgs.import", _("Nhập danh sách đơn vị"))
def import_list(args: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Import the kept file `args["token"]` for the person `args["by"]`. A second run finds nothing left to change."""
    data = incoming.kept(args["token"])[0]
    plan = import_units(data, file_name=args["name"], by=Person.objects.get(pk=args["by"]), progress=progress.at)
    incoming.drop(args["token"])
    return {"made": len(plan.create), "changed": len(plan.change), "moved": len(plan.shift)}
