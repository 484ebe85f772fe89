"""Addresses of the Excel pages."""

from django.urls import path

from binhdang.web.workbooks import downloads, mapping, uploads, values

app_name = "workbooks"
urlpatterns = [
    path("", uploads.start, name="start"),
    path("<int:upload_id>/", uploads.page, name="upload"),
    path("<int:upload_id>/ghi/", uploads.confirm, name="confirm"),
    path("<int:upload_id>/bo/", uploads.drop, name="drop"),
    path("<int:upload_id>/hoan-tac/", uploads.undo, name="undo"),
    path("<int:upload_id>/ghep/<int:item_id>/", mapping.page, name="mapping"),
    path("<int:upload_id>/ghi-chu/", downloads.annotated_all, name="annotated_all"),
    path("<int:upload_id>/ghi-chu/<int:item_id>/", downloads.annotated_one, name="annotated"),
    path("bieu/<int:report_id>/", downloads.one, name="one"),
    path("bieu-trong/<int:request_id>/", downloads.blank, name="blank"),
    path("nhieu-don-vi/<int:request_id>/<str:code>/", downloads.below, name="below"),
    path("tep/<int:job_id>/", downloads.made, name="made"),
    path("so-lieu/", values.start, name="values"),
    path("so-lieu/<int:upload_id>/", values.page, name="values_upload"),
    path("so-lieu/<int:upload_id>/ghi/", values.confirm, name="values_confirm"),
    path("so-lieu/<int:upload_id>/bo/", values.drop, name="values_drop"),
    path("so-lieu/<int:upload_id>/hoan-tac/", values.undo, name="values_undo"),
]
