"""The fake internet: each publisher's site as a server on the loopback, and a catalogue of what they publish.

Paths, headers, redirects and walls are those of the real sites, as docs and other projects describe them; the treaties
are invented. No name is ever looked up, and no traffic leaves 127.0.0.1.
"""

import hashlib
import ssl
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from fake_internet import treaties
from fake_internet.server import Asked, Page, Reply, Site, page, redirect

from corpus.catalogue.agreements import Catalogue, parse_catalogue
from corpus.fetch.connections import Transport
from corpus.fetch.fetcher import Fetcher
from corpus.fetch.results import Limits
from corpus.store.snapshots import SnapshotStore

TOTA = "/mappingtreaties/tota/0000000000000000000000000000000000000000/xml/pta_900.xml"
MANYTRADE = "/globalgov/manytrade/0000000000000000000000000000000000000000/Raw/RUR-GRA%5BNA%5D_2099O.txt"
CELEX = "/resource/celex/22099A0101%2801%29"
CELEX_OLD = "/resource/celex/21979A0101%2801%29"
CELEX_STREAMS = "/resource/celex/22098A0101%2801%29"
LANDING = "/trade-agreements/free-trade-agreements/ruritania-fta/final-text"
CHAPTERS = {
    1: "/sites/default/files/uploads/agreements/fta/ruritania/asset_upload_file101_7001.pdf",
    17: "/sites/default/files/uploads/agreements/fta/ruritania/asset_upload_file953_9541.pdf",
}
SCHEDULE = "/sites/default/files/uploads/agreements/fta/ruritania/asset_upload_file555_5555.pdf"
MOFCOM_OLD = "/lulitaniya/annex/lltny_xdwb_en.pdf"
MOFCOM_NEW = "/upload/agreementFiles/lulitaniya/" + quote("第17章 Otters.pdf")
MOFCOM_TOPIC = "/topic/enruritania.shtml"
SICE_PAGE = {"en": "/Trade/RUR_GRA/RUR_GRA_e/RUR_GRA_text_e.asp", "es": "/Trade/RUR_GRA/RUR_GRA_s/RUR_GRA_text_s.asp"}
SICE_INDEX = "/Trade/RUR/RURGRA/RURGRAin_s.asp"
SICE_DRAFT = "/TPD/RUR_GRA/Draft_text_e/Index_e.asp"
SICE_UNSIGNED = "/TPD/RUR_GRA/Texts_2098/RUR_GRA_e.asp"
MINCETUR_ENTRANCE = "/En_Vigencia/Ruritania/inicio.html"
MINCETUR_LIST = "/en_vigencia/Ruritania/Textos_Acuerdo.html"
MINCETUR_PDF = "/en_vigencia/ruritania/Documentos/Capitulo_17.pdf"
GAC_FOLDER = "/trade-commerce/trade-agreements-accords-commerciaux/agr-acc/rurgra/text-texte"

CATALOGUE = f"""
[[agreement]]
id = "otters"
parties = ["RUR", "GRA"]
status = "in force"
[agreement.titles]
en = "{treaties.TITLE["en"]}"
es = "{treaties.TITLE["es"]}"
[agreement.short_titles]
en = "Ruritania-Graustark"
es = "Ruritania-Graustark"
SOURCES

[[agreement]]
id = "eels"
parties = ["RUR", "GRA"]
status = "in force"
[agreement.titles]
en = "{treaties.TITLE["en"]}, as renewed"
es = "{treaties.TITLE["es"]}, renovado"
[agreement.short_titles]
en = "Ruritania-Graustark, renewed"
es = "Ruritania-Graustark, renovado"
MORE
"""
PDF, HTML = "application/pdf", "text/html"
SOURCES = (
    ("cellar", "en", f"http://publications.europa.eu{CELEX}", "application/xhtml+xml", ""),
    ("cellar", "es", f"http://publications.europa.eu{CELEX}", "application/xhtml+xml", ""),
    ("ustr", "en", f"https://ustr.gov{LANDING}", HTML, "landing page"),
    ("mofcom", "en", f"http://fta.mofcom.gov.cn{MOFCOM_OLD}", PDF, ""),
    ("sice", "en", f"http://www.sice.oas.org{SICE_PAGE['en']}", HTML, ""),
    ("sice", "es", f"http://sice.oas.org{SICE_PAGE['es']}", HTML, ""),
    ("mincetur", "es", f"https://www.acuerdoscomerciales.gob.pe{MINCETUR_ENTRANCE}", HTML, "landing page"),
    ("gac", "en", f"https://www.international.gc.ca{GAC_FOLDER}/24.aspx?lang=eng", HTML, "chapter 24"),
    ("tota", "en", f"https://raw.githubusercontent.com{TOTA}", "application/xml", "body without annexes"),
    ("manytrade", "en", f"https://raw.githubusercontent.com{MANYTRADE}", "text/plain", "body"),
)
MORE = (
    ("cellar", "en", f"http://publications.europa.eu{CELEX_OLD}", "application/xhtml+xml", ""),
    ("cellar", "es", f"http://publications.europa.eu{CELEX_STREAMS}", "application/xhtml+xml", ""),
    ("cellar", "es", "https://eur-lex.europa.eu/legal-content/ES/TXT/?uri=CELEX:22099A0101(01)", HTML, ""),
    ("cellar", "en", "https://eur-lex.europa.eu/eli/agree_internation/2099/1/oj", HTML, ""),
    ("mofcom", "en", f"https://fta.mofcom.gov.cn{MOFCOM_TOPIC}", HTML, "landing page"),
    ("sice", "es", f"http://www.sice.oas.org{SICE_INDEX}", HTML, ""),
    ("sice", "en", f"http://www.sice.oas.org{SICE_DRAFT}", HTML, ""),
    ("sice", "en", f"http://www.sice.oas.org{SICE_UNSIGNED}", HTML, ""),
    ("gac", "en", f"https://www.international.gc.ca{GAC_FOLDER}/toc-tdm.aspx?lang=eng", HTML, "landing page"),
    ("spij", "es", "https://spij.minjus.gob.pe/spij-ext-web/#/detallenorma/H1", HTML, ""),
)


class LoopbackTransport(Transport):
    """Leads the publishers' names to their servers on the loopback, without encryption.

    Hosts in `plain` have no https; `secure` names the ports of those that serve something else by it.
    """

    def __init__(
        self, ports: Mapping[str, int], plain: Collection[str] = (), secure: Mapping[str, int] | None = None
    ) -> None:
        self.ports, self.plain, self.secure = ports, plain, secure or {}

    def addresses(self, scheme: str, host: str) -> list[tuple[str, int]]:
        if scheme == "https" and host in self.plain:
            raise ConnectionRefusedError("there is no https")
        if scheme == "https" and host in self.secure:
            return [("127.0.0.1", self.secure[host])]
        if host not in self.ports:
            raise OSError(f"the fake internet has no {host}")
        return [("127.0.0.1", self.ports[host])]

    def context(self, scheme: str) -> ssl.SSLContext | None:  # noqa: ARG002
        return None


class Internet:
    """All sites, by host; two names of one publisher are one server."""

    def __init__(self) -> None:
        self.cellar = Site(_cellar_pages())
        self.eur_lex = Site(_eur_lex_pages())
        self.ustr = Site(_ustr_pages(), robots="User-agent: *\nDisallow: /admin/\nCrawl-delay: 10\n")
        self.mofcom = Site(_mofcom_pages())
        self.sice = Site(_sice_pages(), case_sensitive=False)
        self.mincetur = Site(_mincetur_pages(), robots="User-agent: *\nDisallow: /administrator/\n")
        self.gac = Site(_gac_pages())
        self.github = Site(_github_pages())
        self.sites = {
            "publications.europa.eu": self.cellar,
            "eur-lex.europa.eu": self.eur_lex,
            "ustr.gov": self.ustr,
            "fta.mofcom.gov.cn": self.mofcom,
            "www.sice.oas.org": self.sice,
            "sice.oas.org": self.sice,
            "www.acuerdoscomerciales.gob.pe": self.mincetur,
            "www.international.gc.ca": self.gac,
            "raw.githubusercontent.com": self.github,
        }

    @property
    def ports(self) -> dict[str, int]:
        return {host: site.port for host, site in self.sites.items()}

    def site(self, url: str) -> Site:
        return self.sites[urlsplit(url).hostname or ""]

    def reset(self) -> None:
        for site in self.sites.values():
            site.reset()

    def close(self) -> None:
        for site in set(self.sites.values()):
            site.close()

    def asked(self) -> list[Asked]:
        return sorted((asked for site in set(self.sites.values()) for asked in site.asked), key=lambda asked: asked.at)

    def fetcher(self, home: Path, **options: object) -> Fetcher:
        """A fetcher that asks this internet, waits for nothing and gives up soon; `options` replace its arguments."""
        usual: dict[str, object] = {
            "contact": "reader@example.org",
            "transport": LoopbackTransport(self.ports),
            "limits": Limits(attempts=2, backoff=0.001, silence=0.3, duration=0.6, patience=60, size=2_000_000),
            "sleep": lambda _: None,
        }
        return Fetcher(SnapshotStore(home / "snapshots"), catalogue(), **(usual | options))  # type: ignore[arg-type]


def catalogue() -> Catalogue:
    pins = {TOTA: treaties.tota(), MANYTRADE: treaties.plain("en")}

    def tables(sources: tuple[tuple[str, str, str, str, str], ...]) -> str:
        text = ""
        for publisher, language, url, media_type, covers in sources:
            text += f'[[agreement.source]]\npublisher = "{publisher}"\nlanguage = "{language}"\nurl = "{url}"\n'
            text += f'media_type = "{media_type}"\n' + (f'covers = "{covers}"\n' if covers else "")
            if urlsplit(url).path in pins:
                text += 'role = "mirror"\n'
                text += f'sha256 = "{hashlib.sha256(pins[urlsplit(url).path].encode()).hexdigest()}"\n'
        return text

    return parse_catalogue(CATALOGUE.replace("SOURCES", tables(SOURCES)).replace("MORE", tables(MORE)), "fake")


def _cellar_pages() -> dict[str, Page]:
    texts = {"eng": treaties.cellar("en"), "spa": treaties.cellar("es")}
    annexes = {"eng": treaties.cellar_annex("en"), "spa": treaties.cellar_annex("es")}

    def work(number: int, media_type: str, *, streams: bool = False) -> Page:
        def answer(asked: Asked) -> Reply:
            language = asked.headers.get("accept-language", "")
            if language not in texts or "accept" not in asked.headers:
                return Reply(b"Content language is not valid", 400, {"Content-Type": "text/plain"})
            if asked.headers["accept"] != media_type:
                return Reply(b"No such manifestation", 404, {"Content-Type": "text/plain"})
            folder = f"http://publications.europa.eu/resource/cellar/0000-{number}.{_number(language)}.03"
            if streams:
                links = "".join(f'<li><a href="{folder}/DOC_{each}">L_2098EN.{each}.xhtml</a></li>' for each in (1, 2))
                return Reply(f"<html><body><ul>{links}</ul></body></html>".encode(), 300, {"Content-Type": HTML})
            return Reply(status=303, headers={"Location": f"{folder}/DOC_1"})

        return answer

    pages = {
        CELEX: work(1, "application/xhtml+xml"),
        CELEX_OLD: work(2, "text/html"),
        CELEX_STREAMS: work(3, "application/xhtml+xml", streams=True),
    }
    xhtml = "application/xhtml+xml;charset=UTF-8"
    for language, text in texts.items():
        new, old, several = (f"/resource/cellar/0000-{number}.{_number(language)}.03" for number in (1, 2, 3))
        pages[f"{new}/DOC_1"] = pages[f"{several}/DOC_1"] = page(text, xhtml, Content_Language="")
        pages[f"{several}/DOC_2"] = page(annexes[language], xhtml, Content_Language="")
        pages[old] = page(text, "text/html;charset=UTF-8", Content_Language="")  # its DOC_1 does not exist
    return pages


def _number(language: str) -> str:
    return {"eng": "0006", "spa": "0010"}[language]


def _eur_lex_pages() -> dict[str, Page]:
    wall: Page = lambda _: Reply(b"", 202, {"x-amzn-waf-action": "challenge"})  # noqa: E731
    return {"/eli/agree_internation/2099/1/oj": wall, "/robots.txt": wall}


def _ustr_pages() -> dict[str, Page]:
    links = "".join(f'<li><a href="{path}">{number}. Otters</a></li>' for number, path in CHAPTERS.items())
    others = (
        f'<a href="{SCHEDULE}">Tariff Schedule of Ruritania</a><a href="/about-us">About</a>'
        '<a href="https://other.example/agreements/fta/x.pdf">Elsewhere</a><a href="mailto:press@ustr.gov">Press</a>'
        '<a href="http://[">Broken</a><a href="">Here</a>'
    )
    landing = f"<html><head><title>Final Text</title></head><body><p>ARCHIVE</p><ul>{links}</ul>{others}</body></html>"
    pages = {path: page(treaties.pdf("en", number), PDF, Accept_Ranges="bytes") for number, path in CHAPTERS.items()}
    return pages | {LANDING: page(landing)}


def _mofcom_pages() -> dict[str, Page]:
    topic = f'<html><body><a href="{MOFCOM_NEW.replace("%20", " ")}">Chapter 17 Otters</a><a href="/x_cn.pdf">中文</a></body></html>'
    return {
        MOFCOM_OLD: page(treaties.pdf("en"), PDF),
        MOFCOM_NEW: page(treaties.pdf("en"), PDF),
        MOFCOM_TOPIC: page(topic),
    }


def _sice_pages() -> dict[str, Page]:
    old = "text/html"
    index = (
        "<html><body><a href='RURGRA_s/Capitulo17_s.asp'>Capítulo 17</a><a href='../RURGRA/RURGRAin_e.asp'>English</a>"
        "<a href='RURGRA_e/Chapter17_e.asp'>Chapter 17</a><a href='/'>SICE</a></body></html>"
    )
    unsigned = treaties.sice("en").replace(b"<p>Chapter 17", b"<p>Initialled text of 2098</p><p>Chapter 17")
    pages = {
        SICE_PAGE["en"]: page(treaties.sice("en"), old),
        SICE_PAGE["es"]: redirect(f"http://www.sice.oas.org{SICE_PAGE['es'].upper()}", 301),
        SICE_INDEX: page(index.encode("cp1252"), old),
        "/Trade/RUR/RURGRA/RURGRA_s/Capitulo17_s.asp": page(treaties.sice("es"), old),
        SICE_DRAFT: page(treaties.sice("en"), old),
        SICE_UNSIGNED: page(unsigned, old),
    }
    shown = {path.lower(): answer for path, answer in pages.items()}

    def spanish(asked: Asked) -> Reply:
        moved = asked.headers["host"] == "sice.oas.org"
        return (pages[SICE_PAGE["es"]] if moved else page(treaties.sice("es"), old))(asked)

    return shown | {SICE_PAGE["es"].lower(): spanish}


def _mincetur_pages() -> dict[str, Page]:
    listing = (
        f'<html><body><h1>Textos del Acuerdo</h1><a href="{MINCETUR_PDF}">Capítulo 17: Nutrias</a>'
        '<a href="/en_vigencia/ruritania/Documentos/lista.pdf">Lista arancelaria de Ruritania</a></body></html>'
    )
    entrance = (
        f'<html><body><a href="{MINCETUR_LIST}">Textos del Acuerdo</a><a href="/En_Vigencia/Ruritania/Que_gana.html">'
        "¿Qué gana el Perú?</a></body></html>"
    )
    return {
        MINCETUR_ENTRANCE: page(entrance),
        MINCETUR_LIST: page(listing),
        MINCETUR_PDF: page(treaties.pdf("es"), PDF),
    }


def _gac_pages() -> dict[str, Page]:
    contents = (
        '<html><body><a href="24.aspx?lang=eng">24. Otters</a><a href="24.aspx?lang=fra">Français</a>'
        '<a href="/index.aspx?lang=eng">Home</a></body></html>'
    )
    return {
        f"{GAC_FOLDER}/24.aspx?lang=eng": page(treaties.gac()),
        f"{GAC_FOLDER}/toc-tdm.aspx?lang=eng": page(contents),
    }


def _github_pages() -> dict[str, Page]:
    text = "text/plain; charset=utf-8"
    return {TOTA: page(treaties.tota(), text), MANYTRADE: page(treaties.plain("en"), text)}
