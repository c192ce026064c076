"""The site in a real browser: three journeys by keyboard, with and without scripts, and what no page may do.

Needs chromium and chromedriver on the PATH; the checks of accessibility need AXE_CORE to name axe.min.js.
"""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pdfplumber
import pytest
from site_states import ERRORS, INVENTED, LANGUAGES, VERSIONS, pages

PROGRAMS = {
    "chromium": shutil.which("chromium") or shutil.which("google-chrome"),
    "driver": shutil.which("chromedriver"),
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not all(PROGRAMS.values()), reason="no Chromium here: apt-get install chromium chromium-driver"),
]

if all(PROGRAMS.values()):
    from selenium import webdriver
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_STEPS = 250  # Tab presses to any place of a page
SIZES = {"wide": (1280, 900), "middle": (768, 1024), "small": (320, 700)}
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


@contextmanager
def served(home):
    """Serve the site as its users do; give its address."""
    command = [sys.executable, "-m", "indexer", "serve", "--port", "0"]
    env = os.environ | {"CLAUSULA_HOME": str(home), "PYTHONUTF8": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=env) as server:
        assert server.stderr
        told = ""
        while not (found := re.search(r"http://[\w.:]+", told)):
            told = server.stderr.readline()
            assert told, "the server ended"
        yield found.group()
        server.terminate()


@pytest.fixture(scope="module")
def address(built_home):
    with served(built_home) as found:
        yield found


@pytest.fixture(scope="module")
def places(address, site, versions_home):
    """Return what gives the addresses of all states of a language: of one index, and of one with two versions."""
    with served(versions_home) as versions:
        yield lambda language: [
            *(f"{address}{path}" for path in states(site, language)),
            *(f"{versions}{path}" for path in VERSIONS[language]),
        ]


def started(*, scripts: bool):
    options = webdriver.ChromeOptions()
    options.binary_location = PROGRAMS["chromium"]
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(PROGRAMS["driver"]))
    driver.set_window_size(*SIZES["wide"])
    return driver


@pytest.fixture(scope="module")
def browser():
    driver = started(scripts=True)
    yield driver
    driver.quit()


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no scripts"])
def reader(request, browser):
    """A browser with scripts, then one without."""
    if request.param:
        yield browser
        return
    driver = started(scripts=False)
    yield driver
    driver.quit()


def shown(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def reach(driver, selector):
    """Press Tab until the first element that the selector names has the focus."""
    wanted = shown(driver, selector)
    for _ in range(MOST_STEPS):
        if driver.switch_to.active_element == wanted:
            return wanted
        press(driver, Keys.TAB)
    raise AssertionError(f"{selector} is not reached by keyboard")


def press(driver, *keys):
    webdriver.ActionChains(driver).send_keys(*keys).perform()


def follow(driver, *keys):
    """Press keys that leave the page, and wait for the next."""
    before = driver.find_element(By.TAG_NAME, "html")
    press(driver, *keys)
    WebDriverWait(driver, 10).until(lambda d: d.find_element(By.TAG_NAME, "html") != before)


def has_scripts(driver) -> bool:
    return bool(driver.find_elements(By.CSS_SELECTOR, ".copy"))


# Journeys


@pytest.mark.parametrize(("language", "product", "market"), [("es", "Madera", "Estados"), ("en", "Timber", "United")])
def test_an_exporter_goes_from_product_and_market_to_the_provision(address, reader, language, product, market):
    reader.get(f"{address}/{language}/")
    reach(reader, ".doors h2 a")
    follow(reader, Keys.ENTER)
    reach(reader, "#product")
    press(reader, product)
    reach(reader, "#market")
    press(reader, market)
    reach(reader, ".choose button")
    follow(reader, Keys.ENTER)
    assert "product=timber&market=USA" in reader.current_url
    assert shown(reader, ".card h2").text
    link = reach(reader, ".touch h4 a")
    place = link.text
    advice = shown(reader, ".touch .advice").text.removeprefix(shown(reader, ".touch .advice b").text).strip()
    assert advice
    follow(reader, Keys.ENTER)
    assert shown(reader, "h1").text.startswith(place)
    assert advice in shown(reader, ".digest").text
    assert shown(reader, "html").get_attribute("lang") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lawyer_goes_from_a_pinpoint_to_the_footnote_and_the_citation(address, reader, language):
    reader.get(f"{address}/{language}/")
    reach(reader, "#q")
    press(reader, f"{INVENTED} 2.1.1(a)")
    follow(reader, Keys.ENTER)
    assert urlsplit(reader.current_url).path.endswith(f"{INVENTED}/2.1/1.a")
    assert shown(reader, ".points > li.asked").is_displayed()
    assert shown(reader, ".clause").get_attribute("lang") == "en"
    mark = reach(reader, ".clause sup a")
    note = mark.get_attribute("href").rpartition("#")[2]
    press(reader, Keys.ENTER)
    assert reader.current_url.endswith(f"#{note}")
    assert reader.find_element(By.ID, note).is_displayed()
    citation = shown(reader, ".facts .copyable").text
    assert "2.1(1)(a)" in citation
    if has_scripts(reader):
        origin = {"origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
        reader.execute_cdp_cmd("Browser.grantPermissions", origin)
        button = reach(reader, ".facts .copy")
        said = button.text
        press(reader, Keys.ENTER)
        WebDriverWait(reader, 5).until(lambda _: button.text != said)
        copied = reader.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
        assert copied == citation


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lawyer_checks_a_quotation_compares_the_clause_and_takes_it_along(address, reader, language):
    reader.get(f"{address}/{language}/")
    reach(reader, f"header nav a[href='/{language}/{'quote' if language == 'en' else 'cita'}']")
    follow(reader, Keys.ENTER)
    reach(reader, "#text")
    press(reader, "Each Party might ask the other where a shipment of timber was felled.")
    reach(reader, ".paste button")
    follow(reader, Keys.ENTER)
    assert [shown(reader, f".hits {tag}").text.split()[-1] for tag in ("ins", "del")] == ["may", "might"]
    reach(reader, ".hits h3 a")
    follow(reader, Keys.ENTER)
    assert urlsplit(reader.current_url).path.endswith(f"{INVENTED}/2.2/2")
    reach(reader, ".facts .twins a")
    follow(reader, Keys.ENTER)
    reach(reader, "#more")
    press(reader, "us-peru 18.3.1")
    reach(reader, ".choosing button")
    follow(reader, Keys.ENTER)
    assert len(reader.find_elements(By.CSS_SELECTOR, ".compare thead th")) == 2
    reach(reader, ".compare ~ .twins a, .wide ~ .twins a")
    follow(reader, Keys.ENTER)
    ticked = reader.find_elements(By.CSS_SELECTOR, "input[form=bundle]:checked")
    assert [box.get_attribute("value") for box in ticked] == [f"{INVENTED}/2.2/2", "us-peru/18.3/1"]
    reach(reader, "input[form=bundle][value='us-peru/18.3/1']")
    press(reader, Keys.SPACE)
    reach(reader, ".choose button")
    follow(reader, Keys.ENTER)
    assert len(reader.find_elements(By.CSS_SELECTOR, "input[form=bundle]:checked")) == 1


@pytest.mark.parametrize(("language", "word"), [("en", "timber"), ("es", "madera")])
def test_a_researcher_narrows_a_search_and_takes_it_as_json(address, reader, language, word):
    reader.get(f"{address}/{language}/")
    reach(reader, "#q")
    press(reader, word)
    follow(reader, Keys.ENTER)
    whole = int(re.match(r"\d+", shown(reader, "h1").text)[0])
    reach(reader, "input[name=party][value=PER]")
    press(reader, Keys.SPACE)
    reach(reader, ".filters button")
    follow(reader, Keys.ENTER)
    assert "party=PER" in reader.current_url
    fewer = int(re.match(r"\d+", shown(reader, "h1").text)[0])
    assert 0 < fewer < whole
    assert shown(reader, ".applied a").is_displayed()
    reach(reader, ".filters a[href^='/api/v1/']")
    follow(reader, Keys.ENTER)
    assert json.loads(shown(reader, "pre").get_attribute("textContent"))["total"] == fewer
    reader.back()
    reach(reader, ".applied a")
    follow(reader, Keys.ENTER)
    assert int(re.match(r"\d+", shown(reader, "h1").text)[0]) == whole


def test_the_first_tab_offers_to_skip_to_the_content(address, browser):
    browser.get(f"{address}/en/search?q=timber")
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the content"
    press(browser, Keys.ENTER)
    assert browser.current_url.endswith("#main")
    assert browser.switch_to.active_element.tag_name == "main"


def test_the_slash_jumps_to_the_search_box(address, browser):
    browser.get(f"{address}/en/agreements")
    press(browser, "/")
    assert browser.switch_to.active_element.get_attribute("id") == "q"
    press(browser, "a/b")
    assert shown(browser, "#q").get_attribute("value") == "a/b"


# What no page may do


def states(site, language):
    return [*pages(site, language), *(f"/{language}{path}" for path, _status in ERRORS[language])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_stay_at_home_quiet_and_within_a_small_screen(places, browser, language):
    browser.get_log("browser"), browser.get_log("performance")
    loud, wide, broken = [], [], []
    for path in places(language):
        browser.get(path)
        browser.execute_script(UNFOLD)
        for size in ("small", "middle"):
            narrow(browser, size)
            width = browser.execute_script("return document.documentElement.scrollWidth")
            wide += [(path, size, width)] if width > SIZES[size][0] else []
        policy = "return performance.getEntriesByType('resource').filter(e => e.responseStatus >= 400).map(e => e.name)"
        broken += browser.execute_script(policy)
        # Chromium itself reports the status of an error page; that is no fault of the page.
        loud += [
            (path, e["message"]) for e in browser.get_log("browser") if "the server responded with" not in e["message"]
        ]
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert (loud, wide, broken) == ([], [], [])
    assert asked_hosts(browser) == {urlsplit(path).netloc for path in places(language)}


def narrow(driver, size):
    """Give the page a smaller screen; `Emulation.clearDeviceMetricsOverride` takes it away."""
    width, height = SIZES[size]
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


@pytest.mark.parametrize(("size", "folded"), [("small", True), ("middle", True), ("wide", False)])
def test_filters_never_push_the_results_below_the_fold(address, browser, size, folded):
    narrow(browser, size)
    browser.get(f"{address}/es/buscar?q=leyes+ambientales&party=PER")
    top = browser.execute_script("return document.querySelector('.hits li').getBoundingClientRect().top")
    seen = "return document.querySelector('input[name=party]').checkVisibility()"
    shown_now = browser.execute_script(seen)
    if folded:
        shown(browser, ".filters > summary").click()
        assert browser.execute_script(seen)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert top < SIZES[size][1]
    assert shown_now is not folded


# Paper


@pytest.mark.parametrize(("width", "height"), [(8.27, 11.69), (8.5, 11)], ids=["A4", "Letter"])
@pytest.mark.parametrize("path", [f"/en/provision/{INVENTED}/2.1", "/es/disposicion/us-peru/annex-18.3.4"])
def test_paper_has_no_navigation_but_the_source_and_breaks_no_clause(address, browser, path, width, height):
    browser.get(f"{address}{path}")
    whole = [
        "".join(node.get_property("textContent").split())
        for node in browser.find_elements(By.CSS_SELECTOR, ".clause p, .digest > p:not(.quiet), .facts .long")
    ]
    moves = [node.text for node in browser.find_elements(By.CSS_SELECTOR, ".find button, .tongues a, .turn a")]
    paper = {"paperWidth": width, "paperHeight": height}
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", paper)["data"])
    with pdfplumber.open(io.BytesIO(printed)) as pdf:
        pages_said = ["".join((page.extract_text() or "").split()) for page in pdf.pages]
    assert len(pages_said) > 1 or INVENTED in path
    assert whole
    assert [words for words in whole if not any(words in page for page in pages_said)] == []
    assert [words for words in moves if any("".join(words.split()) in page for page in pages_said)] == []
    assert f"{address}{path}" in pages_said[-1]


def asked_hosts(driver) -> set[str]:
    """Return the hosts that the pages have asked for anything."""
    told = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [each["params"]["request"]["url"] for each in told if each["method"] == "Network.requestWillBeSent"]
    return {urlsplit(url).netloc for url in urls if url.startswith("http")}


@pytest.fixture(scope="module")
def axe() -> str:
    found = os.environ.get("AXE_CORE")
    if not found:
        pytest.skip("AXE_CORE does not name axe.min.js: npm install axe-core")
    return Path(found).read_text(encoding="utf-8")


@pytest.mark.parametrize("look", ["en light wide", "en dark small", "es light small", "es dark wide"])
def test_axe_finds_nothing(places, browser, axe, look):
    language, theme, size = look.split()
    put_on(browser, theme, size)
    found = {}
    for path in places(language):
        browser.get(path)
        for each in violations(browser, axe):
            found.setdefault((each["id"], each["nodes"][0]["html"][:200]), path)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert found == {}


def put_on(driver, theme, size):
    wanted = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)
    width, height = SIZES[size]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def violations(driver, axe):
    driver.execute_script(UNFOLD)
    driver.execute_script(axe)
    run = (
        "axe.run(document, {runOnly: arguments[0], resultTypes: ['violations']}).then(r => arguments[1](r.violations))"
    )
    return driver.execute_async_script(run, TAGS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_without_an_index_is_whole_too(browser, built_home, tmp_path, axe, language):
    shutil.copytree(built_home, tmp_path / "home")
    with served(tmp_path / "home") as address:
        (tmp_path / "home/index/CURRENT").unlink()
        browser.get(f"{address}/{language}/")
        assert "clausula build" in shown(browser, "main").text
        assert violations(browser, axe) == []
