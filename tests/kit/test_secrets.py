"""What is sealed is opened with its key, for its purpose, or not at all."""

import base64
import stat

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from binhdang.config import environment
from binhdang.kit import secrets

OLD, NEW = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))


@given(st.text())
def test_every_text_comes_back_and_no_text_shows(text):
    sealed = secrets.seal(text, "card.party")
    assert secrets.unseal(sealed, "card.party") == text
    assert len(text) < 3 or text not in sealed
    assert "\0" not in sealed


def test_a_short_choice_and_a_long_one_look_alike_and_never_twice_the_same():
    sealed = {secrets.seal(text, "card.party") for text in ("co", "khong", "co", "chưa rõ")}
    assert len(sealed) == 4
    assert len({len(one) for one in sealed}) == 1


def test_a_wrong_key_another_purpose_or_a_changed_byte_is_an_error_and_never_garbage(settings):
    settings.FIELD_KEYS = [OLD]
    sealed = secrets.seal("co", "card.party")
    for purpose, text in [("card.health", sealed), ("card.party", sealed[:-6] + "AAAA=="), ("card.party", "plain")]:
        with pytest.raises(secrets.Unreadable):
            secrets.unseal(text, purpose)
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(secrets.Unreadable, match="BINHDANG_FIELD_KEYS"):
        secrets.unseal(sealed, "card.party")
    settings.FIELD_KEYS = [NEW, OLD]
    assert secrets.unseal(sealed, "card.party") == "co"
    assert secrets.key_of(secrets.seal("co", "card.party")) == secrets.writing_key() != secrets.key_of(sealed)


@pytest.mark.parametrize("keys", [[], ["short"], [base64.urlsafe_b64encode(b"short").decode()], ["khoá"]])
def test_what_is_no_key_is_said_at_once(settings, keys):
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="BINHDANG_FIELD_KEYS"):
        secrets.seal("co", "card.party")


@isolate_apps("binhdang")
def test_nothing_is_searched_sorted_into_an_index_or_filtered_by_an_encrypted_field():
    class Card(models.Model):
        party = secrets.EncryptedTextField("Đảng viên", choices=[("co", "Có"), ("khong", "Không")], blank=True)
        health = secrets.EncryptedTextField("Sức khoẻ", blank=True, unique=True)

        class Meta:
            app_label = "binhdang"

    for way in ("party", "party__exact", "party__in", "party__contains", "party__isnull"):
        with pytest.raises(FieldError):
            Card.objects.filter(**{way: "co"})
    assert [error.id for error in Card._meta.get_field("health").check() if error.id.startswith("binhdang")]
    assert Card(party="co").get_party_display() == "Có"
    assert [value for value, _label in Card._meta.get_field("party").formfield().choices] == ["", "co", "khong"]
    assert type(Card._meta.get_field("health").formfield().widget).__name__ == "TextInput"


def test_the_first_start_makes_a_key_that_only_its_owner_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("BINHDANG_HOME", str(tmp_path))
    monkeypatch.delenv("BINHDANG_FIELD_KEYS", raising=False)
    made = environment.field_keys()
    assert environment.field_keys() == made
    assert len(base64.urlsafe_b64decode(made[0])) == 32
    assert stat.S_IMODE((tmp_path / "field_keys").stat().st_mode) == 0o600
    monkeypatch.setenv("BINHDANG_FIELD_KEYS", f"{NEW}, {OLD}")
    assert environment.field_keys() == [NEW, OLD]
