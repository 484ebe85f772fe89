"""Addresses of the pages of jobs."""

from django.urls import path

from binhdang.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<int:job_id>/", views.page, name="page"),
    path("<int:job_id>/phan/", views.part, name="part"),
    path("<int:job_id>/lam-lai/", views.say, {"verb": "retry"}, name="retry"),
    path("<int:job_id>/huy/", views.say, {"verb": "cancel"}, name="cancel"),
]
