import pytest

from corpus.errors import ParseError
from corpus.formats.xml.formex import read


def of(blocks, kind):
    return [block for block in blocks if block.kind == kind]


ACT = """<?xml version="1.0"?><ACT><BIB.INSTANCE><COLL>L</COLL></BIB.INSTANCE>
<TITLE><TI><P>AGREEMENT</P><P>on lamps</P></TI></TITLE>
<PREAMBLE><PREAMBLE.INIT>OZ,</PREAMBLE.INIT><GR.VISA><VISA>Having regard to the advice<NOTE NOTE.ID="E1"
NUMBERING="ARAB"><P><REF.DOC.OJ>OJ L 9</REF.DOC.OJ>.</P></NOTE>,</VISA></GR.VISA>
<GR.CONSID><CONSID><NP><NO.P>(1)</NO.P><TXT>Lamps are old.</TXT></NP></CONSID></GR.CONSID></PREAMBLE>
<ENACTING.TERMS><DIVISION><TITLE><TI><P><HT TYPE="ITALIC">CHAPTER I</HT></P></TI><STI><P>LAMPS</P></STI></TITLE>
<ARTICLE IDENTIFIER="001"><TI.ART>Article\u00a01</TI.ART><STI.ART><P>Light</P></STI.ART>
<PARAG IDENTIFIER="001.001"><NO.PARAG>1.</NO.PARAG><ALINEA><P>The <QUOT.START CODE="2018"/>lamp<QUOT.END CODE="2019"/> is:</P>
<LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P><TXT>lit, namely:</TXT><P><LIST TYPE="DASH"><ITEM><P>green;</P></ITEM></LIST></P></NP></ITEM>
<ITEM><NP><NO.P>(b)</NO.P><TXT>painted.</TXT></NP></ITEM></LIST></ALINEA><ALINEA>It shines<NOTE NOTE.REF="E1"/>.</ALINEA></PARAG></ARTICLE>
<ARTICLE IDENTIFIER="002"><TI.ART>Article 2</TI.ART><ALINEA><P>The old treaty reads:</P><QUOT.S LEVEL="1">
<ARTICLE><TI.ART>Article 9</TI.ART><ALINEA>Lamps.</ALINEA></ARTICLE></QUOT.S></ALINEA></ARTICLE></DIVISION></ENACTING.TERMS>
<FINAL><SIGNATURE><PL.DATE><P>Done at Oz.</P></PL.DATE></SIGNATURE></FINAL></ACT>"""


def test_act():
    blocks = read(ACT.encode(), "en")
    assert [(each.division, each.number, each.title) for each in of(blocks, "division")] == [
        ("preamble", "", ""), ("chapter", "I", "LAMPS"), ("conclusion", "", ""),
    ]  # fmt: skip
    assert [(each.number, each.title, each.locator) for each in of(blocks, "article")] == [
        ("1", "Light", "001"),
        ("2", "", "002"),
    ]
    assert [each.text for each in of(blocks, "text")] == [
        "OZ,",
        "Having regard to the advice\u2060[1]\u2060,",
        "(1) Lamps are old.",
        "1. The ‘lamp’ is:",
        "(a) lit, namely:",
        "— green;",
        "(b) painted.",
        "It shines\u2060[1]\u2060.",
        "The old treaty reads:",
        "Article 9",
        "Lamps.",
        "Done at Oz.",
    ]
    assert [(each.number, each.text) for each in of(blocks, "note")] == [("1", "OJ L 9.")]
    assert {each.reason for each in of(blocks, "dropped")} == {"metadata", "title of the document"}


def test_annex_is_a_file_of_its_own():
    annex = """<ANNEX><TITLE><TI><P>ANNEX IV</P></TI><STI><P>Colours</P></STI></TITLE><CONTENTS><TBL><CORPUS>
    <ROW><CELL>green</CELL><CELL>yes<NOTE NOTE.ID="E9" NUMBERING="STAR"><P>In fog.</P></NOTE></CELL></ROW></CORPUS></TBL></CONTENTS></ANNEX>"""
    blocks = read(annex.encode(), "en")
    assert [(each.kind, each.number, each.title, each.text) for each in blocks] == [
        ("division", "IV", "Colours", ""),
        ("text", "", "", "green yes\u2060[*1]\u2060"),
        ("note", "*1", "", "In fog."),
    ]


ENTITIES = '<!DOCTYPE ACT [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ACT><P>&b;</P></ACT>'
OUTSIDE = '<!DOCTYPE ACT [<!ENTITY a SYSTEM "file:///etc/passwd">]><ACT><P>&a;</P></ACT>'


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (ENTITIES, "entities"),
        (OUTSIDE, "entities"),
        (ACT[:900], "broken"),
        ("<DOC><FMX/></DOC>", "lists other files"),
        ("<ACT><BIB.INSTANCE><COLL>L</COLL></BIB.INSTANCE></ACT>", "no text"),
        ("<ACT>" + "<P>" * 5000 + "x" + "</P>" * 5000 + "</ACT>", "too deep"),
        ("", "broken"),
    ],
)
def test_refusals_carry_a_hint(xml, message):
    with pytest.raises(ParseError, match=message) as caught:
        read(xml.encode(), "en")
    assert caught.value.hint
