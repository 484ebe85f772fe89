"""The pages that every register has: list, record, form, Excel in and out, files. Knows no register by name."""
