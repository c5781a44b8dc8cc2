"""When a web process of a test loses power."""

from enum import StrEnum

# The variable that names the moment, and the application that knows of it.
VARIABLE = "TESTS_LOSE_POWER"
APPLICATION = "tests.orders.rush.dying:application"


class Moment(StrEnum):
    """Both are after the order's commit. Until its answer is kept the key is leased, and after that it tells the answer."""

    BEFORE_THE_ANSWER_IS_KEPT = "before-kept"
    BEFORE_THE_REPLY = "before-reply"
