"""What is made of a message in the end: known words and the whole wording together."""

from dataclasses import dataclass, replace

from nlp.ear import Ear
from nlp.guess import COMPLAINT, SILENT_INTENTS, WISH, Tier
from nlp.matters import Matter
from nlp.understand import Understanding


@dataclass(frozen=True, slots=True)
class Judgement:
    """The best guess at the intent, and how far it is trusted.

    `category` is that of a complaint, if it is one after all.
    """

    intent: str
    tier: Tier
    category: str = ""
    urgent: bool = False

    @property
    def taken_for(self) -> str:
        """The intent that slots are read for: what a worker is shown is a complaint to them."""
        is_shown = self.tier is Tier.HALF_SURE and self.intent in SILENT_INTENTS
        return COMPLAINT if is_shown else self.intent


def judged(understood: Understanding, ear: Ear) -> Judgement:
    """One judgement of all that was understood.

    What was taken for chatter at a glance stays silent; `ear` still says what it is most likely.
    """
    guess = understood.guess
    if guess is None:
        guess = replace(ear(understood.sentence), tier=Tier.SILENT)
    category = guess.category or ear.category(understood.sentence)
    matter = next((m for m in understood.meanings if isinstance(m.what, Matter)), None)
    urgent = guess.urgent
    if matter is not None and matter.tier is Tier.SURE:
        urgent = urgent or matter.what.level == "特急"
        intent = WISH if matter.what.kind == "建议" else COMPLAINT
        return Judgement(intent, Tier.SURE, category, urgent)
    if guess.intent == COMPLAINT:
        tier = matter.tier if matter is not None else Tier.SILENT
        return Judgement(COMPLAINT, tier, category, urgent and tier > Tier.SILENT)
    if guess.tier is Tier.SURE:
        return Judgement(guess.intent, Tier.SURE, category)
    if matter is not None:
        return Judgement(guess.intent, Tier.HALF_SURE, category, guess.urgent)
    return Judgement(guess.intent, Tier.SILENT, category)
