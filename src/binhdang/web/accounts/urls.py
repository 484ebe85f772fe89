"""Addresses of the accounts pages."""

from django.urls import path

from binhdang.web.accounts import people_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("hai-lop/thiet-lap/", views.second_factor, name="second_factor"),
    path("phien/<int:session_id>/ket-thuc/", views.end_session, name="end_session"),
    path("loi-moi/<str:token>/", views.invitation, name="invitation"),
    path("trinh-dien/", views.demo_sign_in, name="demo"),
    path("dien-thoai/", people_views.own_phone, name="own_phone"),
    path("nguoi-dung/<int:person_id>/dien-thoai/", people_views.phone, name="phone"),
    path("nguoi-dung/", people_views.people, name="people"),
    path("nguoi-dung/moi/", people_views.invite, name="invite"),
    path("nguoi-dung/loi-moi/<int:invitation_id>/rut/", people_views.revoke, name="revoke"),
    path("nguoi-dung/<int:person_id>/", people_views.person, name="person"),
    path("nguoi-dung/<int:person_id>/vai-tro/", people_views.give_role, name="give_role"),
    path("nguoi-dung/<int:person_id>/vai-tro/<int:holding_id>/ket-thuc/", people_views.end_role, name="end_role"),
    path("nguoi-dung/<int:person_id>/chuc-vu/", people_views.give_post, name="give_post"),
]
