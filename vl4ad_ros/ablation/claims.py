"""What the paper claims, and whether it shows on these pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..baselines import BASELINES
from .arms import (
    MEAN,
    NO_ENSEMBLING,
    NO_FAMILIES,
    NO_MERGING,
    NO_OPENING,
    NO_PROMPTS,
    NO_VOTES,
    PLAIN,
    RIGHT,
    WHOLE,
    WRONG,
)
from .figures import FIGURES
from .rows import Estimate, Row, difference, find_row, relative_change

SHOWS, OPPOSITE, UNCLEAR = 'shows', 'the opposite shows', 'not clear'
NOT_RUN, UNTRAINED = 'not measured', 'says nothing: untrained'
MOST_MORE_ALARMS = 0.1  # that OOD prompts may add, as a part of those without


@dataclass(frozen=True)
class Claim:
    """A figure of one row against that of its control, which differs in one thing."""

    text: str
    source: str
    figure: str
    row: str
    control: str
    most_more: float | None = None  # the figure may rise by this part; None: it is to be better


@dataclass(frozen=True)
class Verdict:
    """What came of a claim."""

    claim: Claim
    change: Estimate  # a difference, or with `most_more` a part
    word: str


CLAIMS = (
    Claim('The best of many concepts finds more than one concept a class',
          'Eq. 2', 'ap_all', WHOLE, NO_ENSEMBLING),
    Claim('The best of many concepts finds more than their mean',
          'Eq. 2', 'ap_all', WHOLE, MEAN),
    Claim('Joining classes finds more',
          'class merging', 'ap_all', WHOLE, NO_MERGING),
    Claim('Joining classes lowers scores on the borders that it joins',
          'class merging', 'score_joined', WHOLE, NO_MERGING),
    Claim('Joining classes takes false alarms from the borders that it joins',
          'class merging', 'fpr95_joined', WHOLE, NO_MERGING),
    Claim('OOD prompts that name the objects find more that resemble a known class',
          'OOD prompting', 'ap_near', RIGHT, NO_PROMPTS),
    Claim('It is their names that find more, not their number',
          'OOD prompting', 'ap_near', RIGHT, WRONG),
    Claim("The vocabulary's own OOD prompts find more that resemble a known class",
          'OOD prompting', 'ap_near', WHOLE, NO_PROMPTS),
    Claim('OOD prompts that name the objects raise no alarms where there are none',
          'OOD prompting', 'alarms', RIGHT, NO_PROMPTS, MOST_MORE_ALARMS),
    Claim('OOD prompts that name nothing here raise no alarms',
          'OOD prompting', 'alarms', WRONG, NO_PROMPTS, MOST_MORE_ALARMS),
    Claim('Adding up the groups of a family finds more',
          'added here', 'ap_all', WHOLE, NO_FAMILIES),
    Claim('Adding up the groups of a family finds more of what is far from all classes',
          'added here', 'ap_far', WHOLE, NO_FAMILIES),
    Claim('Weighing the scores with votes finds more',
          'added here', 'ap_all', WHOLE, NO_VOTES),
    Claim('Weighing the scores with votes finds more of what is far from all classes',
          'added here', 'ap_far', WHOLE, NO_VOTES),
    Claim('Opening the scores finds more',
          'added here', 'ap_all', WHOLE, NO_OPENING),
    Claim('Opening the scores finds more of what is far from all classes',
          'added here', 'ap_far', WHOLE, NO_OPENING),
    *(
        Claim(f'VL4AD finds more than {name} without its ideas',
              'experiments', 'ap_all', WHOLE, f'{name}, {PLAIN}')
        for name in BASELINES
    ),
)  # fmt: skip


def judge_claims(rows: Sequence[Row], trained: bool) -> tuple[Verdict, ...]:
    """Return a verdict for each claim; networks that learned nothing neither show nor refute."""
    verdicts = (_judge(claim, rows) for claim in CLAIMS)
    if trained:
        return tuple(verdicts)
    return tuple(replace(one, word=UNTRAINED) for one in verdicts)


def _judge(claim: Claim, rows: Sequence[Row]) -> Verdict:
    row, control = find_row(rows, claim.row), find_row(rows, claim.control)
    if row is None or control is None:
        return Verdict(claim, difference(_EMPTY, _EMPTY, claim.figure), NOT_RUN)
    if claim.most_more is not None:
        change = relative_change(row, control, claim.figure)
        return Verdict(claim, change, _word(change, claim.most_more, higher=False))
    change = difference(row, control, claim.figure)
    return Verdict(claim, change, _word(change, 0, FIGURES[claim.figure].higher_is_better))


def _word(change: Estimate, limit: float, higher: bool) -> str:
    """Tell on which side of the limit the whole interval lies."""
    low, high = change.interval.low, change.interval.high
    if change.mean is None or low is None or high is None:
        return NOT_RUN
    if low > limit:
        return SHOWS if higher else OPPOSITE
    if high < limit:
        return OPPOSITE if higher else SHOWS
    return UNCLEAR


_EMPTY = Row('', '', ())
