"""The network that options name."""

from dataclasses import replace

from ..bundle import load_bundle
from ..evaluation.network import Network, load_network
from ..paths import find_bundle
from ..pipeline import REPEATABLE_THREADS
from ..vocabulary.reader import read_vocabulary


def named_network(bundle: str, vocabulary: str, provider: str, threads: int) -> Network:
    """Load a network here, and return it with what it runs on: other processes must agree."""
    loaded = load_bundle(find_bundle(bundle))
    words = read_vocabulary(loaded.vocabulary_file(vocabulary))
    network = Network(loaded.reference.resolve(), words, provider, threads or REPEATABLE_THREADS)
    engine = load_network(network).engine
    return replace(network, bundle_digest=loaded.digest, runs_on=engine.provider)
