"""Pages of the results: overview, matrix, one target and where its figures come from.

Owns addresses, what is said about a verdict, and the Excel of the matrix.
Judges nothing itself (that is `evaluation`) and changes nothing.
"""
