from vl4ad_ros.training.table import FigureTable


def test_rows_after_the_steps_that_count_are_dropped(tmp_path):
    path = tmp_path / 'metrics.csv'
    table = FigureTable(path, ('loss', 'seconds'), steps=0)
    for step in range(1, 6):
        table.add(step, {'loss': 1 / step, 'seconds': 0.5})
    with path.open('a') as file:
        file.write('6')  # cut short by a kill
    FigureTable(path, ('loss', 'seconds'), steps=3).add(4, {'loss': 7.0, 'seconds': 0.25})
    assert path.read_text().split() == [
        'step,loss,seconds', '1,1,0.5', '2,0.5,0.5', '3,0.333333,0.5', '4,7,0.25',
    ]  # fmt: skip


def test_a_new_run_begins_with_an_empty_table(tmp_path):
    path = tmp_path / 'metrics.csv'
    path.write_text('step,loss\n1,2\n')
    FigureTable(path, ('loss',), steps=0)
    assert path.read_text().split() == ['step,loss']
