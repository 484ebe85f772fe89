"""What the frame around a page shows. The web layer fills it; the template `ui/base.html` reads it as `frame`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MenuItem:
    """One entry of the left menu; `count` is what waits there, `apart` draws a rule above it."""

    label: str
    href: str
    icon: str
    count: int | None = None
    current: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Choice:
    """One value that a slot of the context bar, or a filter, can take."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Slot:
    """One field of the context bar: what it is called, what it says now, where or with what it changes.

    `short` is put before the value on phones, where the name is hidden. With `choices` it opens a list,
    with `href` it leads to a page of choice, with neither it only tells.
    """

    name: str
    value: str
    href: str = ""
    choices: tuple[Choice, ...] = ()
    short: str = ""


@dataclass(frozen=True)
class Frame:
    """The whole frame: menu, context bar (unit, period, structure date), notices not read, search, person, demo."""

    menu: tuple[MenuItem, ...] = ()
    slots: tuple[Slot, ...] = ()
    notices_href: str = ""
    notices_count: int = 0
    search_href: str = ""
    search_text: str = ""
    person_name: str = ""
    person_post: str = ""
    person_href: str = ""
    home_href: str = "/"
    demo: bool = False
