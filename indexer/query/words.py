"""Words: how a text becomes tokens, how a token is folded, and which words count as the same.

The chain is the same for texts and queries: cut, NFC, lower case, fold accents (ñ stays ñ), then a *key* that
singular and plural, spelling variants and close relatives ("environment", "environmental") share.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from indexer.query.stemming import Stemmer

__all__ = ["LANGUAGES", "STOP_WORDS", "Token", "beginning", "beginnings", "fold", "key", "tokens", "words"]

LANGUAGES = ("en", "es")
STEMMING = Lock()

# Numbers keep their dots ("18.3.4"); a possessive stays with its word; combining marks belong to their letter.
WORD = re.compile(r"\d+(?:[.]\d+)+|[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*(?:['’]s\b)?")

# The ending of a plural in Spanish texts: -es of what ends in a consonant, else -s, which English words also take after
# consonants. The stemmer alone takes some plurals for verbs: "gobiernos" for "gobi-er-nos".
PLURAL = re.compile(r"(?:(?<=[cdlnrz])(?<!bl)es|(?<=[^\W\dius_])s)\Z(?<=\w{4})")

# Words that a question is made of and that carry nothing of the need. Modals and negations that make a duty
# ("may not", "shall") stay in the index, so phrases with them work; here they only do not weaken a question.
ENGLISH = """
    a about after all also am an and any are as at be because been before being between both but by can could
    did do does doing each either find for from get give had has have having he her here his how i if in into
    is it its itself just know like look make many may me might more most much must my need no nor not of
    on one only or other our out over own please regarding relating say says shall she should show so some
    such tell than that the their them then there these they this those through to too under until up upon use
    very want was we were what when where whether which while who whom whose why will with within without
    would you your let s
"""
SPANISH = """
    a acerca ademas al algo alguna algunas alguno algunos ante antes aquel aquella asi aun aunque bajo bien
    cada como con contra cual cuales cualquier cuando cuanta cuantas cuanto cuantos da dan de debe deben debo
    decir del desde dice dicen donde dos e el ella ellas ellos en entre era es esa esas ese eso esos esta
    estan estar estas este esto estos existe existen fue ha hace hacer hacia han hasta hay he la las le les lo
    los mas me mediante mi mis mucho muy necesito ni no nos o para pero poder podria por porque pueda pueden
    puede puedo que quien quienes quiero saber se sea segun ser si sin sobre solo son su sus tal tambien tanto
    tener tengo tiene tienen todas todo todos tras u un una unas uno unos usted y ya yo
"""
STOP_WORDS = {"en": frozenset(ENGLISH.split()), "es": frozenset(SPANISH.split())}

# Words that belong together though Snowball keeps them apart, and words that it runs together though they do not
# (effect and effective, comunidad and comunicación): each line is one family, its first word the key.
FAMILIES = {
    "en": """
        environment environmental environmentally environments
        forest forestry forested forests reforestation afforestation
        deforestation deforested deforest
        labor labour labors labours
        fish fishing fishery fisheries fished
        organization organisation organizations organisations
        recognize recognise recognizes recognises recognizing recognising recognized recognised recognition
        biodiversity biodiverse
        timber timbers
        climate climatic
        energy energetic energies
        harm harmful
        pollution pollutant pollutants polluting pollute polluter polluters polluted
        emission emissions emit emitted emitting
        finance financial finances financing
        agriculture agricultural
        chemical chemicals
        certification certificate certificates certify certified certifying
        inspection inspections inspect inspecting inspected inspector inspectors
        verification verifications verify verifies verified verifying
        trafficking traffic trafficked
        consultation consultations consult consulting consultative consulted
        enforcement enforce enforces enforced enforcing enforceable
        exporter exporters
        export exports exported exporting exportation exportations
        import imports imported importing importation importations
        transparency transparent
        scientific science sciences scientifically
        technology technological technologies
        renewable renewables
        ecology ecological
        ecosystem ecosystems
        wildlife
        woman women womens
        child children childrens
        gender genders
        man men
        person persons
        worker workers
        program programme programs programmes
        license licence licenses licences licensing licensed
        behavior behaviour
        harvest harvested harvesting harvests
        analysis analyses
        index indices indexes
        criterion criteria
        endeavor endeavour endeavors endeavours
        fulfill fulfil fulfills fulfils fulfilled fulfillment fulfilment
        center centre centers centres
        catalog catalogue
        subsidy subsidies subsidize subsidise subsidized subsidised subsidization subsidisation
        tourism tourist tourists touristic
        cooperation cooperate cooperates cooperating cooperative
        compensation compensate compensatory
        penalty penalties penalize penalise
        sanction sanctions sanctioned
        discrimination discriminate discriminates discriminatory discriminated
        migrant migrants migratory migration
        precaution precautionary
        waste wastes
        hazard hazardous hazards
        law laws
        exhaustible nonexhaustible
        monetary
        council councils
        nongovernmental
        effect effects effected
        effective effectively effectiveness
        product products
        production productions
        productive productivity
        sustainable sustainability sustainably
        sustained sustain sustains sustaining
        personal personally personality
        importance important importantly
        publish published publishes publishing publication publications
        authority authorities
        author authors
        customs
        customer customers
        objective objectives
        objection objections object objects objected objecting
        respective respectively
        reasonable reasonably reasonableness
        initiative initiatives
        organic organically
        farm farms farming farmer farmers
        panel panels panelist panelists panellist panellists
        compete competes competing
        gas gases
    """,
    "es": """
        ambiente ambiental ambientales ambientalmente medioambiental medioambientales medioambiente ambientes
        bosque bosques forestal forestales boscoso boscosa
        reforestacion reforestar
        pesca pesquera pesqueras pesquero pesqueros pesquerias pesqueria pescar
        pescado pescados pez peces
        trabajo laboral laborales trabajos
        trabajador trabajadores trabajadora trabajadoras
        clima climatico climatica climaticos climaticas
        contaminacion contaminante contaminantes contaminar contaminado contaminada contamina
        emision emisiones emitir
        madera maderas maderero maderera madereros madereras maderable maderables
        quimico quimica quimicos quimicas
        energia energetico energetica energias energeticos energeticas
        ley leyes
        pais paises
        juez jueces
        luz luces
        voz voces
        vez veces
        exportacion exportaciones exportar exportado exportados exporto
        exportador exportadores exportadora exportadoras
        importacion importaciones importar importado importados
        comercio comercial comerciales
        certificacion certificaciones certificado certificados certificar
        inspeccion inspecciones inspeccionar inspector inspectores
        verificacion verificar verificaciones
        agricultura agricola agricolas agrario agraria
        turismo turistico turistica turisticos turisticas
        mineria minero minera mineros mineras
        economia economico economica economicos economicas
        residuo residuos
        obligacion obligaciones obligar obligado
        proteccion proteger protege
        cumplimiento cumplir cumple
        incumplimiento incumplir incumple incumplimientos incumplen
        multa multas multar
        sancion sanciones sancionar
        sindicato sindicatos sindical sindicales sindicacion
        pesticida pesticidas
        silvestre silvestres
        ciudadano ciudadana ciudadanos ciudadanas
        nino niño niña niños niñas
        infantil infantiles
        genero generos
        consulta consultas consultar
        cooperacion cooperar
        subsidio subsidios subvencion subvenciones subsidiar
        peru peruano peruana peruanos peruanas
        comun comunes
        comunidad comunidades comunitario comunitaria comunitarios comunitarias
        comunicacion comunicaciones comunicar comunicado comunicarlo
        negocio negocios
        negociacion negociaciones negociar negociado
        efecto efectos
        efectivo efectiva efectivos efectivas efectivamente efectividad
        importancia importante importantes
        sostenible sostenibles sostenibilidad sosteniblemente
        sostenido sostenida sostenidos sostenidas
        organico organica organicos organicas
        organo organos
        organismo organismos
        planta plantas
        publico publica publicos publicas
        publicar publicacion publicaciones publican publicado publicada publicarse
        producto productos
        productividad productivo productiva
        tala talas talar talado talada
        tratado tratados
        medida medidas
        competencia competencias
        panel paneles panelista panelistas
    """,
}
FAMILY_OF = {
    language: {word: line.split()[0] for line in lines.strip().splitlines() for word in line.split()}
    for language, lines in FAMILIES.items()
}


class Token(NamedTuple):
    """A folded word and the characters it takes in its text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Cut a text into folded words with their offsets in that very text."""
    for found in WORD.finditer(text):
        yield Token(fold(found.group()), found.start(), found.end())


def words(text: str) -> list[str]:
    """Cut a text into folded words."""
    return [fold(word) for word in WORD.findall(text)]


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Fold one token: NFC, lower case, no accents but ñ, no possessive ending."""
    plain = unicodedata.normalize("NFC", word).lower()
    if plain.endswith(("'s", "’s")):
        plain = plain[:-2]
    if plain.isascii():
        return plain
    return plain.translate(_PLAIN)


class _Plain(dict[int, str]):
    """Letters without their accents, each found out when it is first met; ñ is a letter of its own."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        parts = letter if letter == "ñ" else unicodedata.normalize("NFKD", letter)
        self[code] = plain = parts if parts == "ñ" else "".join(p for p in parts if not unicodedata.combining(p))
        return plain


_PLAIN = _Plain()


@lru_cache(maxsize=200_000)
def key(word: str, language: str) -> str:
    """Name the family of words that a folded word belongs to in a language ("en" or "es").

    Words of one family find each other. Where the curated families say nothing, Snowball's stem of the singular is
    the name.
    """
    families = FAMILY_OF[language]
    if word in families:
        return families[word]
    if language == "es":
        word = PLURAL.sub("", word)
        if word in families:
            return families[word]
    if not word.isalpha() or len(word) < 3:
        return word
    stem = _stem(word, language)
    return families.get(stem, stem)


def beginning(word: str) -> str:
    """Give the two letters that a folded word shares with its stem ("dying", "die")."""
    return word[:2].replace("y", "i")


def beginnings(folded: Iterable[str], language: str) -> frozenset[str]:
    """Give how the words of the families of some folded words begin: a word that begins otherwise is of none."""
    families = {key(word, language) for word in folded}
    members = (word for word, family in FAMILY_OF[language].items() if family in families)
    return frozenset(map(beginning, (*families, *members, *folded)))


def _stem(word: str, language: str) -> str:
    # A stemmer keeps the word that it works on, so that two threads would give each other's stems.
    with STEMMING:
        stem = str(_stemmer(language).stemWord(word))
    return f"{stem[:-1]}c" if language == "es" and stem.endswith("z") else stem  # raíz, raíces


@lru_cache(maxsize=2)
def _stemmer(language: str) -> "Stemmer":
    from indexer.query.stemming import stemmer  # noqa: PLC0415 - a cold search seldom needs it

    return stemmer(language)
