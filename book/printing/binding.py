"""Pages bound to a book: in one file, with page numbers, an outline, and links that lead inside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from .contents import Leaf

_FONT = NameObject("/BookFoot")


def bind(
    front: Path, bodies: Mapping[Leaf, Path], built: Path, target: Path, title: str
) -> dict[Leaf, int]:
    """Write the bound book; return the number of each leaf's first page.

    Parameters
    ----------
    front : pathlib.Path
        Title and contents as a PDF, numbered by i, ii and so on.
    bodies : mapping of Leaf to pathlib.Path
        The printed pages in the order of the book.
    built : pathlib.Path
        The folder that they were printed from: a link into it leads to the page in this book, and
        is no link any more where the book has no such page.
    target : pathlib.Path
        The file to write.
    title : str
        Of the book, in the file's properties.
    """
    writer = PdfWriter()
    cover = PdfReader(front)
    for page in cover.pages:
        writer.add_page(page)
    starts = first_pages(bodies)
    firsts = {leaf.name: len(cover.pages) + start - 1 for leaf, start in starts.items()}
    readers = {leaf: PdfReader(path) for leaf, path in bodies.items()}
    for reader in readers.values():
        for page in reader.pages:
            writer.add_page(page)
    lead = _Leading(writer, firsts, built)
    for index in range(len(cover.pages)):
        lead.page(index, 0, cover)
    for leaf, reader in readers.items():
        first = firsts[leaf.name]
        for index in range(first, first + len(reader.pages)):
            _number(writer, index, index - len(cover.pages) + 1, leaf.title)
            lead.page(index, first, reader)
    _outline(writer, readers, firsts)
    writer.set_page_label(0, len(cover.pages) - 1, style="/r")
    writer.set_page_label(len(cover.pages), len(writer.pages) - 1, style="/D")
    writer.add_metadata({"/Title": title})
    writer.compress_identical_objects(remove_orphans=True)
    writer.write(target)
    return starts


def first_pages(bodies: Mapping[Leaf, Path]) -> dict[Leaf, int]:
    """Return the number that the first page of each has, from 1."""
    starts, number = {}, 1
    for leaf, path in bodies.items():
        starts[leaf] = number
        number += len(PdfReader(path).pages)
    return starts


def _number(writer: PdfWriter, index: int, number: int, title: str) -> None:
    """Write number and title at the foot, above what is there, without reading that."""
    page = writer.pages[index]
    resources = page["/Resources"].get_object()
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    kind = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    kind |= {"/Encoding": "/WinAnsiEncoding"}
    fonts[_FONT] = DictionaryObject({NameObject(k): NameObject(v) for k, v in kind.items()})
    words = title.encode("cp1252", "replace")
    for mark in (b"\\", b"(", b")"):
        words = words.replace(mark, b"\\" + mark)
    at_right = page.mediabox.width - 46 - 5 * len(str(number))
    foot = b"Q q 0.35 g BT %s 8 Tf 45 30 Td (%s) Tj ET BT %s 9 Tf %d 30 Td (%d) Tj ET Q" % (
        _FONT.encode(),
        words,
        _FONT.encode(),
        at_right,
        number,
    )
    inside = page["/Contents"]
    parts = list(inside) if isinstance(inside, ArrayObject) else [page.raw_get("/Contents")]
    before, after = (writer._add_object(_stream(text)) for text in (b"q", foot))
    page[NameObject("/Contents")] = ArrayObject([before, *parts, after])


def _stream(text: bytes) -> StreamObject:
    made = StreamObject()
    made.set_data(text)
    return made


class _Leading:
    """Leads the links of a page to their places in the bound book."""

    def __init__(self, writer: PdfWriter, firsts: Mapping[str, int], built: Path) -> None:
        self.writer, self.firsts = writer, firsts
        self.built = built.resolve()
        self.named: dict[int, Mapping[str, Any]] = {}

    def page(self, index: int, first: int, reader: PdfReader) -> None:
        """Change the links of one page, which was printed into `reader`."""
        page = self.writer.pages[index]
        kept = ArrayObject()
        for reference in page.get("/Annots", ArrayObject()):
            link = reference.get_object()
            if link.get("/Subtype") != "/Link" or self._led(link, first, reader):
                kept.append(reference)
        if "/Annots" in page:
            page[NameObject("/Annots")] = kept

    def _led(self, link: DictionaryObject, first: int, reader: PdfReader) -> bool:
        """Return whether the link leads anywhere."""
        action = link.get("/A", DictionaryObject()).get_object()
        address = str(action.get("/URI", ""))
        if address and not address.startswith("file:"):
            return True
        if address:
            name = self._name(address)
            if name not in self.firsts:
                return False
            return self._lead(link, self.firsts[name], None)
        wanted = link.get("/Dest", action.get("/D"))
        if not isinstance(wanted, (str, TextStringObject, NameObject)):
            return False
        names = self.named.setdefault(id(reader), reader.named_destinations)
        found = names.get(str(wanted)) or names.get(str(wanted).lstrip("/"))
        if found is None:
            return False
        inside = reader.get_destination_page_number(found)
        return self._lead(link, first + (inside or 0), found.get("/Top"))

    def _name(self, address: str) -> str:
        path = Path(unquote(urlsplit(address).path))
        if not path.is_relative_to(self.built):
            return ""
        return path.relative_to(self.built).with_suffix("").as_posix()

    def _lead(self, link: DictionaryObject, index: int, top: Any) -> bool:
        place: IndirectObject | None = self.writer.pages[index].indirect_reference
        where = [place, NameObject("/FitH"), top if top is not None else NumberObject(842)]
        link[NameObject("/Dest")] = ArrayObject(where)
        link.pop("/A", None)
        return True


def _outline(
    writer: PdfWriter, readers: Mapping[Leaf, PdfReader], firsts: Mapping[str, int]
) -> None:
    """Make an outline of parts, pages and the sections of each."""
    part, above = "", None
    parents: dict[int, Any] = {}
    for leaf, reader in readers.items():
        first = firsts[leaf.name]
        if leaf.part != part:
            part, above = leaf.part, writer.add_outline_item(leaf.part, first)
            parents = {}
        parent = parents.get(leaf.depth - 1, above) if leaf.depth else above
        own = writer.add_outline_item(leaf.title, first, parent=parent, is_open=False)
        parents[leaf.depth] = own
        for place, title in _sections(reader):
            writer.add_outline_item(title, first + place, parent=own)


def _sections(reader: PdfReader) -> list[tuple[int, str]]:
    """Return page and title of the headings below the first."""
    found = []
    for entry in reader.outline:
        for inner in entry if isinstance(entry, list) else []:
            if not isinstance(inner, list):
                page = reader.get_destination_page_number(inner)
                found.append((page or 0, _once(str(inner.title).rstrip("#"))))
    return found


def _once(title: str) -> str:
    """Return a heading that Chromium names twice, where it moved it to the next page, once."""
    half = len(title) // 2
    return title[:half] if title[:half] == title[half:] else title
