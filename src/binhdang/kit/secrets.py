"""What is encrypted at rest: sealed texts, and the model field that keeps them (AES-256-GCM).

A sealed text reads `<first 8 hex digits of the key's sha256>.<nonce and cipher text, base64>`. It is bound to its
`purpose`, so that a value cannot be put in another column's place, and padded, so that its length does not tell a
short choice from a long one. The first key of `settings.FIELD_KEYS` writes, every key reads.
"""

import base64
import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext as _

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
PAD: Final = 32


class Unreadable(Exception):
    """A sealed value that no key of this installation opens, or that somebody altered; never shown as anything else."""


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    """Key id -> cipher, in the order of the keys. Raises ImproperlyConfigured for what is no key."""
    ring = {}
    for text in keys:
        try:
            key = base64.urlsafe_b64decode(text.encode("ascii"))
        except ValueError as error:
            raise ImproperlyConfigured("BINHDANG_FIELD_KEYS: a key is 32 bytes in URL-safe base64") from error
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured("BINHDANG_FIELD_KEYS: a key is 32 bytes in URL-safe base64")
        ring[hashlib.sha256(key).hexdigest()[:8]] = AESGCM(key)
    if not ring:
        raise ImproperlyConfigured("BINHDANG_FIELD_KEYS: at least one key is needed")
    return ring


def _keys() -> dict[str, AESGCM]:
    keys: Sequence[str] = settings.FIELD_KEYS
    return _ring(tuple(keys))


def seal(text: str, purpose: str) -> str:
    """The text encrypted with the first key, for one purpose; "" stays "" (there is nothing to hide)."""
    if not text:
        return ""
    plain = text.encode("utf-8", "surrogatepass")
    plain = len(plain).to_bytes(4) + plain
    name, _dot, raw = seal_bytes(plain + b"\0" * (-len(plain) % PAD), purpose).partition(b".")
    return f"{name.decode()}.{base64.urlsafe_b64encode(raw).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed for this purpose. Raises Unreadable without its key, or when it was altered or sealed for other
    use."""
    if not sealed:
        return ""
    name, _dot, body = sealed.partition(".")
    try:
        raw = name.encode("ascii") + b"." + base64.urlsafe_b64decode(body.encode("ascii"))
    except ValueError as error:
        raise _altered(purpose) from error
    plain = unseal_bytes(raw, purpose)
    return plain[4 : 4 + int.from_bytes(plain[:4])].decode("utf-8", "surrogatepass")


def seal_bytes(data: bytes, purpose: str) -> bytes:
    """The bytes of a file encrypted with the first key, for one purpose."""
    name, cipher = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    return name.encode() + b"." + nonce + cipher.encrypt(nonce, data, purpose.encode())


def unseal_bytes(sealed: bytes, purpose: str) -> bytes:
    """The bytes that were sealed for this purpose. Raises Unreadable."""
    name, _dot, raw = sealed.partition(b".")
    cipher = _keys().get(name.decode("ascii", "replace"))
    if cipher is None:
        raise Unreadable(
            _("Không mở được dữ liệu đã mã hoá (%(what)s): thiếu khoá %(key)s. Đưa khoá cũ vào BINHDANG_FIELD_KEYS.")
            % {"what": purpose, "key": name[:8].decode("ascii", "replace")}
        )
    try:
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise _altered(purpose) from error


def _altered(purpose: str) -> Unreadable:
    return Unreadable(_("Dữ liệu đã mã hoá (%(what)s) bị thay đổi hoặc bị hỏng nên không mở được.") % {"what": purpose})


def key_of(sealed: str) -> str:
    """The id of the key that sealed a text; "" for an empty one."""
    return sealed.partition(".")[0]


def writing_key() -> str:
    """The id of the key that seals now."""
    return next(iter(_keys()))


class EncryptedTextField(models.TextField):
    """A text that the database holds sealed. It may have choices; nothing can be searched, filtered or indexed by it.

    Renaming the field or its model needs the values sealed anew: they are bound to "model.field".
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        """Learn what the values are bound to."""
        super().contribute_to_class(cls, name, *args, **kwargs)
        self.purpose = f"{cls._meta.model_name}.{name}"

    def get_prep_value(self, value: Any) -> Any:
        """What the database gets; every save seals anew."""
        plain = super().get_prep_value(value)
        return plain if plain is None else seal(str(plain), self.purpose)

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        """What the model gets. Raises Unreadable."""
        return None if value is None else unseal(value, self.purpose)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to compare: equal values are sealed differently. Raises FieldError."""
        raise FieldError(f"{self.purpose} is encrypted: no {lookup_name!r} by it")

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse as `get_lookup` does."""
        raise FieldError(f"{self.purpose} is encrypted: no {lookup_name!r} by it")

    def formfield(self, **kwargs: Any) -> Any:
        """One line, unless it has choices or asks for another widget."""
        if self.choices is None and "widget" not in kwargs:
            kwargs["widget"] = forms.TextInput
        return super().formfield(**kwargs)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """An index, a unique value or a key over it would be of no use."""
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            found.append(checks.Error("an encrypted field has no index and is not unique", obj=self, id="binhdang.E1"))
        return found
