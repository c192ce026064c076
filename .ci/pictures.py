"""Takes the pictures of docs/ anew from the real pages, on the embedded corpus; needs Chromium."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium import webdriver
from selenium.webdriver.common.by import By

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PAGES = {"search.png": "/en/search?q=illegal+logging&agreement=us-peru", "exporter.png": "/es/buscar?q=caoba+a+Miami"}


def main() -> None:
    """Start the site, open each page, and keep what a reader sees first."""
    FOLDER.mkdir(exist_ok=True)
    options = webdriver.ChromeOptions()
    for option in ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--window-size=1000,720"):
        options.add_argument(option)
    driver = webdriver.ChromeService(shutil.which("chromedriver"))
    command = [sys.executable, "-m", "indexer", "serve", "--port", "0"]
    with TemporaryDirectory() as home, webdriver.Chrome(options, driver) as browser:
        env = os.environ | {"CLAUSULA_HOME": home}
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603
            while not (found := re.search(r"http://[\d.:]+", server.stderr.readline() if server.stderr else "")):
                pass
            for name, address in PAGES.items():
                browser.get(found[0] + address)
                assert browser.find_elements(By.CSS_SELECTOR, "main"), address  # noqa: S101
                browser.save_screenshot(str(FOLDER / name))
            server.terminate()


if __name__ == "__main__":
    main()
