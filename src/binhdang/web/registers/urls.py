"""Addresses of the registers."""

from django.urls import path

from binhdang.web.registers import exchange, line_exchange, lists, records

app_name = "registers"
urlpatterns = [
    path("", lists.home, name="home"),
    path("<slug:code>/", lists.records, name="list"),
    path("<slug:code>/giu/", lists.keep, name="keep"),
    path("<slug:code>/giu/<int:view_id>/bo/", lists.drop, name="drop"),
    path("<slug:code>/them/", records.add, name="add"),
    path("<slug:code>/xuat.xlsx", exchange.export, name="export"),
    path("<slug:code>/nhap/", exchange.bring, name="import"),
    path("<slug:code>/nhap/<int:batch_id>/hoan-tac/", exchange.undo, name="undo"),
    path("<slug:code>/nhap/<slug:lines>/", line_exchange.bring, name="import_lines"),
    path("<slug:code>/nhap/<slug:lines>/<int:batch_id>/hoan-tac/", line_exchange.undo, name="undo_lines"),
    path("<slug:code>/<int:pk>/", records.record, name="record"),
    path("<slug:code>/<int:pk>/sua/", records.change, name="change"),
    path("<slug:code>/<int:pk>/bo/", records.remove, name="remove"),
    path("<slug:code>/<int:pk>/khoi-phuc/", records.restore, name="restore"),
    path("<slug:code>/<int:pk>/tep/", records.attach, name="attach"),
    path("<slug:code>/<int:pk>/tep/<int:file_id>/", records.read_file, name="file"),
    path("<slug:code>/<int:pk>/tep/<int:file_id>/bo/", records.detach, name="detach"),
    path("<slug:code>/<int:pk>/<slug:lines>/them/", records.line, name="line"),
    path("<slug:code>/<int:pk>/<slug:lines>/<int:line_id>/", records.line, name="line_change"),
    path("<slug:code>/<int:pk>/<slug:lines>/<int:line_id>/bo/", records.remove_line, name="line_remove"),
]
