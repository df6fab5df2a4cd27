"""Runs on a device, with buffers that stay where they are."""

import threading
from collections.abc import Mapping, Sequence
from itertools import count
from queue import SimpleQueue
from typing import Any

import numpy as np
import onnxruntime

from .pinned import page_locked_empty

_SLOTS = 2  # one is filled while the other is computed with
_GRAPH_ID = 'gpu_graph_id'  # of ONNX Runtime's settings for a run
_NO_GRAPH = '-1'  # neither captures nor replays one
_FEW = 64  # elements that are compared rather than copied


class BoundRunner:
    """
    Runs a session by I/O binding: text is uploaded once, images into the same place each time.

    `run` may be called from several threads: the image of one goes up while that of another is
    computed. Where the session captures CUDA graphs, the second run of the same shapes records
    what is launched, and those after it replay that.
    """

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        outputs: Sequence[str],
        device: str,  # as ONNX Runtime names it: cuda, or cpu
        captures: bool,
    ) -> None:
        graph_ids = count(1)
        self._slots: SimpleQueue[_Slot] = SimpleQueue()
        for _ in range(_SLOTS):
            self._slots.put(_Slot(session, outputs, device, graph_ids if captures else None))
        # A capture fails when another thread copies meanwhile, so it holds both locks.
        self._computing, self._uploading = threading.Lock(), threading.Lock()

    def run(self, feed: Mapping[str, Any]) -> list[Any]:  # arrays, in the order of the outputs
        """Upload what has changed, compute, and return the results."""
        slot = self._slots.get()
        try:
            with self._uploading:
                slot.upload(feed)
            with self._computing:
                if slot.will_capture:
                    with self._uploading:
                        return slot.compute()
                return slot.compute()
        finally:
            self._slots.put(slot)


class _Slot:
    """Buffers of one run on the device."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        outputs: Sequence[str],
        device: str,
        graph_ids: 'count[int] | None',  # None: nothing is captured
    ) -> None:
        self._session = session
        self._outputs = outputs
        self._device = device
        self._graph_ids = graph_ids
        self._binding = session.io_binding()
        self._values: dict[str, Any] = {}
        self._sources: dict[str, Any] = {}  # of the values; held, so that `is` tells them apart
        self._staging: Any = None  # page-locked, for the image
        self._graph_id = _NO_GRAPH
        self._results: list[Any] = []  # buffers; none before their shapes are known
        self._captured = False

    @property
    def will_capture(self) -> bool:
        """Tell whether the next run records a CUDA graph."""
        return self._graph_id != _NO_GRAPH and not self._captured

    def upload(self, feed: Mapping[str, Any]) -> None:
        """Copy what differs from the run before; new shapes need new buffers."""
        for name, array in feed.items():
            value = self._values.get(name)
            if value is None or tuple(value.shape()) != array.shape:
                self._allocate(name, array)
            elif not _is_same(self._sources[name], array):
                self._values[name].update_inplace(self._staged(array))
            self._sources[name] = array

    def compute(self) -> list[Any]:
        """Run once; results of the first run of some shapes tell how large the buffers must be."""
        options = onnxruntime.RunOptions()
        if self._graph_ids is not None:
            options.add_run_config_entry(_GRAPH_ID, self._graph_id)
        self._session.run_with_iobinding(self._binding, options)
        if self._results:
            self._captured = self._graph_id != _NO_GRAPH
            return _copies(self._results)
        found = self._binding.get_outputs()
        self._results = found
        for name, value in zip(self._outputs, found, strict=True):
            self._binding.bind_ortvalue_output(name, value)
        if self._graph_ids is not None:
            self._graph_id = str(next(self._graph_ids))
        return _copies(found)

    def _allocate(self, name: str, array: Any) -> None:
        value = onnxruntime.OrtValue.ortvalue_from_shape_and_type(
            array.shape, array.dtype, self._device, 0
        )
        value.update_inplace(np.ascontiguousarray(array))
        self._values[name] = value
        self._binding.bind_ortvalue_input(name, value)
        self._graph_id, self._captured, self._results = _NO_GRAPH, False, []
        for output in self._outputs:
            self._binding.bind_output(output, self._device)

    def _staged(self, array: Any) -> Any:
        """Return an array whose memory the device may read without the driver's own copy."""
        if array.dtype != np.uint8:  # not an image
            return np.ascontiguousarray(array)
        if self._staging is None or self._staging.shape != array.shape:
            self._staging = page_locked_empty(array.shape)
        self._staging[...] = array
        return self._staging


def _copies(values: Sequence[Any]) -> list[Any]:
    """Return what lies in buffers; on the CPU `numpy` alone would return these."""
    return [value.numpy().copy() for value in values]


def _is_same(held: Any, array: Any) -> bool:
    return held is array or (array.size <= _FEW and np.array_equal(held, array))
