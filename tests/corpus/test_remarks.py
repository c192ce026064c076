"""Remarks on what has ended since a treaty named it."""

import pytest

from corpus.catalogue.remarks import load_remarks, remarks_on


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the procedures of the NAAEC apply", ("naaec",)),
        ("approved by INRENA under Law 27308.", ("inrena", "law-27308")),
        ("aprobado por el INRENA", ("inrena",)),
        ("la Ley N.º 27308", ("law-27308",)),
        ("China's AQSIQ and the Cotonou Agreement", ("aqsiq", "cotonou")),
        ("como dice el Acuerdo de Cotonú", ("cotonou",)),
        ("article 127308 and INRENAS", ()),
        ("", ()),
    ],
)
def test_a_remark_is_found_by_a_whole_name(text, found):
    assert remarks_on(text) == found


def test_every_remark_speaks_both_languages():
    for remark in load_remarks().values():
        assert remark.says.keys() == {"en", "es"}
