"""Words that vocabularies are judged by, of our own choice."""

# Things of many kinds that have nothing to do with each other: how near such words lie is where
# nearness begins. Few belong to streets, so that no vocabulary is the measure of itself.
UNRELATED_WORDS = (
    'violin', 'teapot', 'volcano', 'necklace', 'microscope', 'pancake', 'submarine', 'pillow',
    'lighthouse', 'scissors', 'orchid', 'penguin', 'typewriter', 'cathedral', 'sandwich', 'glove',
    'telescope', 'candle', 'octopus', 'envelope', 'guitar', 'igloo', 'cheese', 'astronaut',
    'hammer', 'waterfall', 'lipstick', 'chessboard', 'beehive', 'umbrella', 'trophy', 'swimsuit',
    'calendar', 'mushroom', 'toothbrush', 'pyramid', 'spider', 'accordion', 'keyboard', 'lemon',
    'crown', 'hammock', 'syringe', 'popcorn', 'dolphin', 'lantern', 'saxophone', 'wallet',
    'castle', 'spoon', 'parachute', 'diamond', 'blender', 'cactus', 'newspaper', 'wedding dress',
    'skeleton', 'aquarium', 'binoculars', 'feather', 'comb', 'jellyfish', 'passport', 'anchor',
)  # fmt: skip

# What lies or stands on roads and must be found. A known concept beside one of them hides it.
TYPICAL_HAZARDS = (
    'rock', 'boulder', 'stone', 'gravel pile', 'dirt', 'mud', 'water', 'puddle', 'debris',
    'rubble', 'garbage', 'lost cargo', 'cardboard box', 'crate', 'wooden pallet', 'plank',
    'tire', 'barrel', 'bucket', 'suitcase', 'plastic bag', 'mattress', 'sofa', 'chair', 'ladder',
    'pipe', 'fallen tree', 'branch', 'log', 'hay bale', 'dog', 'cat', 'deer', 'cow', 'horse',
    'sheep', 'wild boar', 'bird', 'ball', 'traffic cone', 'shopping cart', 'wheelchair',
    'stroller', 'tent', 'tarpaulin', 'fire', 'snow heap', 'sinkhole', 'pothole', 'wreckage',
)  # fmt: skip
