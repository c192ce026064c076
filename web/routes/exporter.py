"""An exporter's entry, as a page and as JSON: the provisions that touch a product in a market."""

from functools import partial

from flask import Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from corpus.catalogue.products import Product
from corpus.catalogue.rules import NOTICE
from corpus.errors import NotFoundError
from corpus.words import licence
from indexer.answers.exporter import beside, for_product, markets
from indexer.query.markets import party_of_bloc
from web.routes.answers import Exporter, ExporterGroup, ProductName, answer
from web.server.languages import page_url
from web.views import catalogue, kept
from web.views.exporter_card import card_for, once

__all__ = ["api_exporter", "exporter"]

TOLD = 6  # provisions of an agreement that are shown with their advice; the others by name


def exporter() -> str | BaseResponse:
    """Show the provisions that touch a product in a market; a question goes to the search, whose card answers it."""
    if question := request.args.get("q"):
        return redirect(kept.carry(page_url("search", q=question)))
    sold_to = markets(g.library.entries, catalogue.held(g.library))
    product, market = _asked(sold_to)
    return render_template(
        "exporter.html", products=g.library.package_data.products, product=product, markets=sold_to, market=market,
        groups=for_product(g.library, product, market) if product else [],
        named=bool(product and g.library.pointers.goods[product.id].named),
        card=card_for(g.library, product, market, g.lang) if product or market else None,
        once=partial(once, said=set()), most=TOLD, most_kept=kept.MOST, known=g.library.entries,
    )  # fmt: skip


def api_exporter() -> Response:
    """Return what the page shows; without a product, the products and markets there are."""
    sold_to = markets(g.library.entries, catalogue.held(g.library))
    product, market = _asked(sold_to)
    groups = for_product(g.library, product, market) if product else []
    rules, services = beside(g.library, product, market) if product else ((), ())
    return answer(
        Exporter(
            products=tuple(ProductName(each.id, each.names) for each in g.library.package_data.products),
            markets=tuple(sold_to),
            product=product.id if product else None,
            market=market or None,
            groups=tuple(ExporterGroup(name, tuple(records)) for name, records in groups),
            rules=rules,
            rules_notice=NOTICE,
            services=services,
            fingerprint=g.library.fingerprint,
            licence=licence(),
        )
    )


def _asked(sold_to: list[str]) -> tuple[Product | None, str]:
    """Return the product and the market that the address names. Raises NotFoundError where there is none such."""
    products = {product.id: product for product in g.library.package_data.products}
    product, asked = request.args.get("product", ""), request.args.get("market", "")
    market = party_of_bloc().get(asked, asked)  # as `clausula search --market` names them
    if (product and product not in products) or (market and market not in sold_to):
        raise NotFoundError("no-product-or-market")
    return products.get(product), market
