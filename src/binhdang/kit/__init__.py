"""Tools without business words: the event log, jobs, file reading, import batches, database fields.

Knows no union, plan or report. Everything above may use it; it uses only `calc` and libraries.
"""
