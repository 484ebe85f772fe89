"""What works without a line: the installable form, the forms kept on a device, and what a device sends later.

Owns the worker and its shell, the parcels of forms, and the door for what was typed offline. The saving itself is
that of `reports.actions`; the scripts stand in `static/web/offline`.
Nothing personal is ever in the browser's cache of pages: a parcel goes into the device's own tables, by account.
"""
