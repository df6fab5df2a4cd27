"""Drives: bags, videos, folders of pictures and single pictures as sequences of frames."""
