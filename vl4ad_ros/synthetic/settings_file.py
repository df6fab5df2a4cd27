"""The configuration of drives and stills, read from YAML."""

from collections.abc import Mapping
from pathlib import Path

from ..yaml_record import fill_record, read_yaml
from .settings import DriveSetSettings, DriveSettings, StillsSettings


def read_settings(path: Path) -> DriveSettings | DriveSetSettings | StillsSettings:
    """
    Read the configuration of a drive; of several, or of stills, where it chooses among `streets`.

    Raises SettingsError with the remedy.
    """
    content = read_yaml(path, 'a drive')
    if isinstance(content, Mapping) and 'drives' in content:
        return fill_record(DriveSetSettings, content, str(path))
    if isinstance(content, Mapping) and 'streets' in content:
        return fill_record(StillsSettings, content, str(path))
    return fill_record(DriveSettings, content, str(path))
