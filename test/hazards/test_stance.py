import pytest

from vl4ad_ros.hazards.stance import standing_rows


@pytest.mark.parametrize(
    ('drawing', 'rows'),
    [
        (
            """..####..
               ..####..
               ..####..""",
            3,
        ),
        (  # a tail of doubt below a body
            """.#######...
               ########...
               .......##..
               ........#..
               ........##.""",
            2,
        ),
        (  # the legs of a cow from the side
            """#########..
               ##########.
               #.......#..
               #.......#..""",
            4,
        ),
        (  # and from the front
            """.###.
               .###.
               .#.#.
               .#.#.""",
            4,
        ),
        (  # a traffic cone
            """...#...
               ..###..
               .#####.
               #######""",
            4,
        ),
        (  # a pole is narrow everywhere
            """#
               #
               #""",
            3,
        ),
        (  # an aerial does not count
            """....#...
               ....#...
               .######.
               .######.""",
            4,
        ),
    ],
)
def test_where_a_region_stands(picture, drawing, rows):
    assert standing_rows(picture(drawing)) == rows
