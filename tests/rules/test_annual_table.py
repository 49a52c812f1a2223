"""Every year there can be, beside a table written from the regulation's sentences (R20–R22).

A row is a set of four quarterly grades, whatever their order: 好, 较(好), (一)般, (较)差 or 未
(no grade determined); then what follows: 优 may be a candidate for excellence, 半 more than half
of the determined quarters are 一般 or 较差, 差 all of them are 较差; — none of these.

* 优: 好 in at least half of the determined quarters, two of them at least, no 一般 and no 较差.
* 半: 一般 and 较差 together in more than half of the determined quarters, exactly half is not.
* 差: every determined quarter is 较差, two of them at least.
"""

from collections import Counter
from itertools import product

import pytest

from rules.annual import assess, terms_of
from rules.grade import Grade
from tests.rules.asking import POLICY

TABLE = """
    好好好好 优  好好好较 优  好好好般 —  好好好差 —  好好好未 优  好好较较 优  好好较般 —
    好好较差 —  好好较未 优  好好般般 —  好好般差 —  好好般未 —  好好差差 —  好好差未 —
    好好未未 优  好较较较 —  好较较般 —  好较较差 —  好较较未 —  好较般般 —  好较般差 —
    好较般未 —  好较差差 —  好较差未 —  好较未未 优  好般般般 半  好般般差 半  好般般未 半
    好般差差 半  好般差未 半  好般未未 —  好差差差 半  好差差未 半  好差未未 —  好未未未 —
    较较较较 —  较较较般 —  较较较差 —  较较较未 —  较较般般 —  较较般差 —  较较般未 —
    较较差差 —  较较差未 —  较较未未 —  较般般般 半  较般般差 半  较般般未 半  较般差差 半
    较般差未 半  较般未未 —  较差差差 半  较差差未 半  较差未未 —  较未未未 —  般般般般 半
    般般般差 半  般般般未 半  般般差差 半  般般差未 半  般般未未 半  般差差差 半  般差差未 半
    般差未未 半  般未未未 半  差差差差 半差  差差差未 半差  差差未未 半差  差未未未 半  未未未未 —
"""
GRADES = {
    "好": Grade.GOOD,
    "较": Grade.FAIRLY_GOOD,
    "般": Grade.ORDINARY,
    "差": Grade.POOR,
    "未": Grade.UNDETERMINED,
}
CELLS = TABLE.split()
ROWS = {
    tuple(sorted(k)): "" if v == "—" else v for k, v in zip(CELLS[::2], CELLS[1::2], strict=True)
}


def test_the_table_has_a_row_for_every_set_of_four_grades() -> None:
    """Seventy sets of four out of five."""
    assert len(CELLS) == 2 * len(ROWS) == 140
    assert set(ROWS) == {tuple(sorted(s)) for s in product(GRADES, repeat=4)}


@pytest.mark.rule("R20", "R21", "R22")
@pytest.mark.settles(
    "values.annual_excellent_share",
    "values.annual_poor_share",
    "values.annual_all_poor_min_quarters",
)
def test_every_sequence_of_a_year_comes_out_as_the_table_says() -> None:
    """All 625 sequences, the 256 of determined grades among them; none is a grade of the year."""
    wrong, seen = [], Counter[str]()
    for sequence in product(GRADES, repeat=4):
        year = assess([GRADES[sign] for sign in sequence], terms_of(POLICY.values))
        found = "优" * year.excellent_candidate + "半" * year.more_than_half_poor
        found += "差" * year.all_poor
        seen[found] += 1
        if found != ROWS[tuple(sorted(sequence))]:
            wrong.append("".join(sequence))
    assert wrong == []
    assert sum(seen.values()) == 625
    assert set(seen) == {"", "优", "半", "半差"}
