"""The tests: unit, integration, functional."""

from tests.compiled import keep_what_is_compiled

keep_what_is_compiled()
