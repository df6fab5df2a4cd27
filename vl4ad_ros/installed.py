"""Which version of this package runs."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Return the version of the package, where it is installed."""
    try:
        return version('vl4ad_ros')
    except PackageNotFoundError:  # run from a clone
        return 'not installed'
