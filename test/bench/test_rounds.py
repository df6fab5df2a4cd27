from types import SimpleNamespace

from vl4ad_ros.bench.rounds import measure, turns_needed


class Recorder:
    def __init__(self, name, log):
        self.name, self.log = name, log

    def run(self):
        self.log.append(self.name)
        return SimpleNamespace(name=self.name)


def test_courses_take_turns_in_an_order_that_turns_round():
    log, told = [], []
    courses = [Recorder(name, log) for name in 'abc']
    measured = measure(courses, 3, lambda: float(len(log)), told.append)
    assert ''.join(log) == 'aabbcc' + 'cba' + 'abc' + 'cba'
    assert sum(told) == turns_needed(3, 3) == len(log)
    assert [{turn.name for turn in turns} for turns in measured.turns] == [{'a'}, {'b'}, {'c'}]
    assert [len(turns) for turns in measured.turns] == [3, 3, 3]
    assert measured.between == (9.0, 12.0, 15.0)
