"""What invented treaties say of their authentic texts."""

import pytest

from corpus.model import Heading, Provision
from corpus.quality.authenticity import find_authenticity, standing


def make(text, kind="chapter", place="20.4/1"):
    return Provision(f"one-two/{place}", "", "one-two", "en", (Heading(kind, "20", "Final"),), "1", text)


@pytest.mark.parametrize(
    ("text", "languages", "prevails"),
    [
        ("The English and Spanish texts of this Treaty are equally authentic.", "en es", ""),
        ("Made at Owl Bay in Korean and English, all texts being equally authentic. In case of divergence, "
         "the English text shall prevail.", "ko en", "en"),
        ("Done in one authentic copy in the French language.", "fr", ""),
        ("Hecho en castellano e inglés, siendo ambos textos igualmente auténticos.", "es en", ""),
        ("Los textos en español, inglés y chino son igualmente auténticos. En caso de divergencia prevalecerá el "
         "texto en inglés.", "es en zh", "en"),
        ("Drawn up in Slovak and Slovene, each of these texts being equally authentic.", "sk sl", ""),
        ("This Treaty is done in English and Chinese. The two texts are equally valid and authentic.", "en zh", ""),
    ],
)  # fmt: skip
def test_languages_and_the_place_are_read(text, languages, prevails):
    found = find_authenticity([make("Nothing."), make(text)])
    assert found is not None
    assert (" ".join(found.languages), found.prevails, found.provision) == (languages, prevails, "one-two/20.4/1")


@pytest.mark.parametrize(
    "text",
    [
        "Documents in English are considered authentic by customs.",
        "An authentic signature is needed.",
        "Each Party shall publish its laws in English.",
        "The two texts are equally authentic.",
        "",
    ],
)
def test_other_words_say_nothing(text):
    assert find_authenticity([make(text)]) is None


def test_annexes_speak_of_themselves():
    assert find_authenticity([make("The English and Thai texts are equally authentic.", kind="annex")]) is None


def test_the_last_word_counts():
    said = find_authenticity(
        [
            make("The Polish text is authentic, both are.", place="1.1/1"),
            make("The Greek and Dutch texts are equally authentic."),
        ]
    )
    assert said is not None
    assert said.languages == ("el", "nl")


@pytest.mark.parametrize(
    ("language", "role", "known", "wanted"),
    [
        ("en", "official", True, "authentic"), ("es", "mirror", True, "authentic"), ("fr", "official", True, "translation"),
        ("en", "translation", True, "translation"), ("en", "official", False, "official publication"),
        ("en", "mirror", False, "copy"), ("en", "translation", False, "translation"),
    ],
)  # fmt: skip
def test_what_a_text_is(language, role, known, wanted):
    said = find_authenticity([make("The English and Spanish texts are equally authentic.")]) if known else None
    assert standing(language, role, said) == wanted
