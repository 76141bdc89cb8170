"""Small Word and OpenDocument files, made by hand from their markup."""

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:x"'
)
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_SPACES = " ".join(
    [f'xmlns:{prefix}="{_ODF}{prefix}:1.0"' for prefix in ("office", "text", "table", "style", "meta", "manifest")]
    + [
        f'xmlns:draw="{_ODF}drawing:1.0"',
        f'xmlns:svg="{_ODF}svg-compatible:1.0"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:math="http://www.w3.org/1998/Math/MathML"',
    ]
)


def zipped(entries: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word_part(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {_SPACES}>{content}</w:{root}>'


def word(
    body: str, *, main: str = "word/document.xml", title: str = "", author: str = "", strict: bool = False, **parts: str
) -> bytes:
    """Return a Word document of a body; `parts` are the contents of styles, numbering, footnotes and endnotes."""
    folder = main.rpartition("/")[0]
    entries = {
        "_rels/.rels": f'<Relationships xmlns="{_LINKS}">'
        f'<Relationship Id="a" Type="{_KIND}/officeDocument" Target="/{main}"/>'
        f'<Relationship Id="b" Type="{_CORE}" Target="docProps/core.xml"/></Relationships>',
        main: word_part("document", f"<w:body>{body}</w:body>"),
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": f'<Relationships xmlns="{_LINKS}">'
        + "".join(f'<Relationship Id="{kind}" Type="{_KIND}/{kind}" Target="{kind}.xml"/>' for kind in parts)
        + "</Relationships>",
        "docProps/core.xml": '<c:coreProperties xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator></c:coreProperties>",
    }
    for kind, content in parts.items():
        entries[f"{folder}/{kind}.xml"] = word_part(kind, content)
    if strict:
        entries = {
            name: content.replace(_W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
                _KIND, "http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
            for name, content in entries.items()
        }
    return zipped(dict(entries))


def p(*content: str, properties: str = "") -> str:
    """Return a paragraph of Word; what does not begin with `<` is its text."""
    runs = "".join(part if part.startswith("<") else r(part) for part in content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, number: int | str = 1, level: int | None = 0) -> str:
    """Return a paragraph of a list."""
    depth = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return p(text, properties=f'<w:numPr>{depth}<w:numId w:val="{number}"/></w:numPr>')


def level(index: int, form: str, text: str, more: str = "", start: int | None = 1) -> str:
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


def definition(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def instance(number: int, key: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{key}"/>{more}</w:num>'


def style(name: str, properties: str, parent: str = "", kind: str = "paragraph", more: str = "") -> str:
    based = f'<w:basedOn w:val="{parent}"/>' if parent else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{based}{properties}</w:style>'


def open_text(
    body: str, *, styles: str = "", automatic: str = "", meta: str = "", more: dict[str, str] | None = None
) -> bytes:
    """Return an .odt of a body, its styles and its properties."""
    manifest = "".join(
        f'<manifest:file-entry manifest:full-path="{name.rpartition("/")[0]}/" '
        'manifest:media-type="application/vnd.oasis.opendocument.formula"/>'
        for name in more or {}
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF_SPACES}>{manifest}</manifest:manifest>",
            "content.xml": f"<office:document-content {_ODF_SPACES}>"
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF_SPACES}><office:styles>{styles}</office:styles>"
            "</office:document-styles>",
            "meta.xml": f"<office:document-meta {_ODF_SPACES}><office:meta>{meta}</office:meta></office:document-meta>",
            **(more or {}),
        }
    )


def flat_text(body: str, automatic: str = "") -> bytes:
    """Return a .fodt of a body."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_ODF_SPACES}>'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    ).encode()
