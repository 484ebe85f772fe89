"""Settings, addresses and wiring.

Owns how the parts are put together and what the environment may set.
Knows every package; no package knows it.
"""
