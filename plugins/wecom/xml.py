"""The little XML that WeCom speaks: one element full of named texts. No document types, no entities of anybody's."""

from __future__ import annotations

from xml.parsers import expat

DEEPEST, MOST = 8, 200


def texts(raw: bytes) -> dict[str, str]:
    """Name → text of the elements right below the root; the first of a name counts. Raises ValueError for what is no
    XML, declares a document type or an entity, or nests or repeats without end."""
    parser = expat.ParserCreate("utf-8")
    found: dict[str, list[str]] = {}
    path: list[str] = []
    count = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal count
        count += 1
        path.append(name)
        if len(path) > DEEPEST or count > MOST:
            raise ValueError("too many elements")

    def end(name: str) -> None:
        if len(path) == 2:
            done.add(name)
        path.pop()

    def characters(data: str) -> None:
        if len(path) == 2 and path[1] not in done:
            found.setdefault(path[1], []).append(data)

    def refuse(*_: object) -> None:
        raise ValueError("document types and entities are not read")

    done: set[str] = set()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise ValueError(f"no XML: {expat.errors.messages.get(error.code, 'unreadable')}") from None
    return {name: "".join(parts) for name, parts in found.items()}


def cdata(text: str) -> str:
    """A text as character data."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
