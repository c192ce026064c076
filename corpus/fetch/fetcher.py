"""From the publishers to the snapshot store: what to ask for, and what becomes of each text.

Each text is stored at once. A failure does not stop the run; its outcome says how to save the text by hand.
"""

import contextlib
import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from corpus.catalogue.agreements import Catalogue
from corpus.errors import ContentError, FetchError, IntegrityError, StoreError, hint_words
from corpus.fetch.answer_checks import DisallowedError, WallError, check_answer, check_index
from corpus.fetch.client import Client
from corpus.fetch.connections import Transport
from corpus.fetch.results import FetchOutcome, FetchProgress, Limits, PlannedRequest
from corpus.model import Snapshot, Source
from corpus.publishers import publisher as publisher_named
from corpus.publishers.publisher import FetchAnswer, FetchRequest, Publisher
from corpus.store.snapshots import SnapshotStore

__all__ = ["Fetcher"]


class Fetcher:
    """Brings texts into `store`, from the addresses in `catalogue`.

    `contact` is the user's e-mail or web address, by default ``CLAUSULA_CONTACT``; publishers see it with every
    request. `sleep` waits so many seconds.
    """

    def __init__(
        self,
        store: SnapshotStore,
        catalogue: Catalogue,
        *,
        contact: str = "",
        transport: Transport | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store = store
        self.catalogue = catalogue
        self.transport = transport or Transport()
        self._contact = contact
        self._limits = limits or Limits()
        self._sleep = sleep

    def plan(
        self, agreements: Sequence[str] = (), publisher: str | None = None, language: str | None = None
    ) -> list[PlannedRequest]:
        """Return what would be asked for: all sources of `agreements`, or of every one, of a publisher and language.

        Raises NotFoundError for an id that the catalogue lacks.
        """
        chosen = [self.catalogue.get(name) for name in agreements] if agreements else self.catalogue.agreements
        return [
            _planned(source)
            for agreement in chosen
            for source in agreement.sources
            if publisher in {None, source.publisher} and language in {None, source.language}
        ]

    def complete(self, source: Source) -> Snapshot | None:
        """Return what is held of a text with a known hash, which need never be asked for again."""
        held = self.store.newest(source)
        return held if held and held.sha256 == self.catalogue.pinned.get(source.url) else None

    def run(self, plan: Sequence[PlannedRequest], progress: FetchProgress = lambda *_: None) -> list[FetchOutcome]:
        """Fetch what is planned, and go on after a text that fails.

        Each text is stored at once, so that the next run continues an interrupted one. Raises FetchError
        without a contact address or while another run is at work, and StoreError when the store cannot be written.
        """
        return self._go(plan, progress, keep=True)

    def check(self, plan: Sequence[PlannedRequest], progress: FetchProgress = lambda *_: None) -> list[FetchOutcome]:
        """Report what changed at the publishers since the last fetch, without storing anything."""
        return self._go(plan, progress, keep=False)

    def _go(self, plan: Sequence[PlannedRequest], progress: FetchProgress, *, keep: bool) -> list[FetchOutcome]:
        client = Client(
            self.catalogue.hosts(),
            contact=self._contact,
            transport=self.transport,
            limits=self._limits,
            sleep=self._sleep,
        )
        outcomes: list[FetchOutcome] = []
        waiting = deque(plan)
        with self._alone():
            while waiting:
                planned = waiting.popleft()
                progress(len(outcomes), len(outcomes) + 1 + len(waiting), planned.source)
                result = self._settle(client, planned, keep=keep)
                if isinstance(result, FetchOutcome):
                    outcomes.append(result)
                else:
                    waiting.extendleft(PlannedRequest(request.source, request) for request in reversed(result))
        return outcomes

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep a second run out, since two would ask a host twice as often."""
        lock = FileLock(self.store.root / ".fetch.lock", timeout=0)
        try:
            self.store.root.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise FetchError("fetch-running") from error
        except OSError as error:
            raise StoreError("not-writable", hint="other-home", path=self.store.root, problem=error.strerror) from error
        try:
            yield
        finally:
            lock.release()

    def _settle(self, client: Client, planned: PlannedRequest, *, keep: bool) -> FetchOutcome | Sequence[FetchRequest]:
        """Return what became of a text, or the requests that it leads to; whatever went wrong is an outcome too."""
        source, asked = planned.source, publisher_named(planned.source.publisher)
        if asked is None or planned.request is None:
            return FetchOutcome(source, "failed" if asked else "by hand", planned.reason, planned.hint)
        source = planned.request.source
        hint = hint_words("by-hand-each", source=source) if planned.request.index else ""
        try:
            return self._one(client, asked, planned.request, keep=keep)
        except DisallowedError as error:
            return FetchOutcome(source, "by hand", error.message, hint or error.hint)
        except WallError as error:
            return FetchOutcome(source, "blocked", error.message, hint or error.hint)
        except FetchError as error:
            return FetchOutcome(source, "failed", error.message, error.hint)
        except (ContentError, IntegrityError) as error:
            doubt = " (no one has verified this address yet)" if source.unverified else ""
            return FetchOutcome(
                source, "failed", error.message + doubt, hint or error.hint or hint_words("by-hand", source=source)
            )

    def _one(
        self, client: Client, asked: Publisher, request: FetchRequest, *, keep: bool
    ) -> FetchOutcome | Sequence[FetchRequest]:
        """Make one request: return what became of it, or the requests that it leads to."""
        source = request.source
        pin = self.catalogue.pinned.get(source.url, "")
        if asked.pinned and not pin:
            raise IntegrityError("no-known-hash", url=source.url)
        if complete := self.complete(source):
            return FetchOutcome(source, "unchanged", "it has the hash in the catalogue", snapshot=complete)
        held = self.store.newest(source)
        answer = client.ask(request, asked.pause, None if pin else held)  # the file held is not the one that was pinned
        if held and answer.status == 304:
            return FetchOutcome(source, "unchanged", "the publisher says so", snapshot=held)
        if request.index:
            check_index(request, answer)
        more = asked.follow(request, answer)
        if more is not None:
            return more
        self._vouch(request, answer, pin)
        sha256 = hashlib.sha256(answer.body).hexdigest()
        if held and held.sha256 == sha256:
            return FetchOutcome(source, "unchanged", "the bytes are the same", snapshot=held)
        if not keep:
            return FetchOutcome(source, "changed" if held else "new", snapshot=held)
        snapshot = self.store.add(
            source,
            answer.body,
            how="fetch",
            retrieved_at=datetime.now(UTC),
            final_url=answer.url,
            etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
            status=answer.status,
            headers={name: value for name, value in answer.headers.items() if name != "set-cookie"},
            language_asked=request.language,
        )
        return FetchOutcome(source, "fetched", f"{snapshot.size:,} bytes", snapshot=snapshot)

    def _vouch(self, request: FetchRequest, answer: FetchAnswer, pin: str) -> None:
        """Raise unless the answer is the treaty, by its known hash where there is one, else by `check_answer`."""
        if pin and answer.status == 200:
            if hashlib.sha256(answer.body).hexdigest() == pin:
                return
            raise IntegrityError("hash-differs", hint="by-hand", url=answer.url, source=request.source)
        agreement = self.catalogue.get(request.source.agreement)
        check_answer(request, answer, (*agreement.titles.values(), *agreement.short_titles.values()))


def _planned(source: Source) -> PlannedRequest:
    asked = publisher_named(source.publisher)
    if asked is None:
        return PlannedRequest(
            source, None, "Clausula does not ask this publisher by itself", hint_words("by-hand", source=source)
        )
    try:
        return PlannedRequest(source, asked.first(source))
    except ContentError as error:
        return PlannedRequest(source, None, error.message, error.hint)
