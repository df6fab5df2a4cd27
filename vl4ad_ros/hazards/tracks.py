"""Regions over time: ids that stay, and the decision which regions are hazards."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..structures import Hazard
from .association import associate
from .motion import BoxFilter, Float64Array
from .settings import TrackSettings


@dataclass
class Track:
    """One thing that was seen, perhaps more than once."""

    last_seen_ns: int
    evidence: Float64Array  # (G,) for each group, added up
    history: int = 1  # a bit for each of the last frames, the newest lowest: 1 where it was seen
    age_frames: int = 1
    hits: int = 1
    id: int = 0  # from 1 on once it has been confirmed
    is_confirmed: bool = False  # again each time that it was lost
    hazard: Hazard | None = None  # as it was given last
    foot: float = 1.0  # how far down in its box it then stood, as a share of the height
    seen_since_ns: int = field(init=False)  # without having been lost: unseen beyond coast_s

    def __post_init__(self) -> None:
        self.seen_since_ns = self.last_seen_ns

    def coasts(self, stamp_ns: int, coast_s: float) -> bool:
        """Tell whether it is given unseen: for so long, and for no longer than it was seen."""
        unseen_ns = stamp_ns - self.last_seen_ns
        seen_ns = self.last_seen_ns - self.seen_since_ns
        return self.is_confirmed and 0 < unseen_ns <= min(coast_s * 1e9, seen_ns)


class Tracker:
    """
    The tracks of one camera.

    Ids are given when a track is confirmed, and never twice. When time goes back, all tracks are
    forgotten: it is another recording.
    """

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self._filter = BoxFilter()
        self._stamp_ns: int | None = None
        self._ids = 0

    def update(
        self,
        stamp_ns: int,
        boxes: Float64Array,  # (n, 4) x_min, y_min, x_max, y_max; px
        evidence: NDArray[np.float64],  # (n, G)
        diagonal_px: float,  # of the image
        settings: TrackSettings,
    ) -> list[Track]:
        """Return the track of each box; tracks without a box live on for a while."""
        if self._stamp_ns is not None and stamp_ns < self._stamp_ns:
            self.forget()
        before_ns, self._stamp_ns = self._stamp_ns, stamp_ns
        self._drop_old(settings)
        if before_ns is not None:
            self._filter.predict((stamp_ns - before_ns) / 1e9)
        rows, columns, shift = associate(
            self._filter.boxes, self._filter.sigma_px, boxes, diagonal_px
        )
        self._filter.shift(shift)
        self._filter.correct(rows, boxes[columns])
        of_box: dict[int, Track] = {}
        for track in self.tracks:
            track.history = track.history << 1 & (1 << settings.confirm_window) - 1
            track.age_frames += 1
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            track = of_box[column] = self.tracks[row]
            if stamp_ns - track.last_seen_ns > settings.coast_s * 1e9:
                track.is_confirmed, track.seen_since_ns = False, stamp_ns
            track.history |= 1
            track.hits += 1
            track.last_seen_ns = stamp_ns
            track.evidence = track.evidence + evidence[column]
        new = [number for number in range(len(boxes)) if number not in of_box]
        for number in new:
            of_box[number] = Track(stamp_ns, evidence[number])
        self._filter.add(boxes[new])
        self.tracks += [of_box[number] for number in new]
        self._confirm(settings)
        return [of_box[number] for number in range(len(boxes))]

    def unseen(self, coast_s: float) -> list[tuple[Track, Float64Array, float]]:
        """Return the tracks that coast, with box and deviation."""
        assert self._stamp_ns is not None
        boxes, sigma_px = self._filter.boxes, self._filter.sigma_px
        return [
            (track, boxes[index], float(sigma_px[index]))
            for index, track in enumerate(self.tracks)
            if track.coasts(self._stamp_ns, coast_s)
        ]

    def forget(self) -> None:
        """Begin anew; ids go on."""
        self.tracks = []
        self._filter = BoxFilter()
        self._stamp_ns = None

    def _drop_old(self, settings: TrackSettings) -> None:
        """Forget what was not seen for long, or was never confirmed and not seen of late."""
        assert self._stamp_ns is not None
        kept = np.array(
            [
                self._stamp_ns - track.last_seen_ns <= settings.memory_s * 1e9
                and bool(track.id or track.history)
                for track in self.tracks
            ],
            np.bool_,
        )
        if not kept.all():
            self._filter.keep(kept)
            self.tracks = [
                track for track, is_kept in zip(self.tracks, kept, strict=True) if is_kept
            ]

    def _confirm(self, settings: TrackSettings) -> None:
        hits = min(settings.confirm_hits, settings.confirm_window)
        for track in self.tracks:
            if track.is_confirmed or track.history.bit_count() < hits:
                continue
            track.is_confirmed = True
            if not track.id:
                self._ids += 1
                track.id = self._ids
