import pytest

from corpus.errors import ParseError
from corpus.formats.text.gazette import CHANGE, read


def of(blocks, kind):
    return [block for block in blocks if block.kind == kind]


CHANGED = "**(\\*) {} por el [Literal A del Protocolo](/x/H1), publicado el** 01 mayo 1999**, cuyo texto es el siguiente:  \n**"
ADDED = "**(\\*) Artículo incorporado por el [Literal B del Protocolo](/x/H1), publicado el** 01 mayo 1999**.**"
LAW = "\n\n".join(
    [
        "---\nidentifier: RL-1\nrank: resolucion\nsource: 'https://spij.minjus.gob.pe/x'\n---",
        "# Resolución que aprueba el Acuerdo",
        "**Artículo Único.- Objeto**",
        "Apruébase el Acuerdo.",
        "**Tabla de Contenido**",
        "Capítulo Uno",
        "**PREÁMBULO  \n**",
        "     **FORTALECER** la luz;",
        "     **“AMAR** los “faros” viejos;**”(\\*)  \n**",
        "**(\\*) Cláusula insertada por el [Numeral 1](/x/H1), publicado el** 01 mayo 1999.  ",
        "**Capítulo Dieciocho  \n**",
        "**Faros  \n**",
        "     **_Artículo 18.1: Luz  \n_**",
        "     _Cada Parte podrá encender ${?}$ los faros._**(\\*)  \n**",
        CHANGED.format("Artículo modificado"),
        "     **Artículo 18.1: Luz**",
        "      **“** Cada Parte encenderá los faros.**”**",
        "     **“Artículo 18.2: Torres** ${?}$  ",
        "      1\\. Las torres son altas.",
        "     2. El término “torre” incluye la linterna.**”(\\*)  \n**",
        ADDED,
        "     **Artículo** **_18.2_** **(\\*): Barcos  \n**",
        CHANGED.format("Numeración modificada"),
        "     **Artículo 18.3: Barcos**",
        "     1. Los barcos y**botes** flotan.(\\*)NOTA SPIJ",
        "     _2. Los barcos podrán volar;_",
        "     ${?}$",
        "     _(a) de noche._ **(\\*)**",
        CHANGED.format("Párrafo modificado"),
        "      **“** 2. Los barcos no vuelan:",
        "     (a) de noche; ni",
        "     (b) de día.**”**",
        "     3. El _Derecho del Mar_ se aplica.",
        "**Anexo 18.2**",
        "     1. Lista de faros. ${?}$",
        "CONCORDANCIAS CON LA LEGISLACIÓN NACIONAL",
        "Ley de Faros",
        "1 Los faros incluyen las boyas.",
        "**(\\*)** NOTA SPIJ: En el texto dice: faro, debiendo decir: faros.",
    ]
)


def test_only_the_wording_in_force_is_law():
    blocks = read(LAW.encode(), "es")
    assert [(each.number, each.title) for each in of(blocks, "article")] == [
        ("18.1", "Luz"), ("18.2", "Torres"), ("18.3", "Barcos"),
    ]  # fmt: skip
    assert [each.text for each in of(blocks, "text")] == [
        "FORTALECER la luz;",
        "AMAR los “faros” viejos;",
        "Cada Parte encenderá los faros.",
        "1. Las torres son altas.",
        "2. El término “torre” incluye la linterna.",
        "1. Los barcos y botes flotan.",
        "2. Los barcos no vuelan:",
        "(a) de noche; ni",
        "(b) de día.",
        "3. El Derecho del Mar se aplica.",
        "1. Lista de faros.",
    ]
    assert [(each.division, each.number, each.title, each.level) for each in of(blocks, "division")] == [
        ("preamble", "", "PREÁMBULO", 1), ("chapter", "18", "Faros", 1), ("annex", "18.2", "", 2),
    ]  # fmt: skip


def test_what_is_left_out_is_listed_with_the_reason():
    dropped: dict[str, list[str]] = {}
    for block in of(read(LAW.encode(), "es"), "dropped"):
        dropped.setdefault(block.reason, []).append(block.text)
    assert dropped["superseded wording"] == [
        "Artículo 18.1: Luz",
        "Cada Parte podrá encender los faros.(*)",
        "Artículo 18.2 (*): Barcos",
        "2. Los barcos podrán volar;",
        "(a) de noche. (*)",
    ]
    assert len(dropped["footnote mark lost in the source"]) == 4
    assert dropped["table of contents"] == ["Tabla de Contenido", "Capítulo Uno"]
    assert "Apruébase el Acuerdo." in dropped["law that approves the treaty"]
    assert "Ley de Faros" in dropped["editorial note"]


def test_footnotes_at_the_end_stay_footnotes():
    assert [(each.number, each.text) for each in of(read(LAW.encode(), "es"), "note")] == [
        ("1", "Los faros incluyen las boyas.")
    ]


COLOMBIA = """---
identificador: "LEY-1"
rango: "ley"
---

# LEY 1 DE 2007

Visto el texto del Acuerdo, que a la letra dice:

ACUERDO SOBRE FAROS

TITULO I

LUZ

Artículo 1°

Faros

Los faros dan luz.

RAMA EJECUTIVA DEL PODER PUBLICO

### DECRETA:

**Artículo 1°.** Apruébase el *Acuerdo*.
"""


def test_law_of_colombia():
    blocks = read(COLOMBIA.encode(), "es")
    assert [(each.number, each.title) for each in of(blocks, "article")] == [("1", "Faros")]
    assert of(blocks, "division")[0].title == "LUZ"
    assert [each.text for each in of(blocks, "text")][-1] == "Los faros dan luz."


def test_law_without_the_treaty_is_refused():
    with pytest.raises(ParseError, match="does not print it") as caught:
        read(b"# LEY 1\n\nVisto el texto, que a la letra dice:\n\n(se adjunta fotocopia)", "es")
    assert caught.value.hint


def test_a_remark_of_the_gazette_names_no_change():
    assert CHANGE.match("(*) Artículo modificado por el Artículo 1 de la Ley 5")
    assert not CHANGE.match("(*) NOTA SPIJ: En la edición dice “modificado”")


def test_a_heading_that_only_its_number_tells_opens_an_article():
    ended = LAW.replace(
        "CONCORDANCIAS", "     **Artículo 18.4: faros Y boyas**\n\n     Cada Parte los cuida.\n\nCONCORDANCIAS"
    )
    articles = of(
        read(ended.replace("**Anexo 18.2**\n\n     1. Lista de faros. ${?}$\n\n", "").encode(), "es"), "article"
    )
    assert (articles[-1].number, articles[-1].title) == ("18.4", "faros Y boyas")
