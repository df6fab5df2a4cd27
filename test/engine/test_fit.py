import numpy as np
import pytest

from vl4ad_ros.engine.fit import Fit, crop_map, fit_image, plan_fit

FILL = (123, 117, 104)


@pytest.mark.parametrize(
    ('image_hw', 'network_hw', 'content_hw', 'input_hw'),
    [
        ((360, 640), (360, 640), (360, 640), (360, 640)),
        ((1080, 1920), (360, 640), (360, 640), (360, 640)),
        ((480, 640), (360, 640), (360, 480), (360, 640)),  # padded at the right
        ((400, 1600), (360, 640), (160, 640), (360, 640)),  # padded below
        ((90, 160), (360, 640), (360, 640), (360, 640)),  # made larger
        ((1000, 1777), (360, 640), (360, 640), (360, 640)),
        ((1, 5000), (360, 640), (4, 640), (360, 640)),  # one row of cells is the least
        ((5000, 1), (360, 640), (360, 4), (360, 640)),
        ((361, 641), (361, 641), (360, 640), (361, 641)),  # whole cells alone
        ((360, 640), None, (360, 640), (384, 640)),
        ((512, 1024), None, (512, 1024), (512, 1024)),
        ((541, 963), None, (540, 960), (544, 960)),
        ((1, 1), None, (4, 4), (32, 32)),
    ],
)
def test_plan(image_hw, network_hw, content_hw, input_hw) -> None:
    fit = plan_fit(image_hw, network_hw, mask_stride=4)
    assert (fit.content_hw, fit.input_hw) == (content_hw, input_hw)
    assert fit.map_hw == (content_hw[0] // 4, content_hw[1] // 4)


@pytest.mark.parametrize('image_hw', [(h, w) for h in (97, 480, 1081) for w in (97, 641, 1999)])
def test_aspect_is_kept_to_within_half_a_cell(image_hw) -> None:
    height, width = plan_fit(image_hw, (360, 640), mask_stride=4).content_hw
    scale = min(360 / image_hw[0], 640 / image_hw[1])
    assert abs(height - image_hw[0] * scale) <= 2
    assert abs(width - image_hw[1] * scale) <= 2


def test_image_that_fits_is_not_copied() -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    assert fit_image(image, plan_fit((360, 640), (360, 640), 4), FILL) is image


def test_content_lies_top_left_and_the_rest_is_fill() -> None:
    image = np.full((480, 640, 3), 200, np.uint8)
    fitted = fit_image(image, plan_fit((480, 640), (360, 640), 4), FILL)
    assert fitted.shape == (360, 640, 3)
    assert (fitted[:, :480] == 200).all()
    assert (fitted[:, 480:] == FILL).all()


def test_shrinking_averages() -> None:
    image = np.zeros((720, 1280, 3), np.uint8)
    image[::2] = 200  # stripes that picking every second row would lose
    fitted = fit_image(image, plan_fit((720, 1280), (360, 640), 4), FILL)
    assert (fitted == 100).all()


def test_a_place_keeps_its_place_in_the_map() -> None:
    image = np.zeros((960, 1280, 3), np.uint8)
    image[480:, 640:] = 255  # the lower right quarter
    fit = plan_fit((960, 1280), (360, 640), 4)
    fitted = fit_image(image, fit, FILL)
    cells = fitted[:, :, 0].reshape(90, 4, 160, 4).mean(axis=(1, 3))
    content = crop_map(cells, fit)
    assert content.shape == (90, 120)
    assert (content[:45] == 0).all()
    assert (content[:, :60] == 0).all()
    assert (content[45:, 60:] == 255).all()


def test_cropped_map_is_contiguous() -> None:
    cropped = crop_map(np.arange(90 * 160).reshape(90, 160), Fit((160, 320), (360, 640), 4))
    assert cropped.shape == (40, 80)
    assert cropped.flags.c_contiguous
    assert cropped[1, 0] == 160
