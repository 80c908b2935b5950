"""A report as a reader of its HTML sees it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from huxing.chain import write_report

NASTY = '<script>alert("1")</script>$x_{$ & 上海 ' + "very long name " * 20
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Reader(HTMLParser):
    """Checks that tags nest and collects what a test asks for."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.links, self.svgs, self.titles = [], [], [], [], 0
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        self.links += [v for k, v in attributes if k in ("href", "src", "xlink:href", "srcset", "data") and v]
        if tag == "svg":
            self.svgs.append(values)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page_of(run, folder):
    return write_report(run.write(folder)).read_text(encoding="utf-8")


def text_of(page):
    body = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " "))
