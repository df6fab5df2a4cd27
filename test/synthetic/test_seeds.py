from vl4ad_ros.synthetic.seeds import generator


def test_numbers_depend_on_seed_and_purpose_alone():
    first = generator(7, 'trees', 1).random(4).tolist()
    generator(7, 'cars').random(100)
    assert generator(7, 'trees', 1).random(4).tolist() == first
    others = [generator(8, 'trees', 1), generator(7, 'trees', 2), generator(7, 'cars', 1)]
    assert all(other.random(4).tolist() != first for other in others)
