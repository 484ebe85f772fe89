"""Addresses of the pages of forms."""

from django.urls import path

from binhdang.web.datasets import building, forms, incoming

app_name = "datasets_forms"
urlpatterns = [
    path("", forms.form_list, name="list"),
    path("moi/", building.new, name="new"),
    path("nhap/<int:draft_id>/", building.build, name="build"),
    path("nhap/<int:draft_id>/xem-truoc/", building.preview_draft, name="preview_draft"),
    path("nhap/<int:draft_id>/phat-hanh/", building.publish, name="publish"),
    path("nhap/<int:draft_id>/bo/", building.drop, name="drop"),
    path("bieu/<str:code>/", forms.form_page, name="form"),
    path("bieu/<str:code>/xem-truoc/", forms.preview, name="preview"),
    path("bieu/<str:code>/khac-nhau/", forms.differences, name="differences"),
    path("bieu/<str:code>/tai-ve/", forms.download, name="download"),
    path("bieu/<str:code>/sua/", building.next_version, name="next_version"),
    path("bieu/<str:code>/giao/", building.hand_over, name="hand_over"),
    path("bieu/<str:code>/so-lieu/", incoming.sums, name="sums"),
    path("bieu/<str:code>/tra-loi/<str:row>/", incoming.answers, name="answers"),
]
