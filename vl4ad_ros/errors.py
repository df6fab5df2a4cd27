"""Everything that can go wrong, as types. A message is one sentence that names the remedy."""


class Vl4adError(Exception):
    """Base of all errors a user can cause and cure; the command line prints it and exits 2."""


class VocabularyError(Vl4adError):
    """A vocabulary file that cannot be used."""


class BundleError(Vl4adError):
    """A model bundle that is damaged, foreign or too new."""


class EngineError(Vl4adError):
    """The network cannot run as asked, for example on a provider that is not there."""


class ExportError(Vl4adError):
    """A network that cannot become a bundle."""


class CheckpointError(ExportError):
    """Weights that do not fit the network they are loaded into."""


class SettingsError(Vl4adError):
    """A parameter that is unknown, of the wrong type or out of range."""


class TransformError(Vl4adError):
    """Transforms (tf) that do not say how a camera is mounted."""


class DriveError(Vl4adError):
    """A drive (bag, video, folder of pictures, picture) that cannot be read."""


class DataSetError(Vl4adError):
    """A data set that is not there, or not whole."""


class EvaluationError(Vl4adError):
    """Scores or results that cannot be judged, compared or gone on with."""


class ReplayError(Vl4adError):
    """A replay that cannot be written, or a run that it cannot be compared with."""


class WorkerError(Vl4adError):
    """Processes or a cluster that cannot do the work they were given."""


class SyntheticError(Vl4adError):
    """A drive that cannot be rendered here, or not into this folder."""


class PartError(Vl4adError):
    """A file that an encoder is made of, which is not installed or not the one expected."""


class TrainingError(Vl4adError):
    """A training run that cannot start, go on, or be right."""


class BenchError(Vl4adError):
    """A bench that cannot be run as asked, or a file that holds none."""


class DemoError(Vl4adError):
    """A demonstration that did not run to its end."""


class ImageError(Vl4adError):
    """
    An image that cannot be used.

    `reason` is a short fixed key, for example `bad_step`, under which the frame is counted.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type['ImageError'], tuple[str, str]]:
        """Say how it is made again in another process."""
        return type(self), (self.reason, str(self))
