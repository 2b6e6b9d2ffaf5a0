"""The settings, the key that nobody sees, and the licences that let a text leave this machine."""

from __future__ import annotations

import dataclasses
import pickle
from decimal import Decimal

import pytest

from evidence.generator import (
    ConfigurationError,
    ExtractiveProvider,
    GeneratorConfig,
    config_from_environ,
    provider_for,
)
from evidence.generator.config import Secret
from evidence.generator.licences import OPEN_LICENCES, SENDING, licence_key, may_send
from evidence.generator.openai_compatible import OpenAICompatibleProvider

LOCAL = {
    "ATLAS_GENERATOR_PROVIDER": "openai_compatible",
    "ATLAS_GENERATOR_URL": "http://127.0.0.1:8080/v1/",
    "ATLAS_GENERATOR_MODEL": "a-model",
}


def test_without_settings_the_baseline_is_used() -> None:
    config = config_from_environ({"ATLAS_GENERATOR_PROVIDER": "", "PATH": "x"})
    assert config == GeneratorConfig()
    assert config.send_source == "open_licence"
    assert isinstance(provider_for(config), ExtractiveProvider)


def test_every_variable_is_read() -> None:
    config = config_from_environ(
        LOCAL
        | {
            "ATLAS_GENERATOR_KEY": "k-1",
            "ATLAS_GENERATOR_TIMEOUT": "12.5",
            "ATLAS_GENERATOR_MAX_TOKENS": "900",
            "ATLAS_GENERATOR_SEND_SOURCE": "always",
            "ATLAS_GENERATOR_PRICE_IN": "0.15",
            "ATLAS_GENERATOR_PRICE_OUT": "0.60",
        }
    )
    assert (config.timeout, config.max_tokens, config.send_source) == (12.5, 900, "always")
    assert (config.price_in, config.price_out) == (Decimal("0.15"), Decimal("0.60"))
    assert config.key.reveal() == "k-1"
    assert config.completions_url == "http://127.0.0.1:8080/v1/chat/completions"
    assert isinstance(provider_for(config), OpenAICompatibleProvider)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROVIDER", "magic"),
        ("SEND_SOURCE", "sometimes"),
        ("TIMEOUT", "soon"),
        ("TIMEOUT", "nan"),
        ("TIMEOUT", "-1"),
        ("TIMEOUT", "10000"),
        ("MAX_TOKENS", "1e3"),
        ("MAX_TOKENS", "1"),
        ("PRICE_IN", "cheap"),
        ("PRICE_OUT", "NaN"),
        ("PRICE_OUT", "-1"),
        ("URL", ""),
        ("URL", "ftp://127.0.0.1/v1"),
        ("URL", "http://models.example.org/v1"),
        ("URL", "https://name:pass@models.example.org/v1"),
        ("URL", "https://models.example.org/v1?key=1"),
        ("URL", "https://models.example.org:port/v1"),
        ("URL", "https://"),
        ("URL", "https://models.exam ple.org/v1"),
        ("MODEL", ""),
        ("KEY", "two words"),
        ("KEY", "line\r\nX-Header: 1"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"ATLAS_GENERATOR_{name}") as refused:
        config_from_environ(LOCAL | {f"ATLAS_GENERATOR_{name}": value})
    assert str(refused.value).endswith(".")
    assert name != "KEY" or value not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "192.168.7.7", "ollama", "models.local"])
def test_a_server_of_the_own_network_needs_no_https(host: str) -> None:
    config_from_environ(LOCAL | {"ATLAS_GENERATOR_URL": f"http://{host}:11434/v1"})


def test_the_key_is_never_shown() -> None:
    config = config_from_environ(LOCAL | {"ATLAS_GENERATOR_KEY": "sk-hidden"})
    for shown in (repr(config), str(config), repr(config.key), f"{config.key}", str(dataclasses.astuple)):
        assert "sk-hidden" not in shown
    assert bool(config.key)
    assert not Secret()
    with pytest.raises(TypeError):
        pickle.dumps(config.key)
    with pytest.raises(TypeError):
        dataclasses.asdict(config)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("CC BY 4.0", "CC BY"),
        ("cc-by", "CC BY"),
        ("CC-BY-SA-4.0", "CC BY-SA"),
        ("CC BY-NC-ND 4.0", "CC BY-NC-ND"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY"),
        ("http://creativecommons.org/licenses/by-nc/4.0/legalcode", "CC BY-NC"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
        ("CC0 1.0 Universal", "CC0"),
        ("cc0", "CC0"),
        ("public domain", "PDM"),
        ("Creative Commons Attribution 4.0 International License", "CC BY"),
        ("Creative Commons Attribution 4.0 International (CC BY)", "CC BY"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CC BY-NC-ND"),
        ("Creative Commons Attribution Non Commercial 4.0", "CC BY-NC"),
        ("not CC BY", None),
        ("CC BY or CC BY-NC", None),
        ("CC", None),
        ("cc by nd sa", None),
        ("https://www.example.org/creativecommons.org/licenses/by/4.0", None),
        ("https://www.publisher.example/tdm/userlicense/1.0/", None),
        ("free to read", None),
        ("", None),
    ],
)
def test_licences_are_known_by_name_and_address(said: str, key: str | None) -> None:
    assert licence_key(said) == key


@pytest.mark.parametrize("setting", SENDING)
@pytest.mark.parametrize("licence", [*OPEN_LICENCES, "CC BY-NC", "CC BY-ND", "all rights reserved", ""])
def test_who_decides_whether_the_text_is_sent(setting: str, licence: str) -> None:
    sending = may_send(setting, licence)
    assert sending.allowed == (setting == "always" or (setting == "open_licence" and licence in OPEN_LICENCES))
    assert sending.reason.endswith(".")
