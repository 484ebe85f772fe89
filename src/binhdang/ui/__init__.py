"""Components, skin, icons and charts.

Owns how things look and behave on a page; knows no business.
"""
