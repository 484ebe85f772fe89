"""What every register has, built once: a record's life, lists, Excel in and out, files, and feeds into forms.

A register declares itself with `register.Register` and is found by its code in `register.ALL`.
Does not own any subject of its own.
"""
