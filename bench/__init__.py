"""Measurements, never tests: the application beside the raw engine doing the same work in the same run."""
