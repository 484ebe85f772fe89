"""Addresses of the consolidated reports and slips."""

from django.urls import path

from binhdang.web.consolidation import signing, slips, views, writing

app_name = "consolidation"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("lap/<int:request_id>/<str:code>/", views.start, name="start"),
    path("<int:pk>/", views.page, name="report"),
    path("<int:pk>/y-kien/", writing.voices_page, name="voices"),
    path("<int:pk>/sua/", writing.edit, name="edit"),
    path("<int:pk>/cap-nhat/", writing.agree, name="agree"),
    path("<int:pk>/gan-so/", writing.tie, name="tie"),
    path("<int:pk>/theo-nguon/", writing.requote, name="requote"),
    path("<int:pk>/xem-truoc/", signing.preview, name="preview"),
    path("<int:pk>/ky/", signing.sign, name="sign"),
    path("<int:pk>/mo-lai/", signing.reopen, name="reopen"),
    path("ban-ky/<int:snapshot_id>/", signing.snapshot, name="snapshot"),
    path("ban-ky/<int:snapshot_id>/word/", signing.word_file, name="word"),
    path("ban-ky/<int:snapshot_id>/pdf/", signing.pdf_file, name="pdf"),
    path("phieu/", slips.slip_list, name="slips"),
    path("phieu/<int:slip_id>/", slips.slip, name="slip"),
    path("phieu/bao-cao/<int:report_id>/", slips.pending, name="pending"),
]
