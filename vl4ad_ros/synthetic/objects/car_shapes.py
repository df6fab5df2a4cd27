"""The shapes of cars: cross-sections from the rear to the front, which a body is lofted over."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A cross-section of the body at one place along its length, in metres."""

    y: float
    half_width: float
    shoulder: float  # height of the lower edge of the windows
    top: float
    top_half_width: float
    side: str = 'paint'  # what fills the side above the shoulder up to the next section
    upper: str = 'paint'  # what fills the top up to the next section


SHAPES: dict[str, tuple[Section, ...]] = {
    'hatchback': (
        Section(-1.98, 0.78, 0.80, 0.86, 0.68),
        Section(-1.92, 0.84, 0.90, 0.98, 0.72, 'paint', 'glass'),
        Section(-1.50, 0.87, 0.94, 1.40, 0.63),
        Section(-1.28, 0.87, 0.94, 1.45, 0.64, 'glass'),
        Section(-0.34, 0.88, 0.94, 1.48, 0.65),
        Section(-0.26, 0.88, 0.94, 1.48, 0.65, 'glass'),
        Section(0.40, 0.88, 0.93, 1.43, 0.63, 'glass', 'glass'),
        Section(1.12, 0.87, 0.91, 0.97, 0.72),
        Section(1.65, 0.85, 0.82, 0.88, 0.68),
        Section(1.95, 0.80, 0.68, 0.73, 0.64),
        Section(2.02, 0.74, 0.58, 0.62, 0.60),
    ),
    'saloon': (
        Section(-2.25, 0.76, 0.84, 0.90, 0.66),
        Section(-2.17, 0.84, 0.92, 0.99, 0.70),
        Section(-1.60, 0.87, 0.94, 1.02, 0.70, 'paint', 'glass'),
        Section(-1.00, 0.88, 0.94, 1.38, 0.60, 'glass'),
        Section(-0.30, 0.88, 0.94, 1.42, 0.62),
        Section(-0.22, 0.88, 0.94, 1.42, 0.62, 'glass'),
        Section(0.42, 0.88, 0.93, 1.38, 0.60, 'glass', 'glass'),
        Section(1.12, 0.87, 0.91, 0.96, 0.72),
        Section(1.75, 0.85, 0.82, 0.87, 0.68),
        Section(2.10, 0.80, 0.68, 0.73, 0.64),
        Section(2.18, 0.74, 0.58, 0.62, 0.60),
    ),
    'suv': (
        Section(-2.18, 0.82, 0.98, 1.04, 0.72),
        Section(-2.12, 0.88, 1.06, 1.14, 0.76, 'paint', 'glass'),
        Section(-1.86, 0.91, 1.08, 1.62, 0.68, 'glass'),
        Section(-1.15, 0.92, 1.08, 1.67, 0.69),
        Section(-1.07, 0.92, 1.08, 1.67, 0.69, 'glass'),
        Section(-0.24, 0.92, 1.08, 1.69, 0.70),
        Section(-0.16, 0.92, 1.08, 1.69, 0.70, 'glass'),
        Section(0.48, 0.92, 1.06, 1.63, 0.68, 'glass', 'glass'),
        Section(1.12, 0.91, 1.04, 1.10, 0.76),
        Section(1.85, 0.88, 0.96, 1.02, 0.72),
        Section(2.12, 0.82, 0.80, 0.85, 0.68),
        Section(2.20, 0.78, 0.66, 0.70, 0.64),
    ),
    'van': (
        Section(-2.50, 0.86, 1.05, 2.02, 0.74, 'paint', 'paint'),
        Section(-2.42, 0.93, 1.08, 2.12, 0.78),
        Section(-0.35, 0.94, 1.08, 2.14, 0.79),
        Section(0.30, 0.94, 1.06, 2.14, 0.79, 'glass'),
        Section(1.10, 0.94, 1.05, 2.06, 0.76, 'glass', 'glass'),
        Section(1.90, 0.92, 1.02, 1.14, 0.78),
        Section(2.38, 0.87, 0.86, 0.94, 0.72),
        Section(2.48, 0.82, 0.70, 0.74, 0.68),
    ),
    'crossover': (
        Section(-2.20, 0.80, 0.90, 0.96, 0.70),
        Section(-2.12, 0.88, 1.00, 1.08, 0.74, 'paint', 'glass'),
        Section(-1.60, 0.90, 1.04, 1.50, 0.64),
        Section(-1.35, 0.90, 1.03, 1.56, 0.66, 'glass'),
        Section(-0.30, 0.91, 1.03, 1.60, 0.67),
        Section(-0.22, 0.91, 1.03, 1.60, 0.67, 'glass'),
        Section(0.50, 0.91, 1.02, 1.54, 0.65, 'glass', 'glass'),
        Section(1.20, 0.90, 1.00, 1.06, 0.75),
        Section(1.85, 0.87, 0.90, 0.95, 0.70),
        Section(2.18, 0.80, 0.74, 0.78, 0.66),
        Section(2.26, 0.75, 0.62, 0.66, 0.62),
    ),
    'estate': (
        Section(-2.30, 0.78, 0.80, 0.88, 0.66),
        Section(-2.25, 0.85, 0.93, 1.02, 0.70, 'paint', 'glass'),
        Section(-1.95, 0.87, 0.96, 1.40, 0.62, 'glass'),
        Section(-1.00, 0.88, 0.95, 1.46, 0.63),
        Section(-0.92, 0.88, 0.95, 1.46, 0.63, 'glass'),
        Section(-0.25, 0.88, 0.95, 1.48, 0.64),
        Section(-0.17, 0.88, 0.95, 1.48, 0.64, 'glass'),
        Section(0.45, 0.88, 0.94, 1.42, 0.62, 'glass', 'glass'),
        Section(1.15, 0.87, 0.91, 0.97, 0.72),
        Section(1.75, 0.85, 0.83, 0.88, 0.68),
        Section(2.12, 0.80, 0.68, 0.73, 0.64),
        Section(2.20, 0.74, 0.58, 0.62, 0.60),
    ),
    'coupe': (
        Section(-2.15, 0.80, 0.82, 0.88, 0.68),
        Section(-2.08, 0.88, 0.90, 0.97, 0.72),
        Section(-1.50, 0.90, 0.93, 1.00, 0.74, 'paint', 'glass'),
        Section(-0.70, 0.90, 0.93, 1.28, 0.58, 'glass'),
        Section(-0.10, 0.90, 0.93, 1.33, 0.60, 'glass'),
        Section(0.50, 0.90, 0.92, 1.28, 0.58, 'glass', 'glass'),
        Section(1.20, 0.89, 0.88, 0.94, 0.74),
        Section(1.80, 0.87, 0.80, 0.85, 0.70),
        Section(2.15, 0.82, 0.66, 0.70, 0.66),
        Section(2.22, 0.76, 0.56, 0.60, 0.62),
    ),
    'minivan': (
        Section(-2.40, 0.84, 0.90, 0.98, 0.72),
        Section(-2.34, 0.92, 1.02, 1.10, 0.78, 'paint', 'glass'),
        Section(-2.10, 0.95, 1.05, 1.62, 0.70, 'glass'),
        Section(-1.20, 0.96, 1.05, 1.74, 0.72),
        Section(-1.10, 0.96, 1.05, 1.74, 0.72, 'glass'),
        Section(-0.10, 0.96, 1.04, 1.75, 0.72),
        Section(0.00, 0.96, 1.04, 1.75, 0.72, 'glass'),
        Section(0.80, 0.96, 1.02, 1.66, 0.69, 'glass', 'glass'),
        Section(1.60, 0.93, 0.98, 1.04, 0.76),
        Section(2.15, 0.89, 0.85, 0.90, 0.70),
        Section(2.42, 0.84, 0.70, 0.75, 0.67),
        Section(2.50, 0.82, 0.66, 0.70, 0.66),
    ),
    'pickup': (
        Section(-2.75, 0.88, 0.95, 1.03, 0.80),
        Section(-2.68, 0.95, 1.08, 1.16, 0.86),
        Section(-0.95, 0.97, 1.10, 1.18, 0.86, 'paint', 'glass'),
        Section(-0.75, 0.97, 1.12, 1.78, 0.72, 'glass'),
        Section(0.10, 0.97, 1.12, 1.85, 0.74),
        Section(0.18, 0.97, 1.12, 1.85, 0.74, 'glass'),
        Section(0.85, 0.97, 1.10, 1.78, 0.72, 'glass', 'glass'),
        Section(1.45, 0.96, 1.08, 1.16, 0.82),
        Section(2.35, 0.94, 1.04, 1.12, 0.80),
        Section(2.72, 0.90, 0.85, 0.90, 0.76),
        Section(2.78, 0.84, 0.66, 0.70, 0.70),
    ),
}
