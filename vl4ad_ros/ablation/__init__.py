"""Tests each idea of the paper on rendered streets, with a control (docs/experiment.md)."""
