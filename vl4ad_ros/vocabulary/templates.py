"""Sets of prompt templates that a vocabulary file can name."""

TEMPLATE_SETS: dict[str, tuple[str, ...]] = {
    # What FC-CLIP was trained and published with; their mean steadies the embedding of a concept.
    'vild14': (
        'a photo of a {}.',
        'This is a photo of a {}',
        'There is a {} in the scene',
        'There is the {} in the scene',
        'a photo of a {} in the scene',
        'a photo of a small {}.',
        'a photo of a medium {}.',
        'a photo of a large {}.',
        'This is a photo of a small {}.',
        'This is a photo of a medium {}.',
        'This is a photo of a large {}.',
        'There is a small {} in the scene.',
        'There is a medium {} in the scene.',
        'There is a large {} in the scene.',
    ),
}
