"""zstd: of the standard library where it is part of it, else the one that rosbags brings."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ['zstd']
