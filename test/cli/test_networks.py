from vl4ad_ros.cli.networks import named_network
from vl4ad_ros.evaluation.network import load_network


def test_workers_load_the_bundle_at_the_size_that_was_asked_for():
    asked = named_network('demo@64x96', 'road', 'cpu', 1)
    engine = load_network(asked).engine
    assert engine.bundle.manifest.input_size_hw == (64, 96)
    assert engine.bundle.digest == asked.bundle_digest
    assert named_network('demo', 'road', 'cpu', 1).bundle_digest != asked.bundle_digest
