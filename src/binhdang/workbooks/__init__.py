"""Excel both ways: sheets handed out for a form, and answers taken in from workbooks, pastes and foreign sheets.

Owns uploads: a dry run that lists every problem and every change, the confirmation that writes drafts, the undo of the
whole, the remembered mapping of foreign headings, the copy with comments; and history by file on the web.
Does not own reports and their life (`reports`), nor how a sheet is read (`calc.sheetmap`, `kit.books`).
"""
