"""Whether a customer's post is only a thank-you, so that nobody waits for an answer. Pure, and rather says no.

All its words must be such words of one language, one of them of thanks, with nothing that could be a question, a
number or a link. What is missed starts a clock, and staff say that no answer is needed; what is caught wrongly would
leave somebody waiting, and staff say that they do wait.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 160
_NAMES = re.compile(r"@[\w.@-]+")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_A = re.compile(
    r"\ba (?=lot\b|nice\b|great\b|good\b|lovely\b|wonderful\b|million\b)"
)  # "a quick reply" would be asked for
_ASKED_FOR: Final = frozenset(
    (
        *("help", "reply", "response", "answer", "service", "support", "hilfe", "antwort"),
        *("aide", "réponse", "ayuda", "aiuto", "hulp", "ajuda"),
    )
)
_ASKS = re.compile(r"[?¿؟？0-9]|https?:|www\.|#")

THANKS: Final = {
    "en": "thanks thank thx ty tysm thankyou cheers grateful",
    "de": "danke dank dankeschön vielendank merci bedanke",
    "fr": "merci mercis remercie",
    "es": "gracias agradezco agradecido agradecida",
    "it": "grazie ringrazio",
    "nl": "bedankt dank dankjewel dankuwel thanks",
    "pt": "obrigado obrigada obrigadão agradeço valeu",
}
BESIDE: Final = {
    "en": (
        "you so very much many lot all appreciated appreciate again "
        "for the your help helping quick fast prompt reply response answer "
        "service support great good nice perfect brilliant awesome excellent amazing lovely wonderful super cool ok "
        "okay that that's thats it's its is was works worked fixed sorted solved now it really and guys team everyone "
        "have day evening weekend one bye love best really helpful kind kindly i i'm im truly sincerely"
    ),
    "de": (
        "schön vielen herzlichen lieben besten sehr für die der das eure ihre deine schnelle hilfe antwort rückmeldung "
        "super toll prima klasse perfekt gut ok okay alles klar hat geklappt funktioniert jetzt euch ihnen dir und "
        "einen schönen tag abend noch liebe grüße gruß lg ich mich nochmal nochmals wunderbar freut mich"
    ),
    "fr": (
        "beaucoup bien mille pour votre ton la le les aide réponse rapide super parfait génial top ok c'est bon tout "
        "à vous toi et bonne journée soirée je encore infiniment l'aide rapidité"
    ),
    "es": (
        "muchas muchísimas mil por la el su tu vuestra ayuda respuesta rápida perfecto genial excelente ok vale todo "
        "bien solucionado buen día buenas tardes y de nuevo les os te todos saludos muy amable amables"
    ),
    "it": (
        "mille tante per la il vostro tuo l'aiuto aiuto risposta veloce perfetto ottimo ok va bene tutto risolto buona "
        "giornata serata e di nuovo ancora vi molto gentili gentile"
    ),
    "nl": (
        "je jullie u wel heel erg hartelijk voor de het hulp snelle reactie antwoord top super fijn perfect ok oke "
        "prima werkt weer nu en fijne dag avond nog groetjes opgelost"
    ),
    "pt": (
        "muito muita mesmo pela pelo o sua vossa ajuda resposta rápida perfeito ótimo excelente ok certo resolvido "
        "tudo bem bom dia boa tarde noite e de novo vocês abraço"
    ),
}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("’", "'")


_THANKS = {language: frozenset(_folded(words).split()) for language, words in THANKS.items()}
_ALL = {language: _THANKS[language] | frozenset(_folded(words).split()) for language, words in BESIDE.items()}


def is_only_thanks(text: str) -> bool:
    """True for "@brightbyte perfect, thank you so much!"; false for "thanks, but it is still broken"."""
    if len(text) > MOST_CHARACTERS or _ASKS.search(text):
        return False
    words = _WORDS.findall(_A.sub("", _folded(_NAMES.sub(" ", text))))
    if not words or words[0] in _ASKED_FOR:
        return False
    return any(
        not _THANKS[language].isdisjoint(words) and all(word in known for word in words)
        for language, known in _ALL.items()
    )
