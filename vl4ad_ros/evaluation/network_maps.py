"""All maps of a network for a data set, from which hazards are found as often as one likes."""

from ..pipeline import Pipeline
from ..workers.workers import OnDone
from .data_set import DataSet
from .image_reader import ImageReader
from .map_folder import MapFolder


def write_maps(pipeline: Pipeline, data_set: DataSet, folder: MapFolder, on_done: OnDone) -> None:
    """Run the network over all frames, and keep its maps and the words they speak of."""
    folder.write_words(pipeline.text, pipeline.engine.bundle.model_id)
    reader = ImageReader()
    for frame in data_set.frames:
        folder.write(frame.id, pipeline.engine.infer(reader.read(frame), pipeline.text))
        on_done(1)
