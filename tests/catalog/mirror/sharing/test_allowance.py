from catalog.mirror.sharing.allowance import Allowance


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_reserve_is_used_up_and_comes_back_with_time() -> None:
    clock = Clock()
    allowance = Allowance(2, 3, clock)

    at_once = [allowance.take() for _ in range(5)]
    clock.now += 1
    later = [allowance.take() for _ in range(3)]

    assert at_once == [True, True, True, False, False]
    assert later == [True, True, False]


def test_quiet_hour_saves_no_more_than_the_reserve() -> None:
    clock = Clock()
    allowance = Allowance(2, 3, clock)
    clock.now += 3600

    assert [allowance.take() for _ in range(4)] == [True, True, True, False]
