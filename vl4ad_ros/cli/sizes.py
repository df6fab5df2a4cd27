"""Sizes of images, as options have them."""

import re

LEAST_PX = 32  # of a side: the network's coarsest features are one pixel then


def size_in(text: str) -> tuple[int, int] | None:
    """Return the size that HEIGHTxWIDTH says; None where it says none, or a side is too small."""
    match = re.fullmatch(r'(\d+)x(\d+)', text)
    if not match or min(int(side) for side in match.groups()) < LEAST_PX:
        return None
    return int(match[1]), int(match[2])
