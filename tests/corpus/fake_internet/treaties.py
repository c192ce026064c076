"""Small treaties that nobody signed, in the markup of each publisher."""

from html import escape

ENGLISH = (
    (
        "Objectives",
        "The Parties to this Agreement shall protect the otters of the river, and the reeds in which they live.",
    ),
    (
        "Reed Beds",
        "Each Party shall keep a register of the reed beds, and shall send it to the Council with its report.",
    ),
    (
        "Otter Council",
        "The Council of the Otters consists of one member of each of the Parties, and meets on the bridge.",
    ),
    (
        "Fishing with Lamps",
        "A Party shall not allow fishing with lamps, nor the sale of the fish that was caught with them.",
    ),
    (
        "Consultations",
        "The Parties shall consult with each other on the bridge, at the request of the one or of the other.",
    ),
    (
        "Languages",
        "This Treaty is done with care in the English and Spanish languages, both texts being equally authentic.",
    ),
)
SPANISH = (
    (
        "Objetivos",
        "Las Partes del presente Tratado protegerán las nutrias del río y los juncos en los que viven, con una red.",
    ),
    (
        "Juncales",
        "Cada una de las Partes llevará un registro de los juncales y lo enviará al Consejo con el informe del año.",
    ),
    (
        "Consejo de las Nutrias",
        "El Consejo de las Nutrias se compone de una persona por Parte y se reúne en el puente con los vecinos.",
    ),
    (
        "Pesca con lámparas",
        "Una Parte no permitirá la pesca con lámparas, ni la venta del pescado obtenido con una de ellas y los aparejos.",
    ),
    (
        "Consultas",
        "Las Partes se consultarán en el puente, por invitación de una o por el ruego del Consejo, con los vecinos y el pueblo.",
    ),
    (
        "Idiomas",
        "El presente Tratado se hace con esmero en los idiomas inglés y español, siendo ambos textos igualmente auténticos.",
    ),
)
TITLE = {
    "en": "Treaty between Ruritania and Graustark on the Otters of the River Eilau",
    "es": "Tratado entre Ruritania y Graustark sobre las Nutrias del Río Eilau",
}
CHAPTER = {"en": "Chapter", "es": "Capítulo"}
ARTICLE = {"en": "Article", "es": "Artículo"}


def articles(language: str, chapter: int = 17) -> list[tuple[str, str, str]]:
    """Number, title and text of each article."""
    body = ENGLISH if language == "en" else SPANISH
    return [(f"{chapter}.{number}", title, text) for number, (title, text) in enumerate(body, 1)]


def plain(language: str, chapter: int = 17) -> str:
    lines = [TITLE[language], "", f"{CHAPTER[language]} {chapter}", ""]
    for number, title, text in articles(language, chapter):
        lines += [f"{ARTICLE[language]} {number}: {title}", "", f"1. {text}", ""]
    return "\n".join(lines)


def pdf(language: str, chapter: int = 17) -> bytes:
    return pdf_of(plain(language, chapter).splitlines())


def pdf_of(lines: list[str]) -> bytes:
    """A PDF of one page, with a text layer in the windows-1252 encoding."""
    shown = b""
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
        shown += b"(" + escaped + b") Tj T*\n"
    content = b"BT /F1 9 Tf 50 780 Td 11 TL\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1000 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def cellar(language: str) -> str:
    """As the converter of the Official Journal writes since 2023; the space after the word is not a plain one."""
    parts = [
        f'<div class="eli-subdivision" id="art_{number}"><p class="oj-ti-art">{ARTICLE[language]}\u00a0{number}</p>'
        f'<div class="eli-title" id="art_{number}.tit_1"><p class="oj-sti-art">{escape(title)}</p></div>'
        f'<div id="{number:0>3}.001"><p class="oj-normal">1.\u00a0\u00a0\u00a0{escape(text)}</p></div></div>'
        for number, title, text in (
            (number.partition(".")[2], title, text) for number, title, text in articles(language)
        )
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><!-- CONVEX # converter_version:9.15.0 --><head><title>L_2099001EN.01000101.xml</title></head><body>'
        f'<div class="eli-main-title"><p class="oj-doc-ti">{TITLE[language]}</p></div>{"".join(parts)}</body></html>'
    )


def cellar_annex(language: str) -> str:
    word = {"en": "ANNEX", "es": "ANEXO"}[language]
    text = " ".join(text for _, _, text in articles(language))
    note = {"en": "as Article 2 of the Treaty provides", "es": "como dispone el Artículo 2 del Tratado"}[language]
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>L_2099001EN.01000201.xml</title></head><body>'
        f'<p class="oj-doc-ti">{word}</p><p class="oj-normal">{text} {note}.</p></body></html>'
    )


def sice(language: str, chapter: int = 17) -> bytes:
    """An old ASP page in windows-1252, with navigation around the text."""
    parts = "".join(
        f"<p><b>{ARTICLE[language]} {number}: {title}</b></p><p>1. {text}</p>\n<p><a href=#top>to the top!</a></p>"
        for number, title, text in articles(language, chapter)
    )
    page = (
        f"<html><head><title>SICE - {TITLE[language]}</title></head><body><a name=top></a>"
        f"<p align=center>{TITLE[language]}</p><p>{CHAPTER[language]} {chapter}</p>{parts}</body></html>"
    )
    return page.encode("cp1252")


def gac(chapter: int = 24) -> str:
    """A chapter as Canada shows it: the letters of points are made by the browser."""
    parts = "".join(
        f"<h3>Article {number}: {title}</h3><ol><li>{text}<ol type='a'><li>on weekdays; and</li>"
        "<li>on the other days.</li></ol></li></ol>"
        for number, title, text in articles("en", chapter)
    )
    return (
        "<!DOCTYPE html><html lang='en'><head><title>Otter Treaty - Chapter 24</title></head>"
        f"<body><main><h1>Chapter {chapter}</h1>{parts}</main></body></html>"
    )


def tota() -> str:
    """The XML of the Texts of Trade Agreements collection."""
    body = "".join(
        f'<article article_identifier="{index}" number="{number}" name="{title}">1. {text}</article>'
        for index, (number, title, text) in enumerate(articles("en"), 900)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<treaty><meta><name>{TITLE["en"]}</name></meta>'
        f'<body><chapter number="17" name="Otters">{body}</chapter></body></treaty>\n'
    )
