import threading

from vl4ad_ros.ros.mailbox import Letter, Mailbox


def letter(camera, message):
    return Letter(camera, message, 0)


def test_the_newest_letter_of_a_camera_replaces_the_older_one():
    mailbox = Mailbox()
    assert not mailbox.put(letter('front', 1))
    assert mailbox.put(letter('front', 2))
    assert mailbox.take().message == 2


def test_the_longest_waiting_camera_comes_first_however_fast_another_is():
    mailbox = Mailbox()
    for message in range(3):
        mailbox.put(letter('fast', message))
        mailbox.put(letter('slow', message))
    assert [mailbox.take().camera for _ in range(2)] == ['fast', 'slow']


def test_closing_wakes_the_worker_and_counts_what_is_left():
    mailbox = Mailbox()
    taken = []
    worker = threading.Thread(target=lambda: taken.append(mailbox.take()))
    worker.start()
    assert mailbox.close() == []
    worker.join(timeout=10)
    assert taken == [None]

    mailbox = Mailbox()
    mailbox.put(letter('front', 1))
    assert mailbox.close() == ['front']
    assert mailbox.take() is None
