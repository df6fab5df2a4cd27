"""Sessions of ONNX Runtime, opened in one way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import onnxruntime

from ..errors import EngineError
from .provider_options import Options, captures_cuda_graph, without_cuda_graph
from .providers import PROVIDERS, execution_providers
from .signature import TensorSpec, check_signature

_ERRORS_ONLY = 3
# On the CPU a sum and a layer norm apart take less time than ONNX Runtime's operator for both.
SLOWER_ON_CPU = ['SkipLayerNormFusion']


@dataclass(frozen=True)
class OpenedSession:
    """A session, where it runs, and why not on the provider that was tried first."""

    session: onnxruntime.InferenceSession
    provider: str
    fallback_reason: str | None = None
    captures: bool = False  # CUDA graphs


def open_first(
    path: Path,
    providers: Sequence[str],  # keys of PROVIDERS, to be tried in this order
    threads: int,
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    options_of: Callable[[str], Options] = lambda _: {},  # ONNX Runtime's, of each provider
) -> OpenedSession:
    """Load a graph on the first provider that starts; raises what open_session raises."""
    first, *others = providers
    options = options_of(first)
    try:
        session = open_session(path, first, threads, inputs, outputs, options)
    except EngineError as err:
        if captures_cuda_graph(options):  # needs every node on the GPU
            return open_first(
                path, providers, threads, inputs, outputs,
                lambda name: without_cuda_graph(options_of(name)),
            )  # fmt: skip
        if not others:
            raise
        opened = open_first(path, others, threads, inputs, outputs, options_of)
        return replace(opened, fallback_reason=str(err))
    return OpenedSession(session, first, captures=captures_cuda_graph(options))


def open_session(
    path: Path,
    provider: str,  # a key of PROVIDERS
    threads: int,  # 0: one for each core
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    options: Options | None = None,  # ONNX Runtime's, of the provider
) -> onnxruntime.InferenceSession:
    """
    Load a graph and hold it to its contract.

    Raises BundleError when the graph is not the one expected, and EngineError when the provider
    does not start: ONNX Runtime would go on with another one.
    """
    try:
        session = onnxruntime.InferenceSession(
            path,
            session_options(threads),
            providers=execution_providers(provider, options or {}),
            disabled_optimizers=SLOWER_ON_CPU if provider == 'cpu' else None,
            enable_fallback=0,
        )
    except Exception as err:  # ONNX Runtime's errors have no base of their own
        raise EngineError(
            f'onnxruntime {onnxruntime.__version__} cannot run {path} on {provider!r} '
            f'({first_line(err)}): update onnxruntime or export the bundle again'
        ) from err
    if session.get_providers()[0] != PROVIDERS[provider]:
        raise EngineError(
            f'the provider {provider!r} did not start: install the driver and the libraries that '
            f'onnxruntime {onnxruntime.__version__} was built for'
        )
    check_signature(str(path), session.get_inputs(), inputs)
    check_signature(str(path), session.get_outputs(), outputs)
    return session


def session_options(threads: int) -> onnxruntime.SessionOptions:
    """Return options for a machine whose cores other processes need too."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # Threads that wait must not burn a core: on two busy cores, spinning took half as much CPU
    # time again for the same latency, and twice the latency when the other core was taken.
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    return options


def first_line(err: Exception) -> str:
    """Return the first line of an error's text; ONNX Runtime's may have many."""
    return (str(err).strip() or type(err).__name__).splitlines()[0]
