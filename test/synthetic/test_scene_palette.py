from vl4ad_ros.synthetic.palette import PALETTE
from vl4ad_ros.synthetic.scene_palette import scene_palette
from vl4ad_ros.synthetic.settings import SkySettings

DAY = SkySettings()


def test_without_variety_by_day_and_dry_the_palette_is_as_it_is():
    assert scene_palette(3, 0.0, DAY) == PALETTE


def test_colours_stray_with_the_seed_and_stay_colours():
    one, same, other = (scene_palette(seed, 1.0, DAY) for seed in (3, 3, 4))
    assert one == same != other
    for made in one.values():
        for colour in (made.dark, made.light or made.dark):
            assert all(0 <= value <= 0.85 for value in colour)


def test_one_materials_colour_does_not_depend_on_the_others(monkeypatch):
    before = scene_palette(3, 1.0, DAY)['asphalt']
    monkeypatch.delitem(PALETTE, 'tar')
    assert scene_palette(3, 1.0, DAY)['asphalt'] == before


def test_rain_wets_the_ground_and_night_lights_lamps():
    wet = scene_palette(3, 0.0, SkySettings(wetness=0.8))
    assert wet['asphalt'].wetness == 0.8
    assert wet['brick_red'].wetness == 0.0
    night = scene_palette(3, 0.0, SkySettings(night=True))
    assert night['lamp_white'].emission > 0 == night['asphalt'].emission
    assert scene_palette(3, 0.0, DAY)['lamp_white'].emission == 0
