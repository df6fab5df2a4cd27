"""From anomaly maps to hazards: arrays in, frozen values out."""
