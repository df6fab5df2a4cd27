"""Memory that a GPU reads by itself, where CUDA's runtime library is loaded."""

import ctypes
import weakref
from collections.abc import Sequence

import numpy as np

from ..structures import UInt8Array

_LIBRARIES = ('libcudart.so.13', 'libcudart.so.12', 'libcudart.so')
_SUCCESS = 0
_NO_LOAD = 4  # RTLD_NOLOAD of Linux: find it, do not load it


def page_locked_empty(shape: Sequence[int]) -> UInt8Array:
    """Return an array in page-locked memory, or in any where that is not to be had."""
    array: UInt8Array = np.empty(shape, np.uint8)
    runtime = _cuda_runtime()
    if runtime is None:
        return array
    address = ctypes.c_void_p(array.ctypes.data)
    if runtime.cudaHostRegister(address, ctypes.c_size_t(array.nbytes), 0) == _SUCCESS:
        weakref.finalize(array, runtime.cudaHostUnregister, address)
    return array


def _cuda_runtime() -> ctypes.CDLL | None:
    """Return the library if this process has it already, as it has with a provider for CUDA."""
    for name in _LIBRARIES:
        try:
            return ctypes.CDLL(name, mode=ctypes.RTLD_LOCAL | _NO_LOAD)
        except OSError:
            continue
    return None
