"""The check that children and parents agree: every stored total against the sum of what stands right below it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc.totals import Document, combine
from binhdang.reports.integrity import Found, asked_words, below, check
from binhdang.rollup import queries
from binhdang.rollup.frames import frames
from binhdang.rollup.models import Total

CHUNK = 200


@check(
    "totals",
    gettext_lazy("Số cộng dồn không khớp với cấp dưới"),
    gettext_lazy("Cộng lại kỳ ấy từ đầu; báo quản trị hệ thống nếu còn lệch."),
)
def unequal_totals(path: str) -> Iterator[Found]:
    """Units whose stored total is not the sum of their children's totals and their own report."""
    kinds = Total.objects.filter(below(path)).order_by().values_list("data_set_id", "data_set__name", "period_key")
    for data_set, name, period in kinds.distinct():
        frame = frames(data_set, [period])[period]
        for basis in ("approved", "provisional"):
            rows = Total.objects.filter(below(path), data_set=data_set, period_key=period, basis=basis)
            places = dict(rows.order_by("path").values_list("path", "unit_id"))
            for some in _chunks(list(places)):
                stored = queries.documents(None, [places[p] for p in some], data_set, period, basis)
                parts = queries.children(None, some, data_set, period, basis)
                for place in some:
                    summed = combine([figure.document for figure in parts[place]], frame.form.width)
                    if _differs(stored.get(places[place]), summed):
                        what = _("%(form)s, %(period)s: số cộng dồn khác tổng của các đơn vị ngay bên dưới.")
                        yield Found(place, places[place], what % asked_words(name, period))


def _chunks(paths: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(paths), CHUNK):
        yield paths[start : start + CHUNK]


def _differs(stored: Document | None, summed: Document) -> bool:
    """Whether sums, counts or coverage are not the same."""
    if stored is None:
        return True
    return (stored.sums, stored.counts, stored.reported, stored.expected) != (
        summed.sums,
        summed.counts,
        summed.reported,
        summed.expected,
    )
