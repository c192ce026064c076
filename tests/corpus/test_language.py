"""The language of a text, told from its small words, and what `import` makes of it."""

import pytest

from corpus.catalogue.agreements import load_catalogue
from corpus.language import tell_language
from corpus.store.importer import import_files
from corpus.store.snapshots import SnapshotStore

TEXTS = {
    "en": "Article 1: Lamps\n1. Each Party shall keep the lamps of its ports lit, with care, and the oil clean.\n",
    "es": "Artículo 1: Faros\n1. Cada Parte cuidará los faros de sus puertos con esmero, y el aceite del mar por la noche.\n",
    "fr": "Article 1: Phares\n1. Les Parties gardent les phares des ports, et le soin du feu dans une tour.\n",
    "pt": "Artigo 1: Faróis\n1. As Partes cuidam dos faróis e das torres do mar com uma luz, ao longo da costa.\n",
    "de": "Artikel 1: Leuchten\n1. Die Vertragsparteien pflegen das Licht der Türme mit Öl und den Schutz von Booten.\n",
    "nl": "Artikel 1: Lichten\n1. Elke partij zorgt voor het licht van een toren, aan zee, voor deze boten.\n",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_short_text(language):
    assert tell_language(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "18.3 12 7", "lamp", "Faro"])
def test_what_does_not_tell(text):
    assert tell_language(text) == ""


@pytest.mark.parametrize(
    ("language", "asked", "kept", "remark"),
    [
        ("en", "", "en", ""),
        ("es", "", "es", "“es”"),
        ("es", "es-PE", "es", ""),
        ("es", "ES", "es", ""),
        ("es", "en", "en", "not “en”"),
        ("de", "", "de", "“de”"),
    ],
)
def test_import_tells_the_language(tmp_path, language, asked, kept, remark):
    path = tmp_path / "lamps.txt"
    path.write_text(TEXTS[language], encoding="utf-8")
    store = SnapshotStore(tmp_path / "store")
    (outcome,) = import_files([path], store, load_catalogue(), agreement="us-panama", language=asked)
    assert outcome.snapshot is not None
    assert outcome.snapshot.source.language == kept
    assert remark in outcome.detail
    assert bool(outcome.detail) == bool(remark)


def test_import_refuses_a_page_without_an_article(tmp_path):
    path = tmp_path / "login.html"
    path.write_text("<html><body><p>Please sign in to continue.</p></body></html>", encoding="utf-8")
    (outcome,) = import_files([path], SnapshotStore(tmp_path / "store"), load_catalogue(), agreement="us-panama")
    assert (outcome.state, bool(outcome.hint)) == ("refused", True)
