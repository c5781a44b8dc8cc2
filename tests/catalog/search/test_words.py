from catalog.search.words import distance, words_of


def test_words_of_takes_letters_and_digits_and_nothing_else() -> None:
    assert words_of("Oak's 2nd_best (chair)\x00!") == ["oak", "s", "2nd", "best", "chair"]
    assert len(words_of("a " * 50)) == 12


def test_distance_counts_letters_changed_added_left_out_and_swapped() -> None:
    assert distance("chair", "chair") == 0
    assert distance("chiar", "chair") == 1
    assert distance("velvt", "velvet") == 1
    assert distance("sofaa", "sofa") == 1
    assert distance("lamb", "lamp") == 1
    assert distance("", "oak") == 3
    assert distance("table", "chair") == 5
