"""What to do where a text must be brought by hand, or another must be looked for."""

from corpus.model import Source

__all__ = ["by_hand", "signed_instead"]


def by_hand(source: Source, *, lists: bool = False) -> str:
    """Return the hint that says how to bring `source`, or all texts that it `lists`, without the fetcher."""
    command = f"clausula import FILE --agreement {source.agreement} --lang {source.language} --url"
    if lists:
        return f"Open {source.url} in a browser, save each text that it lists, and run for each: {command} ITS-ADDRESS"
    return f'Open {source.url} in a browser, save it as a file, and run: {command} "{source.url}"'


def signed_instead(source: Source) -> str:
    """Return the hint for a draft or an initialled text, which is not to be brought by hand either."""
    return f"Look for the signed text: clausula fetch {source.agreement} --dry-run lists where it is published."
