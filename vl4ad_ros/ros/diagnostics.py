"""Health of the node as diagnostic_msgs, with a remedy in every message that is not OK."""

from dataclasses import dataclass

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue

from ..messages import degradation
from ..pipeline import Pipeline
from ..score_drift import ScoreDrift
from .memory import resident_mb
from .statistics import Snapshot


@dataclass(frozen=True)
class Source:
    """The camera topic as the node sees it at the time of a report."""

    topic: str
    publishers: int
    silent_s: float  # since the last image, or since activation
    has_arrived: bool  # whether there was an image since activation
    incompatible: str = ''  # what is wrong with the QoS, or nothing


# Without an image for so long, a camera that has sent none yet counts as silent.
PATIENCE_S = 2.0


def camera_status(
    name: str,
    snapshot: Snapshot,
    new_errors: int,
    source: Source | None,  # None while nothing is subscribed
    drift: ScoreDrift,
    silent_after_s: float,  # 0: never
) -> DiagnosticStatus:
    """Return what became of the frames of a camera."""
    level, message = _camera_health(snapshot, new_errors, source, silent_after_s, drift.concern)
    return DiagnosticStatus(
        level=level,
        name=name,
        message=message,
        hardware_id=source.topic if source else '',
        values=_key_values(
            {
                'frames_received': snapshot.received,
                'frames_processed': snapshot.processed,
                'frames_dropped': snapshot.dropped,
                'frames_rejected': snapshot.rejected.total(),
                **{f'rejected_{reason}': n for reason, n in sorted(snapshot.rejected.items())},
                'frames_waiting': snapshot.waiting,
                'fps': f'{snapshot.fps:.2f}',
                'age_p50_ms': f'{snapshot.age_p50_ms:.1f}',
                'age_p95_ms': f'{snapshot.age_p95_ms:.1f}',
                **{
                    f'{stage}_p50_ms': f'{milliseconds:.1f}'
                    for stage, milliseconds in snapshot.stage_p50_ms.items()
                },
                'score_drift': f'{drift.index:.3f}',
                'last_error': snapshot.last_error,
            }
        ),
    )


def network_status(name: str, pipeline: Pipeline, gpu_memory_mb: float) -> DiagnosticStatus:
    """Return which network runs where, and with which vocabulary."""
    concern = degradation(pipeline)
    manifest = pipeline.engine.bundle.manifest
    return DiagnosticStatus(
        level=DiagnosticStatus.WARN if concern else DiagnosticStatus.OK,
        name=name,
        message=concern or 'running as configured',
        hardware_id=pipeline.engine.provider,
        values=_key_values(
            {
                'model': pipeline.engine.bundle.model_id,
                'trained': manifest.trained,
                'provider': pipeline.engine.provider,
                'provider_note': pipeline.engine.fallback_reason or '',
                'vocabulary_digest': pipeline.text.digest,
                'groups': len(pipeline.text.names),
                'threshold': pipeline.hazard_settings.threshold,
                'memory_mb': f'{resident_mb():.0f}',
                'gpu_memory_mb': f'{gpu_memory_mb:.0f}',
            }
        ),
    )


def _camera_health(
    snapshot: Snapshot,
    new_errors: int,
    source: Source | None,
    silent_after_s: float,
    drift: str,
) -> tuple[bytes, str]:
    if source is None:
        return DiagnosticStatus.OK, 'inactive: no images are taken'
    if source.incompatible and not source.has_arrived:
        return DiagnosticStatus.WARN, source.incompatible
    if source.has_arrived:
        if 0 < silent_after_s < source.silent_s:
            return DiagnosticStatus.STALE, (
                f'no image on {source.topic} for {source.silent_s:.1f} s: '
                'look at the camera, its driver and the network between'
            )
    elif source.silent_s > PATIENCE_S:
        return DiagnosticStatus.WARN, silence(source)
    if new_errors:
        return DiagnosticStatus.WARN, (
            f'{new_errors} image(s) rejected since the last report: {snapshot.last_error}'
        )
    if drift:
        return DiagnosticStatus.WARN, drift
    return DiagnosticStatus.OK, f'{snapshot.processed} frames processed'


def silence(source: Source) -> str:
    """Return why no image has come yet, as far as can be told, and what to do."""
    if source.publishers == 0:
        return (
            f'nobody publishes on {source.topic}: start the camera, '
            'or remap the topic "image" to the one it uses'
        )
    return (
        f'{source.publishers} publisher(s) on {source.topic}, but no image arrives: compare '
        'the QoS (parameter reliability), and for large images use config/fastdds.xml on both '
        'sides'
    )


def _key_values(values: dict[str, object]) -> list[KeyValue]:
    return [KeyValue(key=key, value=str(value)) for key, value in values.items()]
