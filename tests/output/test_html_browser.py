"""The page in a browser: clicks, filters, keys, narrow and dark screens, paper; and that it asks for nothing.

Needs Chromium, its driver and selenium, and is skipped without them.
"""

import base64
import json
import pathlib
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support import ROOT

from lawlint.engine import Checklist, check
from lawlint.model import DocumentReport, Failure, Report, Source, Waiver
from lawlint.output import FORMATS, View

pytest.importorskip("selenium")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium")

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.remote.webelement import WebElement  # noqa: E402

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)
HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>\u202e\x07\"'"


class Page:
    """A browser with short words for what the tests do."""

    def __init__(self, driver: webdriver.Chrome, folder: pathlib.Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(self, report: Report, view: View = View(version="0")) -> None:  # noqa: B008
        content = FORMATS["html"](report, view)
        assert isinstance(content, str)
        path = self.folder / "报告 1.html"
        path.write_bytes(content.encode())
        self.driver.get("about:blank")
        self.messages()
        self.requests()
        self.driver.get(path.as_uri())

    def all(self, selector: str) -> list[WebElement]:
        """Return the parts that are seen."""
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].filter(part => part.getClientRects().length)", selector
        )

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element("css selector", selector)

    def click(self, item: WebElement) -> None:
        self.run("arguments[0].scrollIntoView({block: 'center'})", item)
        item.click()

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def card(self) -> str | None:
        """Return the id of the element whose card is chosen."""
        return self.run("var c = document.querySelector('.card.on'); return c && c.dataset.id")

    def inside(self, selector: str) -> bool:
        """Tell whether a part is inside the window, and of its pane."""
        return self.run(
            "var p = document.querySelector(arguments[0]), r = p.getBoundingClientRect(), o = p.closest('.original');"
            "var f = o && getComputedStyle(o).overflowY === 'auto' ? o.getBoundingClientRect() : null;"
            "var top = f ? Math.max(0, f.top) : 0, bottom = f ? Math.min(innerHeight, f.bottom) : innerHeight;"
            "return r.top >= top && r.bottom <= bottom && r.height > 0",
            selector,
        )

    def messages(self) -> list[Any]:
        return self.driver.get_log("browser")

    def requests(self) -> list[str]:
        """Return what was asked for since the last question."""
        asked = [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]
        return [url for url in asked if not url.startswith(("data:", "about:"))]

    def events(self, method: str) -> list[Any]:
        """Return what the browser told of one kind since the last question."""
        told = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"] for event in told if event["method"] == method]

    def screen(self, width: int, height: int, mobile: bool) -> None:
        if not mobile:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
            return
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def scheme(self, name: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: webdriver.Chrome, tmp_path: pathlib.Path) -> Iterator[Page]:
    """A page on a desktop; afterwards nothing may have been complained of, and nothing been asked for but the file."""
    opened = Page(browser, tmp_path)
    yield opened
    assert opened.messages() == []
    assert {request.partition("#")[0] for request in opened.requests()} <= {(tmp_path / "报告 1.html").as_uri()}


@pytest.fixture(scope="module")
def real(checklist: Checklist) -> Report:
    """A weak example with one failure waived."""
    text = (ROOT / "examples" / "county.txt").read_text(encoding="utf-8")
    checked = check(Source("examples/county.txt", text, "utf-8", "text/plain", ""), checklist)
    waived = next(number for number, result in enumerate(checked.results) if result.status == "fail")
    results = list(checked.results)
    results[waived] = results[waived]._replace(waiver=Waiver("另行报告", "2030-01-01", "lawlint.toml"))
    return Report((checked._replace(results=tuple(results)),), (), ("请加 --year。",))


def best(report: Report, status: str) -> tuple[str, str]:
    """Return id and title of the first element with a status that has more than one evidence, told in words."""
    for result in report.documents[0].results:
        if result.status == status and len(result.evidence) > 1 and result.element.family != "structure":
            return result.element.id, result.element.title
    raise AssertionError(status)


def test_from_an_element_to_its_evidence_and_back(page: Page, real: Report) -> None:
    """A click shows the evidence, marked; a click on the evidence comes back; so does the browser."""
    page.open(real)
    name, title = best(real, "pass")
    result = next(item for item in real.documents[0].results if item.element.id == name)
    page.click(page.one(f"#d1-{name} .go"))
    assert page.card() == name
    assert page.inside(".mark.cur")
    assert page.inside(".strip")
    assert "cur" in (page.focused().get_attribute("class") or "")
    assert "".join(item.text for item in page.all(".mark.cur")) == result.evidence[0].quote.replace("\n", "")
    assert page.one(".strip .back").text == f"← {title}"
    assert f"第 1 处，共 {len(result.evidence)} 处" in page.one(".strip").text
    # The second quotation of the card leads to its own place.
    page.run("arguments[0].closest('details').open = true", page.one(f"#d1-{name} .more a"))
    page.click(page.one(f"#d1-{name} .more a"))
    assert "".join(item.text for item in page.all(".mark.cur")) == result.evidence[1].quote.replace("\n", "")
    # And back by a click in the text.
    page.run("window.scrollTo(0, 0)")
    page.all(".mark.cur")[0].click()
    assert page.card() == name
    assert page.focused().text == title
    assert page.inside(f"#d1-{name}")
    page.driver.back()
    page.driver.back()
    assert page.driver.current_url.endswith(f"#d1t{result.evidence[0].start.offset}")
    assert page.inside(".mark.cur")


def test_a_missing_element_leads_to_where_it_belongs(page: Page, real: Report) -> None:
    """Without evidence an element leads to the heading that it belongs under, and the text says that there is none."""
    page.open(real)
    card = next(item for item in page.all(".card.fail") if item.get_attribute("data-family") != "structure")
    name = card.get_attribute("data-id")
    page.click(card.find_element("css selector", ".go"))
    assert page.card() == name
    assert page.inside(".text .on")
    assert "写在哪里\n「" + page.one(".text .on").text + "」里" in card.text
    assert "原文里没有找到，可以写在这里" in page.one(".strip").text
    assert page.inside(".strip")
    assert page.all(".mark.on") == []
    page.press(Keys.ENTER)
    assert page.focused().get_attribute("class") == "go"
    assert page.inside(f"#d1-{name} .go")
    page.click(card.find_element("css selector", ".home"))
    assert page.card() == name
    assert page.inside(".text .on")


def test_evidence_of_several_elements(page: Page, real: Report) -> None:
    """Where several elements stand on the same words, the others are named beside, and lead to their cards."""
    page.open(real)
    shared = next(mark for mark in page.all("a.mark") if (mark.get_attribute("data-e") or "").count(" ") > 1)
    numbers = (shared.get_attribute("data-e") or "").split()
    page.click(shared)
    first = page.card()
    assert first == page.one(f"[data-n='{numbers[0]}']").get_attribute("data-id")
    others = page.all(".strip .others a")
    assert len(others) == len(numbers) - 1
    others[0].click()
    assert page.card() not in {None, first}
    # The mark now belongs to the element that was chosen last.
    chosen = page.card()
    page.click(shared)
    assert page.card() == chosen


def test_filters(page: Page, real: Report) -> None:
    """Status, family and words narrow the list and the marks; the number seen is said; one button clears all."""
    page.open(real)
    results = real.documents[0].results
    assert page.one(".said").text == f"显示 {len(results)} 项，共 {len(results)} 项"
    warn = [item.element.id for item in results if item.status == "warn"]
    page.click(page.one(".chip.warn"))
    assert sorted(card.get_attribute("data-id") or "" for card in page.all(".card")) == sorted(warn)
    assert page.one(".chip.warn").get_attribute("aria-pressed") == "true"
    assert len(page.all("h4")) == 1
    colours = {mark.get_attribute("data-s") for mark in page.driver.find_elements("css selector", "a.mark")}
    assert colours <= {"warn", "whole", ""}
    page.click(page.one(".chip.waived"))
    assert len(page.all(".card")) == len(warn) + 1
    page.one(".filters select").send_keys("行政执法")
    wanted = [item.element.id for item in results if item.element.family == "enforcement" and item.element.id in warn]
    assert [card.get_attribute("data-id") for card in page.all(".card")] == wanted
    page.click(page.one(".clear"))
    assert len(page.all(".card")) == len(results)
    assert page.all(".clear") == []
    page.one(".filters input").send_keys("法律顾问")
    assert 0 < len(page.all(".card")) < len(results)
    assert all("法律顾问" in card.get_attribute("textContent") for card in page.all(".card"))  # type: ignore[operator]
    page.one(".filters input").send_keys("没有这个词")
    assert page.all(".card") == []
    assert page.all(".nothing")
    assert page.one(".said").text == f"显示 0 项，共 {len(results)} 项"


def test_keys(page: Page, real: Report) -> None:
    """The page can be used without a mouse."""
    page.open(real)
    page.press("j")
    first = page.card()
    page.press("j", "j", "k")
    assert page.card() not in {None, first}
    assert page.focused().get_attribute("class") == "go"
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    name, title = best(real, "warn")
    page.run(f"document.querySelector('#d1-{name} .go').focus()")
    page.press(Keys.ENTER)
    assert page.card() == name
    place = page.focused().get_attribute("id")
    assert "mark" in (page.focused().get_attribute("class") or "")
    assert page.inside(".mark.cur")
    page.press("n")
    assert page.focused().get_attribute("id") != place
    page.press("p")
    assert page.focused().get_attribute("id") == place
    page.press(Keys.ENTER)
    assert page.focused().text == title
    page.press("n")
    page.press(Keys.ESCAPE)
    assert page.focused().text == title
    page.press("/")
    assert page.focused().tag_name == "input"
    page.press("j?x/")
    assert page.focused().get_attribute("value") == "j?x/"
    page.press(Keys.ESCAPE)
    page.press("x")
    assert page.one(".filters input").get_attribute("value") == ""
    page.press("?")
    assert page.all("#help")
    assert page.focused().tag_name == "button"
    page.press("j", Keys.TAB)
    assert page.focused().text.startswith("关闭")
    page.press(Keys.ESCAPE)
    assert page.all("#help") == []


def test_the_tab_key_is_not_caught_in_the_text(page: Page, real: Report) -> None:
    """Marks are no stops of the tab key; everything in the list that leads somewhere is."""
    page.open(real)
    assert page.run("return [...document.querySelectorAll('a.mark')].every(m => m.tabIndex === -1)")
    assert page.run(
        "return [...document.querySelectorAll('.card a, button, input, select')].every(m => m.tabIndex === 0)"
    )


def test_several_reports(page: Page, real: Report, report: Report) -> None:
    """The list comes first; a report is seen alone; there are ways to the next one and back to the list."""
    page.open(Report((*real.documents, *report.documents), (Failure("坏.txt", "empty", "文件是空的。"),)))
    assert len(page.all(".listing tbody tr")) == 2
    assert page.all(".doc") == []
    assert page.all(".errors")
    page.click(page.all(".listing a")[1])
    assert [item.get_attribute("id") for item in page.all(".doc")] == ["d2"]
    assert page.all(".listing") == []
    page.press("j")
    assert page.card() == "signed"
    page.press("[")
    assert [item.get_attribute("id") for item in page.all(".doc")] == ["d1"]
    page.press("]")
    page.driver.back()
    assert [item.get_attribute("id") for item in page.all(".doc")] == ["d1"]
    page.click(next(item for item in page.all(".steps a") if item.text == "全部报告"))
    assert page.all(".doc") == []
    assert len(page.all(".listing tbody tr")) == 2


def test_a_phone(page: Page, real: Report) -> None:
    """On a narrow screen one pane is seen at a time, nothing sticks out, and the ways there and back work."""
    page.screen(390, 844, mobile=True)
    try:
        page.open(real)
        assert page.run("return document.documentElement.scrollWidth") == 390
        assert page.all(".original") == []
        name, title = best(real, "warn")
        page.click(page.one(f"#d1-{name} .go"))
        assert page.all(".list") == []
        assert page.inside(".mark.cur")
        assert page.run("return document.documentElement.scrollWidth") == 390
        # Nothing covers the evidence.
        bottom = page.run("return document.querySelector('.mark.cur').getBoundingClientRect().bottom")
        assert bottom <= page.run("return document.querySelector('.strip').getBoundingClientRect().top")
        page.all(".mark.cur")[0].click()
        assert page.all(".list") == []
        page.one(".strip .back").click()
        assert page.all(".original") == []
        assert page.inside(f"#d1-{name} .go")
        assert page.focused().text == title
        page.all(".tabs button")[1].click()
        assert page.all(".original")
        page.open(Report((*real.documents, *real.documents)))
        assert page.run("return document.documentElement.scrollWidth") == 390
    finally:
        page.screen(1280, 900, mobile=False)


CONTRAST = """
function rgb(c) { return c.match(/[\\d.]+/g).map(Number); }
function light(c) {
  return rgb(c).slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
}
function ground(e) {
  for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor;
    if (rgb(c).length === 3 || rgb(c)[3] === 1) return c;
  }
  return 'rgb(255, 255, 255)';
}
const low = [];
for (const e of document.querySelectorAll('body *')) {
  if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
  const a = light(getComputedStyle(e).color), b = light(ground(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5) low.push([e.className, e.textContent.slice(0, 20), ratio]);
}
return low;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(page: Page, real: Report, scheme: str) -> None:
    """Both schemes are what they say, and every word can be read on its ground (WCAG AA)."""
    page.scheme(scheme)
    try:
        page.open(real)
        for chip in page.all(".chip"):
            chip.click()
        page.press("j")
        level = page.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert (min(level) > 200) if scheme == "light" else (max(level) < 60)
        assert page.run(CONTRAST) == []
    finally:
        page.scheme("light")


def test_paper(page: Page, real: Report) -> None:
    """Printed, list and text follow each other in black on white, without what only a screen can use."""
    pdfium = pytest.importorskip("pypdfium2")
    page.scheme("dark")
    try:
        page.open(real)
        data = base64.b64decode(page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    finally:
        page.scheme("light")
    document = pdfium.PdfDocument(data)
    try:
        assert 3 < len(document) < 25
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
        text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
        corner = bytes(document[0].render(scale=0.2).buffer)[:3]
    finally:
        document.close()
    assert min(corner) > 250
    squeezed = "".join(text.split())
    longest = max(real.documents[0].document.source.text.splitlines(), key=len)
    assert "".join(longest.split())[-20:] in squeezed
    assert "怎么补" in squeezed
    assert "全部类别" not in squeezed
    assert "显示" + str(len(real.documents[0].results)) not in squeezed


def test_without_scripts(page: Page, real: Report) -> None:
    """Where scripts are not allowed everything is there to read, and the links lead there and back."""
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open(Report((*real.documents, *real.documents), (), ("提示",)))
        assert len(page.all(".doc")) == 2
        assert len(page.all(".listing")) == 1
        assert page.all(".fields") == []
        name, _ = best(real, "warn")
        link = page.one(f"#d1-{name} .go")
        place = (link.get_attribute("href") or "").partition("#")[2]
        link.click()
        assert page.driver.current_url.endswith(f"#{place}")
        page.one(f"#{place}").click()
        assert "#d1-" in page.driver.current_url
    finally:
        page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_hostile_text_runs_nothing(page: Page, examine: Callable[[str], DocumentReport], report: Report) -> None:
    """Markup in the text, the title and the name of the file is shown and does nothing; nothing else may run either."""
    (document,) = report.documents
    inner = document.document._replace(
        source=document.document.source._replace(text=HOSTILE + document.document.source.text, path=HOSTILE),
        title=HOSTILE,
    )
    first = examine(
        "红镇2024年度法治政府建设情况报告\n一、工作情况\n" + f"审查合同12份{HOSTILE}，聘请法律顾问2名。\n" * 3
    )
    page.open(Report((document._replace(document=inner), first), (Failure(HOSTILE, "x", HOSTILE),), (HOSTILE,)))
    assert page.run("return window.hit === undefined && document.images.length === 0")
    page.press("]", "j", "j", "j")
    page.press(Keys.ENTER)
    assert page.run("return window.hit === undefined && document.images.length === 0")
    assert "<img src=x" in page.one(".text").get_attribute("textContent")  # type: ignore[operator]
    # What somebody got into the page in spite of all would still not run, nor fetch.
    page.run(
        "var s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.appendChild(s);"
        "var i = document.createElement('img'); i.src = 'https://example.org/x'; document.body.appendChild(i);"
    )
    assert page.run("return window.hit === undefined")
    refused = page.messages()
    assert len(refused) == 2
    assert all("Content Security Policy" in item["message"] for item in refused)
    failed = page.events("Network.loadingFailed")
    assert [event.get("blockedReason") for event in failed] == ["csp"]
