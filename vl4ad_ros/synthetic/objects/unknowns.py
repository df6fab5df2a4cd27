"""The kinds that no known class names, by the word a configuration uses for them."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from ..things import Model
from . import (
    auto_rickshaw,
    ball,
    barrel,
    boar,
    boat_trailer,
    boulder,
    caravan,
    cartons,
    cow,
    deer,
    dog,
    excavator,
    forklift,
    fridge,
    goose,
    hay_bale,
    horse_rider,
    kick_scooter,
    ladder,
    log,
    mattress,
    pallet,
    pram,
    quad_bike,
    rubbish_bags,
    sheep,
    shopping_cart,
    sofa,
    suitcase,
    tractor,
    traffic_cone,
    tyre,
    wheelbarrow,
    wheelchair,
)


@dataclass(frozen=True)
class UnknownKind:
    """An unknown kind and how it may be used."""

    build: Callable[[Generator], Model]
    near: bool = False  # like a known class, so that it may be mistaken for it
    unseen: bool = False  # kept for tests: never rendered for anything that learns


UNKNOWN_KINDS: dict[str, UnknownKind] = {
    'ball': UnknownKind(ball.build),
    'barrel': UnknownKind(barrel.build),
    'boar': UnknownKind(boar.build),
    'boulder': UnknownKind(boulder.build),
    'cartons': UnknownKind(cartons.build),
    'cow': UnknownKind(cow.build),
    'deer': UnknownKind(deer.build, unseen=True),
    'dog': UnknownKind(dog.build),
    'refrigerator': UnknownKind(fridge.build, unseen=True),
    'goose': UnknownKind(goose.build, unseen=True),
    'hay_bale': UnknownKind(hay_bale.build),
    'ladder': UnknownKind(ladder.build),
    'log': UnknownKind(log.build),
    'mattress': UnknownKind(mattress.build),
    'pallet': UnknownKind(pallet.build),
    'pram': UnknownKind(pram.build, unseen=True),
    'rubbish_bags': UnknownKind(rubbish_bags.build),
    'sheep': UnknownKind(sheep.build),
    'shopping_cart': UnknownKind(shopping_cart.build),
    'sofa': UnknownKind(sofa.build),
    'suitcase': UnknownKind(suitcase.build),
    'traffic_cone': UnknownKind(traffic_cone.build, unseen=True),
    'tyre': UnknownKind(tyre.build),
    'wheelbarrow': UnknownKind(wheelbarrow.build, unseen=True),
    'auto_rickshaw': UnknownKind(auto_rickshaw.build, near=True, unseen=True),
    'boat_trailer': UnknownKind(boat_trailer.build, near=True, unseen=True),
    'caravan': UnknownKind(caravan.build, near=True),
    'excavator': UnknownKind(excavator.build, near=True, unseen=True),
    'forklift': UnknownKind(forklift.build, near=True),
    'horse_and_rider': UnknownKind(horse_rider.build, near=True),
    'kick_scooter': UnknownKind(kick_scooter.build, near=True),
    'quad_bike': UnknownKind(quad_bike.build, near=True),
    'tractor': UnknownKind(tractor.build, near=True),
    'wheelchair': UnknownKind(wheelchair.build, near=True, unseen=True),
}
