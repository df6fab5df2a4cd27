"""The `vl4ad` command."""
