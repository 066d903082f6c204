"""Turns a Vega-Lite chart into SVG for a strict page: colours as classes, links, words on hover and focus."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert
from lxml import etree

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Name of the grammar of the charts; nothing is fetched from there."""
SVG = "http://www.w3.org/2000/svg"
COLOURS = {
    "ink": "#010101",
    "soft": "#010102",
    "line": "#010103",
    "faint": "#010104",
    "critical": "#010105",
    "supportive": "#010106",
    "mixed": "#010107",
    "neutral": "#010108",
    "critical-tint": "#010109",
    "supportive-tint": "#01010a",
    "mixed-tint": "#01010b",
    "neutral-tint": "#01010c",
    "paper": "#01010d",
    "accent": "#01010e",
}
"""Colours by name: each stands in the chart as a code that is replaced by a class, so that the page's themes apply."""
_CLASSES = {code: name for name, code in COLOURS.items()}
_DROPPED = ("role", "aria-roledescription", "aria-hidden", "aria-label", "font-family", "pointer-events", "style")
TIP_LINE = 15
"""Height of a line of the words shown on hover and focus, in units of the drawing."""


@dataclass(frozen=True)
class Mark:
    """What belongs to one mark of a chart, found by its description ``mark:<key>``."""

    label: str
    """What a screen reader says, and the browser's own tip."""
    link: str = ""
    words: str = ""
    """Words shown below the chart while the mark is hovered or focused."""
    language: str = ""
    """Language of the words."""
    shown: bool = False
    """Whether the words show while no other mark is hovered or focused."""


def nominal(field: str, **options: Any) -> dict[str, Any]:
    """Return the channel of a chart that shows a field of names."""
    return {"field": field, "type": "nominal", **options}


def configured(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Vega-Lite specification with the look of the pages."""
    axis = {
        "labelColor": COLOURS["soft"],
        "titleColor": COLOURS["soft"],
        "domainColor": COLOURS["line"],
        "tickColor": COLOURS["line"],
        "gridColor": COLOURS["faint"],
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    title = {"color": COLOURS["soft"], "fontSize": 11, "fontWeight": "normal", "anchor": "start"}
    config = {"view": {"stroke": None}, "axis": axis, "title": title, "font": "sans-serif"}
    return {"$schema": SCHEMA, "background": None, "config": config, **chart}


@lru_cache(maxsize=4096)
def _drawn(spec: str) -> str:
    """Return the SVG of a specification; equal ones are drawn once a run."""
    return str(vl_convert.vegalite_to_svg(spec))


def render(
    chart: Mapping[str, Any],
    identity: str,
    title: str,
    description: str,
    marks: Mapping[str, Mark] | None = None,
) -> str:
    """Return a chart as an SVG element for a page.

    Parameters
    ----------
    chart:
        A Vega-Lite specification (https://vega.github.io/vega-lite/docs/).
    identity:
        Prefix of the ids inside the drawing, one of its own on the page.
    title, description:
        Text alternative: what it is, and what it shows in words.
    marks:
        By key (a mark's ``description`` in the chart is ``mark:<key>``) its label, link and words.
    """
    root = etree.fromstring(_drawn(json.dumps(configured(chart), sort_keys=True)).encode())
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    _clean(root, identity)
    lines = _attach(root, marks or {}, width, height)
    for key in ("class", "version", "width", "height"):
        root.attrib.pop(key, None)
    total = height + (lines + 1) * TIP_LINE if lines else height
    root.set("viewBox", f"0 0 {width:g} {total:g}")
    root.set("width", f"{width:g}")
    root.set("height", f"{total:g}")
    root.set("role", "group" if any(mark.link for mark in (marks or {}).values()) else "img")
    root.set("aria-labelledby", f"{identity}-title {identity}-desc")
    for tag, text in (("desc", description), ("title", title)):
        element = etree.Element(f"{{{SVG}}}{tag}", id=f"{identity}-{tag}")
        element.text = text
        root.insert(0, element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _clean(root: etree._Element, identity: str) -> None:
    """Take out what a page does not need, and put classes in the place of colours."""
    for element in list(root.iter(f"{{{SVG}}}*")):
        parent = element.getparent()
        kind = element.get("class", "")
        unused = kind in ("background", "foreground") or element.get("display") == "none"
        if unused and parent is not None:
            parent.remove(element)
            continue
        classes = []
        for attribute, prefix in (("fill", "f"), ("stroke", "s")):
            name = _CLASSES.get(element.get(attribute, ""))
            if name:
                classes.append(f"{prefix}-{name}")
                del element.attrib[attribute]
        element.attrib.pop("class", None)
        if classes:
            element.set("class", " ".join(classes))
        description = element.get("aria-label", "")
        for attribute in _DROPPED:
            element.attrib.pop(attribute, None)
        if description.startswith("mark:"):
            element.set("data-mark", description.removeprefix("mark:"))
        if element.get("opacity") == "1":
            del element.attrib["opacity"]
        if "id" in element.attrib:
            element.set("id", f"{identity}-{element.get('id')}")
        if "clip-path" in element.attrib:
            element.set("clip-path", element.get("clip-path", "").replace("url(#", f"url(#{identity}-"))


def _attach(root: etree._Element, marks: Mapping[str, Mark], width: float, height: float) -> int:
    """Wrap marks in links with their labels and words; return the lines that the longest words take."""
    most = 0
    for element in list(root.iter(f"{{{SVG}}}*")):
        mark = marks.get(element.attrib.pop("data-mark", ""))
        parent = element.getparent()
        if mark is None or parent is None:
            continue
        group = etree.Element(f"{{{SVG}}}{'a' if mark.link else 'g'}")
        if mark.link:
            group.set("href", mark.link)
            group.set("aria-label", mark.label)
        group.set("class", "mark shown" if mark.shown else "mark")
        parent.replace(element, group)
        name = etree.SubElement(group, f"{{{SVG}}}title")
        name.text = mark.label
        group.append(element)
        if mark.words:
            lines = wrapped(mark.words, width, mark.language)
            most = max(most, len(lines))
            # The words stand below the chart, outside the groups that the chart has moved.
            x, y = _moved(group)
            group.append(_tip(lines, mark.language, 8 - x, height + TIP_LINE - y))
    return most


def wrapped(text: str, width: float, language: str, most: int = 4) -> list[str]:
    """Return ``text`` cut into lines that fit ``width`` units, ``most`` at most, the last one ending in an ellipsis."""
    if language == "ja":
        size = max(10, int((width - 16) / 13))
        lines = [text[i : i + size] for i in range(0, len(text), size)]
    else:
        lines = textwrap.wrap(text, max(20, int((width - 16) / 6.4)))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip()[:-2] + " …"]
    return lines


def _moved(element: etree._Element) -> tuple[float, float]:
    """Return how far the ancestors of an element move it."""
    x = y = 0.0
    for ancestor in element.iterancestors():
        move = ancestor.get("transform", "")
        if move.startswith("translate("):
            dx, dy = move.removeprefix("translate(").split(")")[0].split(",")
            x, y = x + float(dx), y + float(dy)
    return x, y


def _tip(lines: Sequence[str], language: str, x: float, y: float) -> etree._Element:
    text = etree.Element(f"{{{SVG}}}text", {"class": "tip f-ink", "aria-hidden": "true"})
    if language:
        text.set("lang", language)
    for number, line in enumerate(lines):
        part = etree.SubElement(text, f"{{{SVG}}}tspan", x=f"{x:g}", y=f"{y + number * TIP_LINE:g}")
        part.text = line
    return text
