"""What each part of an image graph takes in ONNX Runtime, from its own profile."""

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import onnxruntime

from ..engine.providers import execution_providers
from ..engine.session import SLOWER_ON_CPU, session_options

# In the order of the data; what depends on two belongs to the later one.
PARTS = ('preparation', 'trunk', 'pixel decoder', 'mask decoder', 'scoring')
_WEIGHTS = {'clip_model': 1, 'pixel_decoder': 2, 'predictor': 3}
_TEXT_INPUTS = ('concepts', 'concept_mask', 'known', 'temperature', 'families', 'seen')
_LAST = 4
_KERNEL_TIME = '_kernel_time'  # how events of a profile end that tell of one node
_COPY = re.compile(r'^Memcpy')
_COPIES = 'copies'


def profile_graph(
    path: Path,
    feed: Mapping[str, Any],
    provider: str,
    threads: int,
    runs: int,
) -> tuple[dict[str, float], dict[str, float]]:  # seconds of a run, by part and by operator
    """Run a graph with ONNX Runtime's profiler; the first run does not count."""
    with tempfile.TemporaryDirectory() as folder:
        options = session_options(threads)
        options.enable_profiling = True
        options.profile_file_prefix = str(Path(folder) / 'profile')
        optimised = Path(folder) / 'optimised.onnx'
        options.optimized_model_filepath = str(optimised)
        options.add_session_config_entry(
            'session.optimized_model_external_initializers_file_name', 'weights.data'
        )
        session = onnxruntime.InferenceSession(
            path,
            options,
            providers=execution_providers(provider, {}),
            disabled_optimizers=SLOWER_ON_CPU if provider == 'cpu' else None,
        )
        for _ in range(runs + 1):
            session.run(None, feed)
        events = json.loads(Path(session.end_profiling()).read_text(encoding='utf-8'))
        run_graph = onnx.load(optimised, load_external_data=False).graph
        names = _parts_of_nodes(
            run_graph, _parts_of_tensors(onnx.load(path, load_external_data=False).graph)
        )
    return _sum_up(events, names, runs)


def part_seconds(
    path: Path, feed: Mapping[str, Any], provider: str, threads: int, runs: int
) -> dict[str, float]:
    """Return the seconds of a run by part alone."""
    by_part, _ = profile_graph(path, feed, provider, threads, runs)
    return by_part


def _parts_of_tensors(graph: Any) -> dict[str, int]:
    """Find the part of every tensor: that of its weights, or of what it was computed from."""
    parts: dict[str, int] = dict.fromkeys(_TEXT_INPUTS, _LAST)
    for tensor in graph.initializer:
        for word, part in _WEIGHTS.items():
            if word in tensor.name:
                parts[tensor.name] = part
    for node in graph.node:
        # The only sigmoid is that of the masks, in Eq. 3.
        known = [parts.get(name, 0) for name in node.input]
        part = _LAST if node.op_type == 'Sigmoid' else max(known, default=0)
        parts.update(dict.fromkeys(node.output, part))
    return parts


def _parts_of_nodes(graph: Any, parts: dict[str, int]) -> dict[str, int]:
    """Do the same in the graph as it is run; names that remained are where they were."""
    parts = dict(parts)
    nodes = {}
    for node in graph.node:
        known = [parts.get(name, 0) for name in (*node.input, *node.output)]
        nodes[node.name] = max(known, default=0)
        for name in node.output:
            parts.setdefault(name, nodes[node.name])
    return nodes


def _sum_up(
    events: Sequence[Mapping[str, Any]], nodes: Mapping[str, int], runs: int
) -> tuple[dict[str, float], dict[str, float]]:
    by_part: dict[str, list[float]] = defaultdict(list)
    by_operator: dict[str, list[float]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for event in events:
        if event.get('cat') != 'Node' or not event['name'].endswith(_KERNEL_TIME):
            continue
        name = event['name'].removesuffix(_KERNEL_TIME)
        seen[name] += 1
        if seen[name] == 1:  # the run that allocates
            continue
        operator = event['args']['op_name']
        part = _COPIES if _COPY.match(operator) else PARTS[nodes.get(name, 0)]
        by_part[part].append(event['dur'] / 1e6 / runs)
        by_operator[operator].append(event['dur'] / 1e6 / runs)
    return _totals(by_part), _totals(by_operator)


def _totals(lists: Mapping[str, list[float]]) -> dict[str, float]:
    sums = {name: sum(values) for name, values in lists.items()}
    return dict(sorted(sums.items(), key=lambda item: -item[1]))
