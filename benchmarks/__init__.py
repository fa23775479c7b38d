"""Measurements, run on demand. Nothing here is timed inside the tests."""
