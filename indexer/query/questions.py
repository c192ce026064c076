"""What a question asks for beside its words: what a term means, whom to contact, who may complain, what was reviewed.

Provisions with the labels that answer it score higher. Patterns are searched in the folded words typed, without the
names of parties and agreements.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["MEANING_WORDS", "asks_meaning", "asks_to_sell", "lifts_of_question"]

# Words with which people ask for a definition; the term stands before, between or after them.
ASKS_MEANING = {
    "en": re.compile(
        r"\b(?:what (?:is|are) meant by|what (?:does|do)\b.+\bmean|meaning of|definitions? of"
        r"|how (?:is|are)\b.+\bdefined)\b|\S means(?: any| an?| the)?\b"
        r"|^what (?:is|are) (?:an? |the )?(?:\w+ ){0,2}\w+$"
    ),
    "es": re.compile(
        r"^que (?:es|son) (?:una? |el |la |los |las )?(?:\w+ ){0,2}\w+$|\S significa\b"
        r"|\b(?:que se entiende por|que (?:significan?|quieren? decir)|significado de|definici(?:on|ones) de"
        r"|como se definen?)\b"
    ),
}
MEANING_WORDS = frozenset(
    "mean means meant meaning defined definition definitions entiende significa significan significado quiere quieren "
    "decir definicion definiciones define definen".split()
)

# As in: my cocoa, our exports, to ship; mi madera, exportar, un cargamento.
ASKS_TO_SELL = {
    "en": re.compile(r"\b(?:my|our|exports?|exporting|exporters?|sell(?:ing)?|ship(?:ping|ments?)?)\b"),
    "es": re.compile(
        r"\b(?:mis?|nuestr[oa]s?|export\w+|vend(?:o|er|emos)|envi(?:o|ar|amos)|cargamentos?|embarques?)\b"
    ),
}


class _Question(NamedTuple):
    """How a question is put in each language, and what the labels that answer it do to a provision's score."""

    asked: Mapping[str, re.Pattern[str]]
    topics: Mapping[str, float]


def _question(topics: Mapping[str, float], *, en: str, es: str) -> _Question:
    return _Question({"en": re.compile(en), "es": re.compile(es)}, topics)


QUESTIONS = (
    # As in: whom do I write to, which office, contact point; a quién me dirijo, qué oficina, punto de contacto.
    _question(
        {"contact-points": 1.5},
        en=r"\b(?:contact|focal) points?\b|\bwho(?:m)?\b.*\b(?:contact|write to|turn to|in charge|responsible)\b"
        r"|\b(?:which|what) (?:office|ministry|authority)\b|\boffices? that\b",
        es=r"\bpuntos? (?:de contacto|focal)\b|\b(?:a|con) quien(?:es)?\b.*\b(?:diri\w+|acud\w+|escrib\w+|contact\w+"
        r"|comuni\w+)\b|\bquien\w* .*\b(?:encarg\w+|responsables?)\b|\bque (?:oficina|ministerio|autoridad)\b"
        r"|\boficinas? que\b",
    ),
    # As in: which committee, who meets; qué institución, qué comité.
    _question(
        {"joint-committees": 1.3, "labour-institutions": 1.3},
        en=r"\b(?:which|what) (?:institution|body|bodies|committee|council|board)s?\b|\binstitutions?\b"
        r"|\bwho (?:meets?|oversees?|supervises?|administers?)\b",
        es=r"\b(?:que|cual(?:es)?)(?: \w+)? (?:institucion|organismo|organo|comite|consejo)(?:es|s)?\b"
        r"|\binstitucion(?:es)?\b|\bquien(?:es)? (?:se reunen?|supervisan?|administran?|vigilan?)\b",
    ),
    # As in: who may complain, how to file a submission; quién puede denunciar, cómo presento una queja.
    _question(
        {"public-submissions": 1.5, "labour-public-submissions": 1.3, "alleged-violations": 1.2},
        en=r"\bcomplain(?:s|ts?)?\b|\b(?:who|how|can|may)\b.*\b(?:file|submit|report|denounce|petition)\b",
        es=r"\bquej\w+|\bdenunci\w+|\breclamos?\b|\b(?:quien\w*|como|pued\w+)\b.*\b(?:reclamar|peticion\w*)\b",
    ),
    # As in: is it excluded from, can it be taken to dispute settlement; ¿se puede llevar a solución de controversias?
    _question(
        {"no-dispute-settlement": 1.6, "general-dispute-settlement": 1.2},
        en=r"\b(?:dispute settlement|settle\w* (?:of )?disputes?|arbitration panel)\b"
        r"|\b(?:taken?|brought|bring|go|goes|referr?(?:ed)?|submit(?:ted)?)\b.*\bto (?:an? |the )?(?:\w+ )?"
        r"(?:panel|arbitration|tribunal)\b",
        es=r"\b(?:soluci\w+|arreglo|resol\w+) de (?:las )?(?:controversias|diferencias|disputas)\b"
        r"|\b(?:ir|va|llev\w+|somet\w+|acud\w+|recurr\w+)\b.*\b(?:al?|ante) (?:un |el )?(?:panel|arbitraje|tribunal"
        r"|grupo (?:arbitral|especial))\b",
    ),
    # As in: review of the agreement's effects, impact on jobs; evaluación de los efectos, revisar el impacto.
    _question(
        {"sustainability-assessment": 1.6},
        en=r"\b(?:review|assess|evaluat|monitor|examin|measur)\w*\b.*\b(?:effect|impact|consequence|sustainability)"
        r"|\b(?:effect|impact)s? of (?:the|this|an?|trade|free|its)\b"
        r"|\b(?:what|how)\b.*\b(?:agreement|treaty|fta|deal)\b.*\b(?:does to|did to|affects?|affected)\b",
        es=r"\b(?:evalua|revis|seguimiento|monitore|examin|medi)\w*\b.*\b(?:efecto|impacto|consecuencia|repercusion"
        r"|sostenibilidad)|\b(?:efecto|impacto)s? (?:del|de la|de los|de las|que tiene)\b"
        r"|\bcomo\b.*\bafect\w+.*\b(?:acuerdo|tratado|tlc)\b|\bcomo\b.*\b(?:acuerdo|tratado|tlc)\b.*\bafect",
    ),
    # As in: who pays for, who finances; quién paga, con qué dinero.
    _question(
        {"funding": 1.5},
        en=r"\bwho (?:pays?|finances?|funds?|bears)\b|\bwhere does the money\b",
        es=r"\bquien(?:es)? (?:pagan?|financian?|costean?|sufragan?)\b|\bcon que (?:dinero|fondos)\b",
    ),
    # As in: suspension of benefits, fines when a duty is breached; multas si no se cumple, suspensión de beneficios.
    _question(
        {"monetary-assessment": 1.3},
        en=r"\b(?:suspen\w+|withdr[ae]w\w*|compensation|retaliat\w+|penalt\w+|fine[ds]?|sanction\w*)\b.*\b(?:fail\w*"
        r"|breach\w*|violat\w+|compl(?:y|iance)|enforc\w+)\b|\bsuspen\w+ (?:of )?(?:benefits|concessions)\b"
        r"|\bmonetary (?:assessment|contribution)s?\b",
        es=r"\b(?:suspen\w+|retir\w+|compensacion|represalias?|mult\w+|sancion\w*)\b.*\b(?:incumpl\w+"
        r"|no (?:se )?cumpl\w+|viol\w+|infr[ai]\w+)\b|\bsuspen\w+ (?:de )?(?:los )?(?:beneficios|concesiones)\b"
        r"|\bcontribucion(?:es)? monetarias?\b",
    ),
    # As in: which treaty prevails, comes first; cuál prevalece, cuál prima.
    _question(
        {"environmental-treaties-prevail": 1.3, "agreement-prevails": 1.3, "consultation-on-inconsistency": 1.3},
        en=r"\b(?:which|what|who)\b.*\b(?:wins?|prevails?|comes? first|takes? (?:precedence|priority))\b",
        es=r"\b(?:cual|que|quien)\b.*\b(?:prevalec\w+|(?<!materia )prima|gana|manda|va primero)\b",
    ),
    # As in: experts who know about, qualifications of panelists; un árbitro que sepa, expertos con experiencia.
    _question(
        {"environmental-panelists": 1.4, "trade-panel-expertise": 1.3},
        en=r"\b(?:arbitrator|panell?ist|expert)s?\b.*\b(?:know\w*|expertise|experience\w*|qualifi\w+|speciali[sz]\w+)\b",
        es=r"\b(?:arbitr|panelist|expert|perit)[oa]s?\b.*\b(?:sepan?|conozcan?|conocimientos?|experiencia|calificad\w+"
        r"|especiali\w+)\b",
    ),
    # As in: may people comment, have a say, before rules are adopted; ¿puede opinar la gente antes de una norma?
    _question(
        {"public-participation-in-law-making": 1.4},
        en=r"\b(?:people|public|citizens?|anyone|firms?|companies)\b.*\b(?:comment|have a say|be heard|be consulted)\b",
        es=r"\b(?:gente|publico|ciudadan\w+|empresas?|poblacion)\b.*\b(?:opin\w+|coment\w+|ser (?:oid|consultad)\w+)\b"
        r"|\bpued\w+ (?:opinar|comentar)\b",
    ),
)


def asks_meaning(folded: str, language: str) -> bool:
    """Return whether folded words ask what a term means."""
    return bool(ASKS_MEANING[language].search(folded))


def asks_to_sell(folded: str, language: str) -> bool:
    """Return whether folded words are of someone who has goods to sell."""
    return bool(ASKS_TO_SELL[language].search(folded))


def lifts_of_question(folded: str, language: str) -> dict[tuple[str, str], float]:
    """Return what the labels that answer the folded words do to the score of the provisions that carry them."""
    asked = [question for question in QUESTIONS if question.asked[language].search(folded)]
    return {("topic", topic): lift for question in asked for topic, lift in question.topics.items()}
