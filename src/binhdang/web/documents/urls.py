"""Addresses of the documents pages."""

from django.urls import path

from binhdang.web.documents import editing, found, issuing, numbering, views
from binhdang.web.frame import register_count

app_name = "documents"
urlpatterns = [
    path("", views.paper_list, name="list"),
    path("lap/", editing.new, name="new"),
    path("lap-moi/", numbering.blank, name="blank"),
    path("day-so/", numbering.series, name="series"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/word/", views.word_file, name="word"),
    path("<int:pk>/pdf/", views.pdf_file, name="pdf"),
    path("<int:pk>/sua/", editing.edit, name="edit"),
    path("<int:pk>/cap-nhat/", editing.refresh, name="refresh"),
    path("<int:pk>/ban-hanh/", issuing.issue, name="issue"),
    path("<int:pk>/thu-hoi/", issuing.withdraw, name="withdraw"),
]

register_count("documents", views.waiting)
found.register()
