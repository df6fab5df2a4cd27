"""Data sets, exact figures and reports; works on score maps of any method."""
