"""Bags through the pipeline in code: every frame, no clock, and the same again each time."""
