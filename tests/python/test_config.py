"""Configurations by key path, and what is said of mistakes."""
import fishsim
import pytest


def test_overrides_are_read_back():
    config = fishsim.Config.from_scenario('tank', {'world.seed': 3, 'species.anchovy.minds': ['walk'],
                                                   'world.tick_seconds': 0.05})
    assert config['world.seed'] == '3'
    assert config['world.tick_seconds'] == '0.05'
    assert config['species.anchovy.minds'] == '[walk]'


def test_printed_text_reads_back_to_the_same():
    text = fishsim.Config.from_scenario('reef').to_yaml()
    assert fishsim.Config(text).to_yaml() == text


def test_an_unknown_key_names_itself_and_its_place():
    with pytest.raises(fishsim.ConfigError, match='unknown key species.a.bas') as raised:
        fishsim.Config('species:\n  a: {bas: x}\n')
    assert (raised.value.line, raised.value.column) == (2, 7)
    assert raised.value.status == -4
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize('value', [float('nan'), float('inf'), -1, 'wide', '', '[1]'])
def test_a_bad_value_changes_nothing(value):
    config = fishsim.Config.from_scenario('tank')
    before = config.to_yaml()
    with pytest.raises(fishsim.FishsimError):
        config['world.width_m'] = value
    assert config.to_yaml() == before


@pytest.mark.parametrize('value', [True, None, object(), b'1', 'a\0b'])
def test_a_value_of_no_use_is_refused(value):
    with pytest.raises((fishsim.ArgumentError, TypeError)):
        fishsim.Config()['title'] = value


def test_missing_files_and_scenarios_are_named():
    with pytest.raises(fishsim.FileError, match='nowhere.yaml'):
        fishsim.Config.from_file('/nowhere.yaml')
    with pytest.raises(fishsim.NotFoundError, match='no scenario .ref.*reef'):
        fishsim.World.from_scenario('ref')


def test_every_key_is_described():
    keys = {key.path: key for key in fishsim.keys()}
    assert keys['world.width_m'].unit == 'm'
    assert all(key.meaning for key in keys.values())


def test_a_clone_is_independent():
    config = fishsim.Config.from_scenario('tank')
    other = config.clone()
    other['world.seed'] = 99
    assert config['world.seed'] == '11'


def test_a_closed_configuration_says_so():
    config = fishsim.Config()
    config.close()
    config.close()
    with pytest.raises(fishsim.StateError, match='configuration is closed'):
        config.to_yaml()
    assert 'closed' in repr(config)
