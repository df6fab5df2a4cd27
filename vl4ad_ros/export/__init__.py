"""From a network in torch to a bundle, and the proof that both say the same."""
