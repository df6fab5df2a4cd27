"""Health of the node as diagnostic_msgs, with a remedy in every message that is not OK."""

from dataclasses import dataclass

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue

from ..messages import degradation
from ..pipeline import Pipeline
from .statistics import Snapshot


@dataclass(frozen=True)
class Source:
    """The camera topic as the node sees it at the time of a report."""

    topic: str
    publishers: int
    silent_s: float  # since the last image, or since activation


# Without an image for so long, a camera counts as silent.
SILENT_AFTER_S = 2.0


def camera_status(snapshot: Snapshot, new_errors: int, source: Source | None) -> DiagnosticStatus:
    """Return what became of the camera's frames; `source` is None while the node is inactive."""
    level, message = _camera_health(snapshot, new_errors, source)
    return DiagnosticStatus(
        level=level,
        name='vl4ad: camera',
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
                'last_error': snapshot.last_error,
            }
        ),
    )


def network_status(pipeline: Pipeline) -> DiagnosticStatus:
    """Return which network runs where, and with which vocabulary."""
    concern = degradation(pipeline)
    manifest = pipeline.engine.bundle.manifest
    return DiagnosticStatus(
        level=DiagnosticStatus.WARN if concern else DiagnosticStatus.OK,
        name='vl4ad: network',
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
            }
        ),
    )


def _camera_health(
    snapshot: Snapshot, new_errors: int, source: Source | None
) -> tuple[bytes, str]:
    if source is None:
        return DiagnosticStatus.OK, 'inactive: no images are taken'
    if source.silent_s > SILENT_AFTER_S:
        if source.publishers == 0:
            return DiagnosticStatus.WARN, (
                f'nobody publishes on {source.topic}: start the camera, '
                'or remap the topic "image" to the one it uses'
            )
        return DiagnosticStatus.WARN, (
            f'{source.publishers} publisher(s) on {source.topic}, but no image arrives: compare '
            'the QoS (parameter reliability), and for large images use config/fastdds.xml'
        )
    if new_errors:
        return DiagnosticStatus.WARN, (
            f'{new_errors} image(s) rejected since the last report: {snapshot.last_error}'
        )
    return DiagnosticStatus.OK, f'{snapshot.processed} frames processed'


def _key_values(values: dict[str, object]) -> list[KeyValue]:
    return [KeyValue(key=key, value=str(value)) for key, value in values.items()]
