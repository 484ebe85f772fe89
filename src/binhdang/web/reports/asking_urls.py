"""Addresses of asking for reports: requests, schedules, what units ask for, the calendar."""

from django.urls import path

from binhdang.web.reports import asking, asks, calendar, presumed, request_pages, schedule_pages

urlpatterns = [
    path("mo/", asking.open_request, name="open"),
    path("ky/", request_pages.requests, name="requests"),
    path("ky/<int:request_id>/", request_pages.request_page, name="request"),
    path("ky/<int:request_id>/don-vi/", request_pages.units, name="request_units"),
    path("ky/<int:request_id>/don-vi/xac-nhan/", presumed.confirm, name="request_confirm"),
    path("ky/<int:request_id>/sua/", request_pages.change, name="request_change"),
    path("ky/<int:request_id>/dong/", request_pages.close, {"verb": "close"}, name="request_close"),
    path("ky/<int:request_id>/mo-lai/", request_pages.close, {"verb": "reopen"}, name="request_reopen"),
    path("ky/<int:request_id>/ra-lai/", request_pages.complete, name="request_complete"),
    path("ky/<int:request_id>/bo-sung/", request_pages.widen, name="request_widen"),
    path("lich/", schedule_pages.index, name="schedules"),
    path("lich/moi/", schedule_pages.make, name="schedule_new"),
    path("lich/<int:schedule_id>/", schedule_pages.one, name="schedule"),
    path("lich/<int:schedule_id>/sua/", schedule_pages.change, name="schedule_change"),
    path("lich/<int:schedule_id>/tam-dung/", schedule_pages.step, {"verb": "pause"}, name="schedule_pause"),
    path("lich/<int:schedule_id>/chay-lai/", schedule_pages.step, {"verb": "resume"}, name="schedule_resume"),
    path("lich/<int:schedule_id>/ket-thuc/", schedule_pages.step, {"verb": "end"}, name="schedule_end"),
    path("<int:report_id>/de-nghi/", asks.about, name="ask"),
    path("de-nghi/", asks.waiting, name="asks"),
    path("de-nghi/<int:ask_id>/", asks.decide, name="ask_decide"),
    path("de-nghi/<int:ask_id>/rut/", asks.end, {"verb": "withdraw"}, name="ask_withdraw"),
    path("de-nghi/<int:ask_id>/huy/", asks.end, {"verb": "undo"}, name="ask_undo"),
    path("ngay-lam-viec/", calendar.calendar, name="calendar"),
    path("ngay-lam-viec/<int:day_id>/bo/", calendar.remove, name="calendar_remove"),
]
