"""
The endless sequence of augmented pictures that a run sees.

What lies at a position of it follows from the seed alone. So a run that goes on at step n takes
the same pictures as one that never stopped, whatever the number of devices and workers is, and no
state of a sampler or of random numbers needs to be kept.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.context import BaseContext

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from ..errors import DataSetError
from ..structures import UInt8Array
from ..worker_process import end_with_parent
from .augmentation import augment
from .pasting import Donors, paste_objects
from .pictures import LabelledPicture
from .settings import TrainingSettings

_ORDER, _CHANGE, _POINTS, _PASTE = range(4)  # what a random number is for


class PictureStream(Dataset[tuple[Tensor, Tensor]]):
    """Pictures by position; each comes once in every len(pictures) of them."""

    def __init__(
        self,
        pictures: Sequence[LabelledPicture],
        settings: TrainingSettings,
        donors: Donors | None = None,  # of objects that are pasted into them
    ) -> None:
        self.pictures = pictures
        self._settings = settings
        self._donors = donors
        self._round = -1
        self._order = np.zeros(0, np.int64)

    def __getitem__(self, position: int) -> tuple[Tensor, Tensor]:  # (H, W, 3), (H, W), uint8
        """Return an augmented picture and its label."""
        settings = self._settings
        image, label = self.pick(position).read()
        if self._donors:
            self._paste(self._donors, image, label, position)
        image, label = augment(
            image,
            label,
            settings.size_hw,
            settings.augmentation,
            np.random.default_rng((settings.seed, _CHANGE, position)),
        )
        return torch.from_numpy(image), torch.from_numpy(label)

    def pick(self, position: int) -> LabelledPicture:
        """Return the picture at a position."""
        pass_number, place = divmod(position, len(self.pictures))
        if pass_number != self._round:
            rng = np.random.default_rng((self._settings.seed, _ORDER, pass_number))
            self._order = rng.permutation(len(self.pictures))
            self._round = pass_number
        return self.pictures[int(self._order[place])]

    def _paste(self, donors: Donors, image: UInt8Array, label: UInt8Array, position: int) -> None:
        rng = np.random.default_rng((self._settings.seed, _PASTE, position))
        if rng.random() < self._settings.augmentation.paste:
            paste_objects(image, label, *donors.pick(rng).read(), donors.classes, rng)


class BatchPositions(Sampler[list[int]]):
    """The positions of a device's share of each step."""

    def __init__(self, first_step: int, steps: int, batch: int, device: int, devices: int) -> None:
        self._steps = range(first_step, steps)
        self._batch = batch  # of all devices together
        self._share = batch // devices
        self._device = device

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[list[int]]:
        """Yield the positions of one step after the other."""
        for step in self._steps:
            start = step * self._batch + self._device * self._share
            yield list(range(start, start + self._share))


def open_stream(
    stream: PictureStream,
    settings: TrainingSettings,
    first_step: int,
    device: int,  # number of this device among all
) -> DataLoader[tuple[Tensor, Tensor]]:
    """Return the batches from a step on, read and augmented ahead by worker processes."""
    run = settings.run
    positions = BatchPositions(
        first_step, settings.steps, settings.batch, device, run.devices * run.nodes
    )
    return DataLoader(
        stream,
        batch_sampler=positions,
        num_workers=run.workers,
        worker_init_fn=_start_worker,
        multiprocessing_context=_worker_context() if run.workers else None,
        pin_memory=torch.cuda.is_available(),
    )


def take_batch(batches: Iterator[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """Return the next batch; what goes wrong in a worker is said in one sentence."""
    try:
        return next(batches)
    except DataSetError as error:
        # torch puts a worker's traceback into the message, and the sentence at its end.
        raise DataSetError(
            str(error).rpartition(f'{DataSetError.__name__}: ')[2].strip()
        ) from None


def point_seed(settings: TrainingSettings, step: int, device: int) -> int:
    """Return the seed of the points at which the masks of a step are compared."""
    sequence = np.random.SeedSequence((settings.seed, _POINTS, step, device))
    return int(sequence.generate_state(1)[0])


def _worker_context() -> BaseContext:
    """Let workers begin clean: one forked from a process with threads of OpenCV may hang."""
    context = multiprocessing.get_context('forkserver')
    context.set_forkserver_preload([__name__])  # imports once what all workers need
    return context


def _start_worker(_: int) -> None:
    end_with_parent()
    cv2.setNumThreads(1)  # there are as many processes as the user asked for
