"""Small plots as SVG that stands in a page: drawn by pygal, coloured by the page's own style, without any script.

A page with a strict policy takes no style or script of a plot, and two plots of the same numbers shall be the same
text. So of what pygal draws only shapes and labels are left; their classes are pygal's: `color-0` is the first series.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pygal
from lxml import etree
from lxml.builder import E
from markupsafe import Markup
from pygal.style import Style

WIDTH, HEIGHT = 360, 140
"""Pixels. As wide as a phone, so that labels are as large there as they are meant."""

STEPS = 4
"""Lines across a plot at most, above zero."""

LOOK = Style(label_font_size=11, major_label_font_size=11, value_font_size=11)
"""What pygal needs to know to leave room for labels."""

_NUMBER = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its value, what is said where the pointer rests on it, and the label below it ("" for none)."""

    value: float
    says: str
    label: str = ""


def columns(bars: Sequence[Bar], name: str) -> Markup:
    """Upright bars beside each other. `name` says to those who cannot see it what is shown."""
    chart = pygal.Bar(
        **_common(),
        height=HEIGHT,
        x_labels=[bar.label for bar in bars],
        y_labels=scale(max((bar.value for bar in bars), default=0)),
        value_formatter=_short,
    )
    return _drawn(chart, bars, name)


def shares(bars: Sequence[Bar], name: str) -> Markup:
    """Lying bars below each other, the first one on top, each with its label; values are parts of 1."""
    chart = pygal.HorizontalBar(
        **_common(),
        height=HEIGHT,
        x_labels=[bar.label for bar in reversed(bars)],
        y_labels=[0, 0.5, 1],
        range=(0, 1),
        value_formatter="{:.0%}".format,
    )
    return _drawn(chart, bars[::-1], name)


def scale(most: float) -> list[float]:
    """Round numbers from 0 to `most` or the next above it, STEPS + 1 at most; whole ones."""
    step = next(size * 10**power for power in range(16) for size in (1, 2, 5) if size * 10**power * STEPS >= most)
    lines = [0]
    while lines[-1] < most or len(lines) == 1:
        lines.append(lines[-1] + step)
    return lines


def _common() -> dict[str, object]:
    return {
        "width": WIDTH,
        "style": LOOK,
        "js": [],
        "no_prefix": True,
        "show_legend": False,
        "margin": 6,
        "margin_right": 16,  # for half of the last label
        "spacing": 4,
        "rounded_bars": 1,
        "truncate_label": -1,
    }


def _short(value: float) -> str:
    """`300`, `12k`."""
    return f"{value / 1000:g}k" if value >= 10_000 else f"{value:g}"


def _drawn(chart: pygal.Graph, bars: Sequence[Bar], name: str) -> Markup:
    chart.add("", [bar.value for bar in bars])
    plot = chart.render_tree().find("g/g[@class='plot']")
    for left_out in plot.xpath("rect | .//title | .//desc | *[@class='axis x']//path | .//text[.='']"):
        left_out.getparent().remove(left_out)
    for shape, bar in zip(plot.iterfind(".//g[@class='bar']/rect"), bars, strict=True):
        etree.SubElement(shape, "title").text = bar.says
    for element in plot.iter("rect", "text", "path"):
        for attribute, value in element.items():
            element.set(attribute, _NUMBER.sub(_rounded, value))
    about = {"class": "chart", "role": "img", "aria-label": name, "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    return Markup(etree.tostring(E.svg(about, plot), encoding="unicode"))


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}"
