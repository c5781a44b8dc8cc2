"""Shape keys, skins and animations: whether their parts fit, and whether their numbers can be used."""
