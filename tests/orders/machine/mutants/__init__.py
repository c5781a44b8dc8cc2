"""Mistakes that shops have made, each planted into the real code by one function. The machine must notice every one."""

from collections.abc import Callable

import pytest

from tests.orders.machine.mutants import (
    buying,
    capturing,
    filling,
    paying,
    refunding,
    returning,
    shipping,
    vouchers,
)

Mutant = Callable[[pytest.MonkeyPatch], None]

MUTANTS: tuple[Mutant, ...] = (
    *buying.MUTANTS,
    *capturing.MUTANTS,
    *filling.MUTANTS,
    *paying.MUTANTS,
    *refunding.MUTANTS,
    *returning.MUTANTS,
    *shipping.MUTANTS,
    *vouchers.MUTANTS,
)
