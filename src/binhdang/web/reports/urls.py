"""Addresses of the reports pages."""

from django.urls import path

from binhdang.web.reports import (
    asking_urls,
    behalf,
    files,
    lists,
    live,
    progress,
    quality,
    quality_integrity,
    quality_locks,
    quality_threads,
    review,
    views,
)

app_name = "reports"
urlpatterns = [
    path("", lists.reports, name="list"),
    *asking_urls.urlpatterns,
    path("duyet/", review.queue, name="review"),
    path("duyet/<int:report_id>/", review.decide, name="decide"),
    path("duyet/nhieu/", review.bulk, name="bulk"),
    path("chot/<int:request_id>/<str:code>/", review.level, name="level"),
    path("chot/rut/<int:acceptance_id>/", review.withdraw, name="level_withdraw"),
    path("duyet/xac-nhan/<int:statement_id>/", quality.statement, name="statement"),
    path("<int:report_id>/trao-doi/", quality_threads.talks, name="talks"),
    path("toan-ven/", quality_integrity.integrity, name="integrity"),
    path("khoa/", quality_locks.all_locks, name="locks"),
    path("khoa/moi/", quality_locks.new_lock, name="lock_new"),
    path("khoa/<int:lock_id>/", quality_locks.lock, name="lock"),
    path("khoa/<int:lock_id>/mo-rieng/<int:opening_id>/", quality_locks.close_opening, name="lock_close"),
    path("tien-do/", progress.board, name="progress"),
    path("tien-do/don-vi/", progress.units, name="progress_units"),
    path("tien-do/goi-dien.xlsx", progress.call_list, name="progress_calls"),
    path("tien-do/dau/<str:said>/", live.mark, name="live"),
    path("<int:report_id>/", views.form, name="form"),
    path("<int:report_id>/kiem-tra/", views.check, name="check"),
    path("<int:report_id>/nop/", views.submit, name="submit"),
    path("<int:report_id>/da-nop/", views.sent, name="sent"),
    path("<int:report_id>/nhap-thay/", behalf.begin, name="behalf"),
    path("<int:report_id>/xac-nhan/", behalf.confirm, name="confirm"),
    path("<int:report_id>/rut/", views.move, {"verb": "withdraw"}, name="withdraw"),
    path("<int:report_id>/dinh-chinh/", views.move, {"verb": "correct"}, name="correct"),
    path("<int:report_id>/yeu-cau-dinh-chinh/", views.move, {"verb": "reopen"}, name="reopen"),
    path("<int:report_id>/huy-dinh-chinh/", views.move, {"verb": "cancel"}, name="cancel"),
    path("<int:report_id>/lich-su/", views.history, name="history"),
    path("<int:report_id>/tep/<str:code>/", files.page, name="files"),
    path("<int:report_id>/tep/<int:file_id>/tai-ve/", files.read, name="file"),
    path("<int:report_id>/o/<str:code>/", views.cell, name="cell"),
]
