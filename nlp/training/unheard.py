"""Ears that have not heard some hands, to be measured on what those hands wrote."""

from collections.abc import Iterator, Sequence

from sklearn.model_selection import GroupKFold

from nlp.corpus import Line
from nlp.ear import Ear
from nlp.training.ear import train


def unheard(lines: Sequence[Line], folds: int) -> Iterator[tuple[Ear, Sequence[Line]]]:
    """An ear for each fold, trained on all other hands, and the lines it has not heard.

    Every line comes once. There are at least `folds` hands, and two in what is left.
    """
    hands = [line.hand for line in lines]
    for heard, held in GroupKFold(folds).split(lines, groups=hands):
        yield Ear(train([lines[n] for n in heard])), [lines[n] for n in held]
