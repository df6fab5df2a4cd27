"""The part that needs Blender's Python module; nothing outside imports it before it is used."""
