"""The operating point: a threshold that keeps a promise, and the file that says so."""
