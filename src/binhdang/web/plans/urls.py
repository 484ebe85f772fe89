"""Addresses of the plans pages."""

from django.urls import path

from binhdang.web.plans import decide, found, review, views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("tai-len/", views.upload, name="upload"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/doc/", review.review, name="review"),
    path("<int:pk>/phan-dau/", review.header, name="header"),
    path("<int:pk>/xac-nhan-cung-loai/", review.sure, name="sure"),
    path("<int:pk>/them/", review.add, name="add"),
    path("<int:pk>/thuc-hien/", views.confirm, name="confirm"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<int:pk>/diem/<int:number>/", decide.finding, name="finding"),
    path("<int:pk>/diem/<int:number>/quyet-dinh/", decide.decide, name="decide"),
    path("<int:pk>/diem/<int:number>/chi-so/", decide.indicator, name="indicator"),
    path("<int:pk>/diem/<int:number>/tach/", decide.split, name="split"),
    path("<int:pk>/diem/<int:number>/gop/", decide.merge, name="merge"),
]
found.register()
