import pytest
import torch
from torch import nn

from vl4ad_ros.training.learner import Learner
from vl4ad_ros.training.optimiser import WeightAverage, build_optimiser, learning_rate
from vl4ad_ros.training.settings import OptimiserSettings
from vl4ad_ros.training.start import start_network
from vl4ad_ros.training.text import embed_classes
from vl4ad_ros.vocabulary.reader import parse_vocabulary


@pytest.mark.parametrize(
    ('changes', 'step', 'expected'),
    [
        ({}, 0, 1.0),
        ({}, 50, 0.5**0.9),
        ({}, 99, 0.01**0.9),
        ({'power': 1.0}, 25, 0.75),
        ({'warmup_steps': 10}, 0, 0.1),
        ({'warmup_steps': 10, 'power': 0.0}, 9, 1.0),
        ({'schedule': 'step', 'milestones': (0.5, 0.9)}, 49, 1.0),
        ({'schedule': 'step', 'milestones': (0.5, 0.9)}, 50, 0.1),
        ({'schedule': 'step', 'milestones': (0.5, 0.9)}, 90, 0.01),
    ],
)
def test_learning_rates(changes, step, expected):
    settings = OptimiserSettings(learning_rate=3e-4, **changes)
    assert learning_rate(step, 100, settings) == pytest.approx(3e-4 * expected)


def test_only_the_decoder_is_optimised_and_norms_do_not_decay(settings, streets):
    vocabulary = parse_vocabulary((streets / 'vocabulary.yaml').read_text(), 'tiny')
    network = start_network(settings)
    learner = Learner(network, embed_classes(network, vocabulary), settings.loss)
    optimiser = build_optimiser(learner, settings.optimiser)
    name_of = {id(parameter): name for name, parameter in network.named_parameters()}
    decayed, others = (
        {name_of[id(parameter)] for parameter in group['params']}
        for group in optimiser.param_groups
    )
    decoder = {name for name in name_of.values() if name.startswith('sem_seg_head.')}
    assert decayed | others == decoder
    assert optimiser.param_groups[1]['weight_decay'] == 0
    predictor = 'sem_seg_head.predictor.'
    assert {f'{predictor}{name}' for name in ('decoder_norm.weight', 'query_feat.weight')} < others
    assert f'{predictor}logit_scale' in others
    assert f'{predictor}class_embed.layers.0.weight' in decayed
    assert f'{predictor}class_embed.layers.0.bias' in decayed


def test_an_average_follows_the_weights_and_can_take_their_place():
    parameter = nn.Parameter(torch.zeros(2))
    average = WeightAverage([('x', parameter)], decay=0.9)
    with torch.no_grad():
        parameter.fill_(1.0)
    average.update(1000)
    assert average.weights['x'].tolist() == pytest.approx([0.1, 0.1])
    average.swap()
    assert parameter.tolist() == pytest.approx([0.1, 0.1])
    average.swap()
    assert parameter.tolist() == [1.0, 1.0]
    assert average.weights['x'].tolist() == pytest.approx([0.1, 0.1])
