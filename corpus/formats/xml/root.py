"""Bytes of XML to their tree, without entities or anything from outside."""

from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from corpus.errors import ParseError

__all__ = ["xml_root"]


def xml_root(data: bytes, *, forbid_dtd: bool = False) -> Element:
    """Return the root element. Raises ParseError when the XML is broken, or declares entities or (if forbidden) a DTD.

    A file may carry entities that would be expanded or fetched: they are refused.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=forbid_dtd)
    except DefusedXmlException as error:
        raise ParseError("xml-entities", problem=type(error).__name__) from error
    except (XmlError, ValueError, LookupError) as error:
        raise ParseError("xml-broken", hint="download-again", problem=error) from error
    return root
