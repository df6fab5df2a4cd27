"""Checks of a machine that is to run the node, each with its remedy."""
