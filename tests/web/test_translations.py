"""The Spanish catalogue of messages is compiled, keeps every placeholder, and leaves no English on a page."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from site_states import pages

import web
from corpus.catalogue.addressees import Addressee, load_addressees

FOLDER = Path(web.__file__).parent / "translations/es/LC_MESSAGES"
SAME = {"Clausula", "Error", "No"}  # said alike in both


@pytest.fixture(scope="module")
def messages():
    with (FOLDER / "messages.po").open("rb") as source:
        return [message for message in read_po(source, locale="es") if message.id]


def test_what_is_compiled_is_what_is_written(messages):
    with (FOLDER / "messages.mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    for message in messages:
        assert not message.fuzzy
        one, said = (message.id, message.string) if isinstance(message.id, str) else (message.id[0], message.string[0])
        assert (known.gettext(one) if isinstance(message.id, str) else known.ngettext(*message.id, 1)) == said


def test_placeholders_are_kept(messages):
    def holes(text):
        return set(re.findall(r"%\(\w+\)s|\{[\w.]+[^}]*\}", text))

    for message in messages:
        ids = [message.id] if isinstance(message.id, str) else message.id
        said = [message.string] if isinstance(message.string, str) else message.string
        assert {hole for each in ids for hole in holes(each)} == {hole for each in said for hole in holes(each)}


def test_no_english_sentence_stands_on_a_spanish_page(site, site_client, messages):
    ids = {one for m in messages for one in ([m.id] if isinstance(m.id, str) else m.id)}
    translations = {one for m in messages for one in ([m.string] if isinstance(m.string, str) else m.string)}
    english = {one for one in ids - translations - SAME if len(one) > 3 and not set("%{") & set(one)}
    for address in pages(site, "es"):
        page = BeautifulSoup(site_client.get(address, follow_redirects=True).data, "html.parser")
        for node in page.select("[lang=en], code, input, pre, script, .copyable, cite"):
            node.decompose()
        left = {text.strip() for text in page.find_all(string=True)} & english
        assert not left, (address, left)


def test_no_english_label_stands_on_a_spanish_page(site, site_client):
    """Whom a clause binds and what a breach leads to is said in Spanish wherever it stands."""
    listed = [entry for entry in load_addressees().values() if isinstance(entry, Addressee)]
    english = re.compile("|".join(rf"\b{re.escape(entry.en)}\b" for entry in listed))
    codes = re.compile(r"\b(?:best-endeavour|dispute-settlement|panel-of-experts|investor-state|unstated)\b")
    seen = 0
    for address in pages(site, "es"):
        page = BeautifulSoup(site_client.get(address, follow_redirects=True).data, "html.parser")
        for node in page.select("[lang=en], code, input, pre, script, option, .copyable, cite, .paper"):
            node.decompose()
        text = page.get_text(" ")
        seen += sum(entry.es in text for entry in listed)
        assert not english.findall(text), (address, english.findall(text))
        assert not codes.findall(text), (address, codes.findall(text))
    assert seen > 10
