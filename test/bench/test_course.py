from types import SimpleNamespace

import numpy as np

from vl4ad_ros.bench.course import STAGES, Course
from vl4ad_ros.hazards.settings import HazardSettings


def test_every_camera_gets_an_image_of_its_own_in_rgb(case):
    images = [np.full((32, 64, 3), (1, 2, 30 + number), np.uint8) for number in range(3)]
    bundle = SimpleNamespace(model_id='model')
    pipeline = SimpleNamespace(
        engine=SimpleNamespace(bundle=bundle), text=case.text, hazard_settings=HazardSettings()
    )
    course = Course(case, images, pipeline)
    turns = [course.run(), course.run()]
    assert [tuple(image[0, 0]) for image in case.way.seen] == [
        (30, 2, 1), (31, 2, 1), (31, 2, 1), (32, 2, 1),
    ]  # fmt: skip
    for turn in turns:
        assert tuple(turn.stage_s) == STAGES
        assert turn.parts_s == {'trunk': 0.5}
        assert 0 < sum(turn.stage_s.values()) <= turn.wall_s
