import socket

from vl4ad_ros.dds import DOMAINS, isolated_environment, reserved_domain


def test_two_reservations_never_share_a_domain():
    with reserved_domain() as first, reserved_domain() as second:
        assert first != second
        assert {first, second} <= set(DOMAINS)


def test_a_domain_with_participants_of_others_is_left_alone():
    with reserved_domain() as domain_id, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(('127.0.0.1', 7400 + 250 * (domain_id + 1) + 10))
        with reserved_domain() as second:
            assert second != domain_id + 1


def test_the_environment_stays_on_this_machine():
    environment = isolated_environment(7)
    assert environment['ROS_DOMAIN_ID'] == '7'
    assert environment['ROS_AUTOMATIC_DISCOVERY_RANGE'] == 'LOCALHOST'
    with open(environment['FASTDDS_DEFAULT_PROFILES_FILE']) as profile:
        assert '<address>127.0.0.1</address>' in profile.read()
