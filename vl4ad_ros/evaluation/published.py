"""Figures that others published, for orientation; they belong to another split of the data."""

from dataclasses import dataclass

SOURCE = 'leaderboard of SegmentMeIfYouCan, test split, April 2026'


@dataclass(frozen=True)
class PublishedRow:
    """One method of the leaderboard, in percent; None where the row does not say."""

    method: str
    ap: float
    fpr95: float
    siou: float | None
    ppv: float | None
    f1: float | None


PUBLISHED: dict[str, tuple[PublishedRow, ...]] = {
    'roadanomaly21': (
        PublishedRow('UNO', 96.33, 1.98, 68.5, 55.8, 62.6),
        PublishedRow('RbA', 94.46, 4.60, 64.9, 47.5, 51.9),
        PublishedRow('FlowCLAS', 94.33, 6.58, 60.7, 71.7, 73.0),
        PublishedRow('VL4AD', 92.94, 3.25, 71.6, 53.7, 65.4),
        PublishedRow('VL4AD without extra data', 82.48, 82.42, None, None, None),
    ),
    'roadobstacle21': (
        PublishedRow('AnomDINO + RbA', 97.14, 0.03, 76.7, 93.9, 92.8),
        PublishedRow('VL4AD', 78.70, 0.57, 36.4, 22.4, 24.4),
    ),
}
