"""Random numbers of their own for every purpose, so that adding one thing moves no other."""

import hashlib

import numpy as np


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the generator of one purpose: the same seed and purpose give the same numbers."""
    text = '/'.join([str(seed), *map(str, purpose)])
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], 'little'))
