import textwrap

import pytest

from vl4ad_ros.errors import VocabularyError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.vocabulary.reader import parse_vocabulary, read_vocabulary
from vl4ad_ros.vocabulary.templates import TEMPLATE_SETS

HEAD = 'version: 1\nname: tiny\ntemplates: ["a {}."]\n'
CLASSES = 'classes:\n  road: [road, street]\n  car: [car, van]\n'
GOOD = HEAD + CLASSES


def _parse(text):
    return parse_vocabulary(text, 'file.yaml')


def test_everything_is_read():
    vocabulary = _parse(
        textwrap.dedent("""\
            version: 1
            name: a small one
            temperature: 0.02
            templates: ["a {}.", "a   photo of {}"]
            classes:
              road: [road, "zebra
                crossing"]
              car:
                - car
                - van
              'no': ['no', '1984']
            super_classes:
              things: [car, 'no']
            ood_prompts:
              dog: [dog, puppy]
            """)
    )
    assert vocabulary.name == 'a small one'
    assert vocabulary.temperature == 0.02
    assert vocabulary.templates == ('a {}.', 'a photo of {}')
    assert [(group.name, group.known, group.concepts) for group in vocabulary.groups] == [
        ('road', True, ('road', 'zebra crossing')),
        ('things', True, ('car', 'van', 'no', '1984')),
        ('dog', False, ('dog', 'puppy')),
    ]


@pytest.mark.parametrize(
    ('text', 'prompts'),
    [
        ('', []),
        ('ood_prompts: []\n', []),
        ('ood_prompts: {}\n', []),
        ('ood_prompts: [dog, lost cargo]\n', [('dog', ('dog',)), ('lost cargo', ('lost cargo',))]),
        ('ood_prompts: {pet: [dog, cat]}\n', [('pet', ('dog', 'cat'))]),
    ],
)
def test_ood_prompts_have_a_short_form(text, prompts):
    read = _parse(GOOD + text).ood_prompts
    assert [(prompt.name, prompt.concepts) for prompt in read] == prompts


def test_template_sets_have_a_name():
    text = GOOD.replace('["a {}."]', 'vild14')
    assert _parse(text).templates == TEMPLATE_SETS['vild14']
    assert len(set(TEMPLATE_SETS['vild14'])) == 14
    assert all(template.count('{}') == 1 for template in TEMPLATE_SETS['vild14'])


@pytest.mark.parametrize(('text', 'value'), [('1e-2', 0.01), ('1', 1.0), ('0.05', 0.05)])
def test_temperature_in_each_way_to_write_it(text, value):
    assert _parse(GOOD + f'temperature: {text}\n').temperature == value


def _with_classes(*lines):
    return HEAD + 'classes:\n' + ''.join(f'  {line}\n' for line in lines)


BAD = {
    'empty file': ('', 1, 'the file is empty; begin with `version: 1`'),
    'only a comment': ('# soon\n', 1, 'the file is empty'),
    'a list': ('- road\n', 1, 'the vocabulary is a list; write a mapping'),
    'two documents': (GOOD + '---\nname: b\n', 7, 'but found another document'),
    'unclosed bracket': (HEAD + 'classes: {road: [road\nname: x\n', 5, 'not valid YAML'),
    'tab': (HEAD + 'classes:\n\troad: [road]\n', 5, 'not valid YAML'),
    'control character': (GOOD + '# \x07\n', 7, 'not allowed in YAML'),
    'escape outside Unicode': (GOOD + 'ood_prompts: ["\\UFFFFFFFF"]\n', 1, 'outside Unicode'),
    'half a surrogate': (GOOD + 'ood_prompts: ["\\ud800"]\n', 7, 'cannot be printed'),
    'deep nesting': (GOOD + 'ood_prompts: ' + '[' * 5000 + ']' * 5000, 1, 'too deeply'),
    'too long': (GOOD + '#' * 300_000, 1, 'shorten it'),
    'unknown key': (GOOD + 'ood_prompt: [dog]\n', 7, 'did you mean `ood_prompts`?'),
    'unknown far key': (GOOD + 'zzz: 1\n', 7, 'known are version, name, classes, templates, sup'),
    'key twice': (GOOD + 'name: b\n', 7, 'key `name` stands twice in the vocabulary, first in l'),
    'key twice in one line': (_with_classes('{a: [x], a: [y]}'), 5, 'stands twice'),
    'missing name': (GOOD.replace('name: tiny\n', ''), 1, 'the key `name` is missing; add it'),
    'missing classes': (HEAD, 1, 'the key `classes` is missing'),
    'missing templates': (GOOD.replace('templates: ["a {}."]\n', ''), 1, '`templates` is missing'),
    'missing version': (GOOD.replace('version: 1\n', ''), 1, 'the key `version` is missing'),
    'newer version': (GOOD.replace('version: 1', 'version: 2'), 1, 'write `version: 1`'),
    'version as a list': (GOOD.replace('version: 1', 'version: [1]'), 1, 'write `version: 1`'),
    'name is a number': (GOOD.replace('tiny', '7'), 2, "takes `7` for a number; write '7' in q"),
    'classes without value': (HEAD + 'classes:\n', 4, 'has no value; write a mapping there'),
    'no classes': (HEAD + 'classes: {}\n', 4, '`classes` is empty'),
    'classes as a list': (HEAD + 'classes: [road, car]\n', 4, 'is a list; write a mapping there'),
    'empty class': (_with_classes('road: [road]', 'car: []'), 6, 'class `car` is empty; name at'),
    'class without value': (_with_classes('road: [road]', 'car:'), 6, 'the class `car` has no va'),
    'class as text': (_with_classes('road: road'), 5, 'the class `road` is text; write a list'),
    'class of mappings': (_with_classes('road: [a: b]'), 5, 'is a mapping; write text there'),
    'empty concept': (_with_classes('road: [" "]'), 5, 'a concept of the class `road` is empty'),
    'concept without value': (_with_classes('road: [a, ~]'), 5, 'has no value; write text there'),
    'Norway as a class': (_with_classes('no: [fjord]'), 5, "`no` for a boolean; write 'no' in q"),
    'off as a concept': (_with_classes('road: [a, off]'), 5, "takes `off` for a boolean; write '"),
    'number as a concept': (_with_classes('year: [1984]'), 5, 'takes `1984` for a number'),
    'date as a concept': (_with_classes('day: [2024-05-06]'), 5, 'takes `2024-05-06` for a date'),
    'merge key': (_with_classes('a: &a [x]', '<<: *a'), 6, 'has the YAML tag'),
    'python tag': (
        _with_classes('road: !!python/object/apply:os.system [ls]'),
        5,
        'YAML tag `tag',
    ),
    'python name': (_with_classes('road: [!!python/name:os.system x]'), 5, 'tags are not read'),
    'set': (_with_classes('road: !!set {a, b}'), 5, 'tags are not read'),
    'alias': (_with_classes('a: &a [x, y]', 'b: *a'), 5, 'concept `x` of the class `b` already b'),
    'alias bomb': (
        _with_classes('a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'd: [*c, *c]'),
        5,
        'a concept of the class `b` is a list',
    ),
    'one long list under many names': (
        _with_classes(
            f'a: &a [{", ".join(map(str.__add__, "x" * 999, map(str, range(999))))}]',
            *(f'b{number}: *a' for number in range(999)),
        ),
        5,
        'aliases repeat lists too often',
    ),
    'alias of itself': (_with_classes('a: &a [x, *a]'), 5, 'a concept of the class `a` is a list'),
    'undefined alias': (_with_classes('a: *b'), 5, 'not valid YAML (found undefined alias'),
    'class twice': (
        _with_classes('road: [a]', 'car: [b]', 'road: [c]'),
        7,
        'the class `road` stands twice in the list of class names, first in line 5; make one',
    ),
    'class twice but for case': (_with_classes('road: [a]', 'Road: [c]'), 6, 'first in line 5'),
    'concept twice in one class': (
        _with_classes('road:', '  - street', '  - lane', '  - STREET'),
        8,
        'the concept `STREET` stands twice in the class `road` (line 6); remove one of them',
    ),
    'concept twice but for spaces': (_with_classes('r: ["a b", "a  b"]'), 5, 'stands twice in'),
    'concept in two classes': (
        _with_classes('car: [car, van]', 'truck: [van]'),
        6,
        'the concept `van` of the class `truck` already belongs to the class `car` (line 5); rem',
    ),
    'two concepts as one': (_with_classes('road:', '  - road, street'), 6, 'has a comma; make'),
    'super-class of an unknown class': (
        GOOD + 'super_classes:\n  way:\n    - road\n    - cars\n',
        10,
        'the super-class `way` joins `cars`, which is no class; did you mean `car`?',
    ),
    'class in two super-classes': (
        GOOD + 'super_classes:\n  a: [road]\n  b: [car, road]\n',
        9,
        'the class `road` already belongs to the super-class `a` (line 8); keep it in one place',
    ),
    'class twice in a super-class': (
        GOOD + 'super_classes: {a: [road, road]}\n',
        7,
        'the class `road` already belongs to the super-class `a`',
    ),
    'empty super-class': (GOOD + 'super_classes: {a: []}\n', 7, 'the super-class `a` is empty'),
    'super-class with the name of a class outside': (
        GOOD + 'super_classes: {car: [road]}\n',
        7,
        'the super-class `car` has the name of the class in line 6; rename one of them',
    ),
    'family of a class that is joined': (
        GOOD + 'super_classes: {all: [road]}\nfamilies: {a: [car, road]}\n',
        8,
        'the family `a` joins `road`, which is no known group; known are car, all',
    ),
    'group in two families': (
        GOOD + 'families: {a: [road], b: [road]}\n',
        7,
        'the known group `road` already belongs to the family `a` (line 7); keep it in one place',
    ),
    'prompt in a family': (
        GOOD + 'ood_prompts: [dog]\nfamilies: {a: [dog]}\n',
        8,
        'the family `a` joins `dog`, which is no known group',
    ),
    'prompt is a known concept': (
        GOOD + 'ood_prompts: [dog, Van]\n',
        7,
        'the concept `Van` of the OOD prompt `Van` is also a known concept, of the class `car` '
        '(line 6); remove one of them',
    ),
    'prompt has the name of a class': (
        GOOD + 'ood_prompts: {road: [dog]}\n',
        7,
        'the OOD prompt `road` has the name of the class in line 5',
    ),
    'prompt has the name of a super-class': (
        GOOD + 'super_classes: {all: [road]}\nood_prompts: {all: [dog]}\n',
        8,
        'the OOD prompt `all` has the name of the super-class in line 7',
    ),
    'prompt twice': (GOOD + 'ood_prompts: [dog, dog]\n', 7, 'the OOD prompt `dog` has the name'),
    'concept in two prompts': (
        GOOD + 'ood_prompts: {a: [dog], b: [dog]}\n',
        7,
        'the concept `dog` of the OOD prompt `b` already belongs to the OOD prompt `a`',
    ),
    'prompts as text': (GOOD + 'ood_prompts: dog\n', 7, 'OOD prompt names is text; write a map'),
    'template without a place': (GOOD.replace('{}', 'it'), 3, '`a it.` must have {} exactly once'),
    'template with two places': (GOOD.replace('{}', '{} {}'), 3, 'must have {} exactly once'),
    'template with a number': (GOOD.replace('{}', '{0}'), 3, 'must have {} exactly once'),
    'template twice': (GOOD.replace('"a {}."', '"a {}.", "a {}."'), 3, 'stands twice; remove one'),
    'no templates': (GOOD.replace('["a {}."]', '[]'), 3, '`templates` is empty'),
    'templates as a mapping': (GOOD.replace('["a {}."]', '{}'), 3, '`templates` is a mapping'),
    'unknown template set': (
        GOOD.replace('["a {}."]', 'imagenet'),
        3,
        'name one of vild14, or wr',
    ),
    'temperature zero': (GOOD + 'temperature: 0\n', 7, '`temperature` is 0, but must be a posit'),
    'temperature negative': (GOOD + 'temperature: -1\n', 7, 'must be a positive number'),
    'temperature infinite': (GOOD + 'temperature: inf\n', 7, 'must be a positive number'),
    'temperature not a number': (GOOD + 'temperature: nan\n', 7, 'must be a positive number'),
    'temperature in YAML form': (GOOD + 'temperature: .inf\n', 7, 'is `.inf`; write a plain'),
    'temperature tiny': (GOOD + 'temperature: 1e-300\n', 7, 'must be a positive number from'),
    'temperature as text': (GOOD + 'temperature: warm\n', 7, 'is `warm`; write a plain number'),
    'temperature as a list': (GOOD + 'temperature: [1]\n', 7, 'is a list; write a number there'),
    'temperature yes': (GOOD + 'temperature: yes\n', 7, 'is a boolean; write a number there'),
}


@pytest.mark.parametrize(('text', 'line', 'problem'), BAD.values(), ids=BAD.keys())
def test_refused_with_line_and_remedy(text, line, problem):
    with pytest.raises(VocabularyError) as caught:
        _parse(text)
    message = str(caught.value)
    assert message.startswith(f'file.yaml:{line}: '), message
    assert problem in message
    assert '\n' not in message


def test_not_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / 'latin1.yaml'
    path.write_bytes((GOOD + 'ood_prompts: [Möwe]\n').encode('latin-1'))
    with pytest.raises(VocabularyError, match=r'latin1\.yaml:7: this is not UTF-8; save'):
        read_vocabulary(path)


@pytest.mark.parametrize('name', ['', 'absent.yaml'])
def test_a_folder_and_a_missing_file_are_refused(tmp_path, name):
    with pytest.raises(VocabularyError, match='cannot be read'):
        read_vocabulary(tmp_path / name)


def test_a_huge_file_is_not_read_to_its_end(tmp_path):
    path = tmp_path / 'huge.yaml'
    with path.open('wb') as file:
        file.truncate(1 << 40)  # sparse: a tebibyte that takes no room
    with pytest.raises(VocabularyError, match='shorten it'):
        read_vocabulary(path)


@pytest.mark.parametrize(
    'path',
    sorted((share_directory() / 'config' / 'vocabularies').glob('*.yaml')),
    ids=lambda path: path.stem,
)
def test_shipped_vocabularies_are_good(path):
    vocabulary = read_vocabulary(path)
    assert vocabulary.name == path.stem
    assert any(not group.known for group in vocabulary.groups)
    known = {concept for group in vocabulary.groups if group.known for concept in group.concepts}
    assert not known & {'rock', 'rocks', 'dirt', 'water'}


def test_cityscapes_has_its_classes():
    vocabulary = read_vocabulary(share_directory() / 'config' / 'vocabularies' / 'cityscapes.yaml')
    assert len(vocabulary.classes) == 19
    assert len([group for group in vocabulary.groups if group.known]) == 10
