"""ONNX files of any size."""

from pathlib import Path

import onnx

# A protocol buffer ends at 2 GiB; what is kept free is for everything that is no weight.
LARGEST_BYTES = (1 << 31) - (1 << 26)
_SMALL_BYTES = 1024  # tensors that stay in the graph, where shape inference needs their values


def write_onnx(model: onnx.ModelProto, path: Path) -> None:
    """
    Write a model; weights that are too many for one file go into another beside it.

    That file has the name of the graph and `.data`. The model loses them then.
    """
    # Counted from the shapes: raw_data would be copied to be measured.
    weights = sum(_bytes(tensor) for tensor in model.graph.initializer)
    if weights <= LARGEST_BYTES:
        onnx.save(model, path)
        return
    onnx.save(
        model,
        path,
        save_as_external_data=True,
        location=f'{path.name}.data',
        size_threshold=_SMALL_BYTES,
    )


def _bytes(tensor: onnx.TensorProto) -> int:
    size: int = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
    for length in tensor.dims:
        size *= length
    return size
