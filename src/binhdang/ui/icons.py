"""The icons: own drawings on a 24 grid, stroked with the current colour, as one table of path data."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

_CIRCLE = "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17z"

ICONS: dict[str, str] = {
    # verdicts
    "exceeded": "M5.5 12.5 12 6l6.5 6.5M5.5 18.5 12 12l6.5 6.5",
    "met": "m4.5 12.5 5 5L19.5 7",
    "on_track": "M4 12h15.5M13.5 6l6 6-6 6",
    "slow": _CIRCLE + "M12 7.5V12l3.25 2.25",
    "not_met": "M4 6.25h16M12 10v9.5M7.75 15.5 12 19.5l4.25-4",
    "no_data": "M12 3.5a8.5 8.5 0 0 1 4.25 1.14M19.36 7.75a8.5 8.5 0 0 1 0 8.5M16.25 19.36a8.5 8.5 0 0 1-8.5 0"
    "M4.64 16.25a8.5 8.5 0 0 1 0-8.5M7.75 4.64A8.5 8.5 0 0 1 12 3.5",
    "not_applicable": _CIRCLE + "M6 18 18 6",
    # the menu
    "tasks": "M3.75 6.25 5.5 8l2.75-3.25M3.75 13l1.75 1.75 2.75-3.25M4 19.5h4M12 6.5h8.25M12 13h8.25M12 19.5h8.25",
    "overview": "M4 20v-6.5M9.33 20V7.5M14.67 20v-8.75M20 20V4",
    "plan": "M6 3h8l4.5 4.5V21H6zM13.75 3v5h4.75M9 12.5h6.5M9 16.25h6.5",
    "report": "M3.75 5h16.5v14.5H3.75zM3.75 9.75h16.5M9 9.75v9.75M14.75 9.75v9.75",
    "target": _CIRCLE + "M12 8.75a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 0 1 0-6.5z",
    "register": "M5 3.75h14v16.5H5zM8.75 3.75v16.5M12 8.5h3.75M12 12.25h3.75",
    "document": "M3.75 6h16.5v12.5H3.75zM3.75 6.5 12 13l8.25-6.5",
    "data": "M4 4v16h16M7.5 15.25l4-5 3.25 2.75L20 6.5",
    "units": "M9.25 3.75h5.5V8h-5.5zM3 15.75h5.5V20H3zM15.5 15.75H21V20h-5.5zM12 8v3.9M5.75 15.75v-3.85h12.5v3.85",
    "admin": "M3.5 7.5h9.25M18 7.5h2.5M3.5 16.5H6M11.25 16.5h9.25"
    "M15.4 5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5zM8.6 14a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5z",
    "person": "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4.5 20.25c.6-3.9 3.6-5.75 7.5-5.75s6.9 1.85 7.5 5.75",
    # moving about
    "menu": "M3.5 6.5h17M3.5 12h17M3.5 17.5h17",
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.75 1.75H4.25zM9.75 20.75h4.5",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM15.5 15.5l5 5",
    "down": "m6 9.25 6 6 6-6",
    "up": "m6 14.75 6-6 6 6",
    "right": "m9.25 6 6 6-6 6",
    "left": "m14.75 6-6 6 6 6",
    "sort": "m7.5 9.25 4.5-4.5 4.5 4.5M7.5 14.75l4.5 4.5 4.5-4.5",
    "sort_up": "M12 19.5V5M6 10.75 12 4.75l6 6",
    "sort_down": "M12 4.5V19M6 13.25l6 6 6-6",
    "close": "M5.5 5.5l13 13M18.5 5.5l-13 13",
    "external": "M9.5 5H5v14h14v-4.5M13.25 4.5h6.25v6.25M19.5 4.5 11 13",
    # doing
    "add": "M12 4.5v15M4.5 12h15",
    "edit": "M4 20l1-4.25L16.25 4.5a1.4 1.4 0 0 1 2 0l1.25 1.25a1.4 1.4 0 0 1 0 2L8.25 19zM14 6.75 17.25 10",
    "delete": "M4.5 6.5h15M9.5 6.5V4h5v2.5M6.5 6.5l.75 13.75h9.5l.75-13.75M10.25 10.5v6M13.75 10.5v6",
    "copy": "M8.5 8.5H20V20H8.5zM15.5 8.5V4H4v11.5h4.5",
    "download": "M12 4v11.5M6.75 10.5 12 15.75l5.25-5.25M4.5 20h15",
    "upload": "M12 16V4.5M6.75 9.75 12 4.5l5.25 5.25M4.5 20h15",
    "print": "M7 9V3.75h10V9M7 16.5H4V9h16v7.5h-3M7 13.5h10v6.75H7z",
    "send": "M20.5 3.75 3.75 10.5l6.5 3.25 3.25 6.5zM10.25 13.75l4-4",
    "return": "M9 5 4 10l5 5M4 10h9.75a5.25 5.25 0 0 1 0 10.5H11",
    "split": "M12 3.5V9M12 9l-6 6v5.5M12 9l6 6v5.5",
    "merge": "M6 3.5V9l6 6v5.5M18 3.5V9l-6 6",
    "link": "M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3"
    "M14 10a4 4 0 0 0-5.7 0L5 13.3A4 4 0 0 0 10.7 19l1.3-1.3",
    # saying
    "info": _CIRCLE + "M12 11v5.25M12 7.75v.1",
    "warn": "M12 4 21.25 20H2.75zM12 10v4.75M12 17.25v.1",
    "err": "M8.25 3.5h7.5l4.75 4.75v7.5l-4.75 4.75h-7.5L3.5 15.75v-7.5zM12 7.75v5M12 16v.1",
    "ok": _CIRCLE + "M7.75 12.5l3 3 5.5-6.5",
    "clock": _CIRCLE + "M12 7.5V12l3.25 2.25",
    "lock": "M5.5 10.75h13V20.5h-13zM8.25 10.75V8a3.75 3.75 0 0 1 7.5 0v2.75M12 14.5v2.5",
    "comment": "M4 5h16v11.5h-9.5L6 20.5v-4H4zM8 9h8M8 12.5h5",
    "history": "M4 5v4.5h4.5M4.4 9.25A8.25 8.25 0 1 1 3.9 13M12 8v4.25l3 1.75",
    "draft": "M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h3.5",
}


def icon(name: str, label: str = "") -> SafeString:
    """The icon as inline SVG; hidden from readers unless it carries a label. Raises KeyError for an unknown name."""
    path = ICONS[name]
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>', label, path
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path)
