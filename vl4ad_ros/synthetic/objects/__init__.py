"""Kinds of things that can stand in a street: one small file for each."""
