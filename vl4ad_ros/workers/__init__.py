"""Work in jobs: done here, by processes of this machine, or by a Ray cluster."""
