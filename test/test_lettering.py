import numpy as np
import pytest

from vl4ad_ros.lettering import Line, fit_line


@pytest.mark.parametrize('width_px', [20, 60, 200, 1000])
@pytest.mark.parametrize('text', ['rock 0.93', 'a very long name of something on the road 0.50'])
def test_a_fitted_line_is_not_wider_than_asked(text, width_px):
    assert fit_line(text, 24, width_px, smallest_px=9).width_px <= width_px


def test_letters_shrink_before_any_is_left_out():
    full = Line('lost cargo', 24)
    assert fit_line('lost cargo', 24, 500, 9) == full
    smaller = fit_line('lost cargo', 24, 0.7 * full.width_px, 9)
    assert smaller.text == 'lost cargo'
    assert smaller.height_px < 24
    assert fit_line('lost cargo', 24, 30, 9).text.endswith('..')


def test_text_lies_right_and_below_its_corner():
    picture = np.zeros((60, 200, 3), np.uint8)
    line = Line('lpg', 20)
    line.write(picture, 30, 10, (255, 255, 255))
    rows, columns = np.nonzero(picture.any(axis=2))
    assert 10 - 2 <= rows.min() <= rows.max() <= 10 + 20 + 2
    assert 30 - 2 <= columns.min() <= columns.max() <= 30 + line.width_px + 2
