"""What becomes of a hand-in that was checked, whatever its kind: it is confirmed, given up or taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.kit import incoming
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import ImportBatch
from binhdang.orgs.models import Person
from binhdang.workbooks.choices import Kind
from binhdang.workbooks.flow import UPLOAD_FLOW
from binhdang.workbooks.models import Upload


@transaction.atomic
def moved(upload_id: int, verb: str, *, by: Person, kind: Kind) -> Upload:
    """The person's own upload under lock, moved by `verb`. Raises Upload.DoesNotExist, Refused."""
    rows = Upload.objects.select_for_update(of=("self",)).select_related("batch", "by", "data_set")
    upload = rows.get(pk=upload_id, by=by, kind=kind)
    try:
        upload.state = UPLOAD_FLOW.move(upload.state, verb)
    except NotNow as no:
        raise Refused(no.reason_vi, _("Xem lại trang của lần nộp này.")) from no
    upload.save(update_fields=["state"])
    return upload


def drop(upload_id: int, *, by: Person, kind: Kind) -> Upload:
    """Give an upload up before it is written; its files are deleted. Raises Upload.DoesNotExist, Refused."""
    upload = moved(upload_id, "drop", by=by, kind=kind)
    incoming.drop(upload.token)
    return upload


def undone(upload_id: int, *, by: Person, kind: Kind) -> ImportBatch:
    """Say that a written upload is taken back; what it wrote is to be undone in the same transaction.

    Raises Upload.DoesNotExist, Refused, BadInput when it wrote nothing.
    """
    batch = moved(upload_id, "undo", by=by, kind=kind).batch
    if batch is None:
        raise BadInput([("", _("Lần nộp này không ghi gì nên không có gì để hoàn tác."))])
    return batch
