"""Mistakes that shops have made, each planted into the real code by one function. The machine must notice every one."""

from collections.abc import Callable

import pytest

from tests.orders.machine.mutants import buying, paying, shipping

Mutant = Callable[[pytest.MonkeyPatch], None]

MUTANTS: tuple[Mutant, ...] = (*buying.MUTANTS, *paying.MUTANTS, *shipping.MUTANTS)
