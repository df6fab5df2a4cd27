import numpy as np

from vl4ad_ros.ensemble import Ensemble


def test_group_is_seen_when_any_of_its_concepts_was_trained() -> None:
    ensemble = Ensemble(('road', 'street', 'Car'))
    groups = (('pavement', 'street'), ('lost cargo', 'animal'), ('car',), ('cars',), ())
    seen = ensemble.seen(groups)
    assert seen.dtype == np.bool_
    assert seen.tolist() == [True, False, True, False, False]
