"""HTML and SVG elements as values: text in them is escaped, elements are not."""

from html import escape


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | int | None  # None is left out


def tag(name: str, /, *children: Child, **attributes: str | int | float | None) -> Markup:
    """
    Return an element.

    A trailing _ of an attribute's name is dropped (class_), other _ become - (stroke_width).
    """
    written = ''.join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f'<{name}{written}>{join(*children)}</{name}>')


def void_tag(name: str, /, **attributes: str | int | float) -> Markup:
    """Return an element that has no end, such as an image."""
    return Markup(str(tag(name, **attributes)).removesuffix(f'</{name}>'))


def join(*children: Child) -> Markup:
    """Return elements and texts one after the other."""
    parts = (
        child if isinstance(child, Markup) else escape(str(child))
        for child in children
        if child is not None
    )
    return Markup(''.join(parts))


def table(
    headings: tuple[str, ...],
    rows: list[tuple[Child, ...]],
    numeric_from: int = 1,  # columns from here on are aligned to the right
) -> Markup:
    """Return a table that scrolls sideways where the page is too narrow."""

    def cells(name: str, values: tuple[Child, ...]) -> Markup:
        return join(
            *(
                tag(name, value, class_='number' if column >= numeric_from else None)
                for column, value in enumerate(values)
            )
        )

    head = tag('thead', tag('tr', cells('th', headings)))
    body = tag('tbody', *(tag('tr', cells('td', row)) for row in rows))
    return tag('div', tag('table', head, body), class_='scroll')
