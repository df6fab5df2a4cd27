"""Procedural street drives with ground truth, rendered by Blender's Python module."""
