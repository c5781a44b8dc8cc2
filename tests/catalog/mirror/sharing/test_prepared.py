from catalog.mirror.sharing.prepared import Prepared


def count(prepared: Prepared, key: str, *sources: object, made: list[str], size: int = 1) -> str:
    def make() -> str:
        made.append(key)
        return f"{key}{sources}"

    return prepared.get(key, sources, make, lambda _made: size)


def test_what_is_made_of_equal_sources_is_made_once() -> None:
    prepared, made = Prepared(10), list[str]()

    first = count(prepared, "chair", 1, made=made)
    again = count(prepared, "chair", 1, made=made)

    assert first == again == "chair(1,)"
    assert made == ["chair"]


def test_other_sources_replace_what_was_made() -> None:
    prepared, made = Prepared(10), list[str]()

    answers = [count(prepared, "chair", source, made=made) for source in (1, 2, 2, 1)]

    assert answers == ["chair(1,)", "chair(2,)", "chair(2,)", "chair(1,)"]
    assert made == ["chair"] * 3
    assert prepared.bytes == 1


def test_what_was_used_longest_ago_makes_room() -> None:
    prepared, made = Prepared(2), list[str]()
    for key in ("a", "b", "a", "c"):
        count(prepared, key, made=made)

    for key in ("a", "c", "b"):
        count(prepared, key, made=made)

    assert made == ["a", "b", "c", "b"]
    assert prepared.bytes == 2


def test_what_never_fits_is_given_and_not_kept() -> None:
    prepared, made = Prepared(2), list[str]()

    assert [count(prepared, "big", made=made, size=3) for _ in range(2)] == ["big()", "big()"]
    assert (made, prepared.bytes) == (["big", "big"], 0)
