"""The tests read both languages, so the catalogues are compiled before the first one runs."""

from binhdang.ui.messages import compile_catalogues

compile_catalogues()
