"""Every field of the letterbox is declared: what for, how long, erased by what."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from contributions import retention
from contributions.actions.keys import SEALED
from contributions.privacy import FIELDS, Declared

DECLARED = [(f"{model}.{name}", one) for model, fields in FIELDS.items() for name, one in fields.items()]


def test_every_field_of_every_model_is_declared_and_no_other() -> None:
    real = {
        model.__name__: {field.name for field in model._meta.get_fields() if field.concrete}
        for model in apps.get_app_config("contributions").get_models()
    }
    assert {model: set(fields) for model, fields in FIELDS.items()} == real


def test_whatever_is_personal_is_erased_by_something_that_exists() -> None:
    for name, one in DECLARED:
        assert one.kept in retention.RULES, name
        assert bool(one.erased_by) == (one.kept != "record"), name
        if one.personal:
            assert one.kept != "record", f"{name} is personal and kept for good"
        if one.erased_by:
            module, _, function = one.erased_by.rpartition(".")
            assert callable(getattr(import_module(module), function)), name


def test_what_people_wrote_stands_in_sealed_columns_only() -> None:
    """A sealed column is named so, declared so, and sealed anew by a rotation of keys."""
    named = {name for name, _ in DECLARED if name.endswith("_sealed")}
    rotated = {f"{model.__name__}.{field}" for model, fields in SEALED for field in fields}
    declared = {name for name, one in DECLARED if one.sealed} - {"Contribution.contact_use"}
    assert named == rotated == declared


def test_no_column_of_free_text_is_open() -> None:
    """Texts that are no words of ours must be sealed: TextField is for ciphertext, JSON for numbers."""
    for model in apps.get_app_config("contributions").get_models():
        for field in model._meta.concrete_fields:
            if field.get_internal_type() == "TextField":
                assert field.name.endswith("_sealed"), f"{model.__name__}.{field.name}"


def test_the_words_say_something() -> None:
    assert all(isinstance(one, Declared) and len(one.why) > 3 for _, one in DECLARED)
