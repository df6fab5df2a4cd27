"""`vl4ad bench`: ways from an image to hazards against each other, in one run."""

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ..bench.comparison import compare_benches
from ..bench.machine import machine_facts
from ..bench.options import BenchOptions, bundle_plan
from ..bench.pixel_metrics import measure_pixel_metrics
from ..bench.report import Bench, markdown, write_report
from ..bench.soak import measure_soak
from ..bench.stability import compare_ratios
from ..bench.suite import Suite, SuitePlan, run_suite
from ..bench.tracks import measure_tracks
from ..bundle import load_bundle
from ..engine.text_encoder import TextEncoder
from ..errors import BenchError
from ..paths import cache_directory, find_bundle, share_directory
from ..structures import GroupEmbeddings
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.reader import read_vocabulary
from .bench_options import (
    BenchFolder,
    BenchProvider,
    BenchThreads,
    Bundles,
    CameraCounts,
    CameraSize,
    ComparedBenches,
    ConceptCounts,
    GraphFolder,
    Networks,
    PictureDrive,
    RoundCount,
    WayList,
    WithMemory,
    parse_counts,
    parse_images,
    parse_network,
    parse_provider,
    parse_ways,
)
from .stage_bars import stage_bars

_DEFAULT_HW = (384, 640)  # of a bundle that takes any size
_MOST_CAMERAS = 8  # that one node serves
_MOST_CONCEPTS = 10_000
_DEFAULT_CONCEPTS = 60  # of random weights; about as many as a vocabulary of streets has
_HAS_TORCH = find_spec('torch') is not None and find_spec('onnx') is not None

app = typer.Typer(add_completion=False)


@app.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    bundle: Bundles = None,
    network: Networks = None,
    ways: WayList = 'plain,eager,fp32,int8',
    cameras: CameraCounts = '1',
    concepts: ConceptCounts = '',
    rounds: RoundCount = 20,
    threads: BenchThreads = 0,
    provider: BenchProvider = 'cpu',
    drive: PictureDrive = None,
    images: CameraSize = '',
    memory: WithMemory = True,
    graphs: GraphFolder = None,
    out: BenchFolder = Path('bench'),
    compare: ComparedBenches = None,
) -> None:
    """Measure every stage of several ways, in turns, with ratios, memory and what is possible."""
    if context.invoked_subcommand:
        return
    if compare:
        print(compare_benches(*compare))
        return
    options = BenchOptions(
        parse_ways(ways),
        parse_counts(cameras, '--cameras', _MOST_CAMERAS),
        parse_counts(concepts, '--concepts', _MOST_CONCEPTS) if concepts else (_DEFAULT_CONCEPTS,),
        rounds,
        threads or os.cpu_count() or 1,
        parse_provider(provider),
        drive or share_directory() / 'drives' / 'demo',
        memory,
        parse_images(images),
    )
    networks = [parse_network(text) for text in network or ()]
    bundles = list(bundle or ([] if networks else ['demo']))
    report = _run(bundles, networks, options, graphs, out, own_text=not concepts)
    values, _ = write_report(report, out)
    print(markdown(report))
    print(f'the figures are in {values}')


@app.command('soak')
def soak(
    bundle: str = 'demo',
    seconds: Annotated[float, typer.Option(min=0.1)] = 300.0,
    provider: str = 'cpu',
    threads: Annotated[int, typer.Option(min=0)] = 0,
    in_flight: Annotated[
        int, typer.Option(min=1, help='Images at a time: with 2 a GPU computes during uploads.')
    ] = 1,
) -> None:
    """Run one bundle for a while: is it as fast at the end, and does it take more memory?"""
    print(measure_soak(find_bundle(bundle), seconds, parse_provider(provider), threads, in_flight))


@app.command('ratios')
def ratios(
    runs: Annotated[list[Path], typer.Argument(metavar='A.json B.json ...')],
) -> None:
    """Put the ratios of several runs of one command beside each other, with their spread."""
    print(compare_ratios(runs))


@app.command('tracks')
def tracks(hazards: int = 100, frames: int = 500) -> None:
    """Measure what it costs to follow hazards."""
    print(measure_tracks(hazards, frames))


@app.command('pixel-metrics')
def pixel_metrics(pixels: float = 1e8) -> None:
    """Measure time and memory of the exact pixel figures."""
    print(measure_pixel_metrics(int(pixels)))


def _run(
    bundles: list[str],
    networks: list[tuple[str, tuple[int, int]]],
    options: BenchOptions,
    graphs: Path | None,
    out: Path,
    own_text: bool,
) -> Bench:
    machine = machine_facts(options.threads, options.provider)
    peak: Any = None
    profile: Any = None
    if _HAS_TORCH:
        from ..bench_torch.cost import open_peak
        from ..bench_torch.graph_parts import part_seconds as profile

        matrices = open_peak(options.threads, options.provider)
        machine['peak'] = f'of {matrices.title}'
        peak = matrices.measure
    suites: list[Suite] = []
    with tempfile.TemporaryDirectory(prefix='vl4ad_bench_') as work:
        for plan in _plans(bundles, networks, options, own_text, graphs or Path(work)):
            _prepare(out)  # a mistake in it is told now, not after the rounds
            with stage_bars() as begin:
                suites.append(run_suite(plan, peak, profile, begin))
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return Bench(command, machine, round(os.getloadavg()[0], 1), tuple(suites))


def _plans(
    bundles: list[str],
    networks: list[tuple[str, tuple[int, int]]],
    options: BenchOptions,
    own_text: bool,
    graphs: Path,
) -> Iterator[SuitePlan]:
    if bundles:
        yield _bundle_plan(bundles, options, own_text)
    for architecture, size_hw in networks:
        if not _HAS_TORCH:
            raise BenchError(
                '--network needs torch and onnx, which are not installed: '
                "run `pip install '.[export]'` in a clone of vl4ad_ros, or give --bundle"
            )
        from ..bench_torch.plans import network_plan

        graphs.mkdir(parents=True, exist_ok=True)
        console = Console(stderr=True)
        yield network_plan(architecture, size_hw, options, graphs, console.print)


def _bundle_plan(bundles: list[str], options: BenchOptions, own_text: bool) -> SuitePlan:
    paths = [find_bundle(name) for name in bundles]
    first = load_bundle(paths[0])
    manifest = first.manifest
    size_hw = manifest.input_size_hw or _DEFAULT_HW
    text = _own_text(paths[0]) if own_text else None
    if not _HAS_TORCH:
        return bundle_plan(paths, (), {}, text, size_hw, options)
    from ..bench_torch.cost import count_gflop
    from ..bench_torch.plans import torch_specs
    from ..model.config import ARCHITECTURES

    config = ARCHITECTURES.get(manifest.architecture)
    if config is None:
        return bundle_plan(paths, (), {}, text, size_hw, options)
    specs = torch_specs(manifest.architecture, size_hw, options)
    gflop = count_gflop(config, size_hw)
    return bundle_plan(paths, specs, gflop, text, size_hw, options)


def _own_text(path: Path) -> GroupEmbeddings:
    bundle = load_bundle(path)
    return embed_vocabulary(
        read_vocabulary(bundle.vocabulary_file()),
        TextEncoder(bundle),
        bundle.manifest.temperature,
        cache_directory(),
    )


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise BenchError(f'--out {out} cannot be made ({err.strerror}): name another') from err
