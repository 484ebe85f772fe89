"""What every register owes to the people in it."""

import pytest
from django.db import models

from binhdang.kit.secrets import EncryptedTextField
from binhdang.registers.core.erasing import about_people
from binhdang.registers.core.models import OfPerson
from binhdang.registers.core.register import ALL

REGISTERS = list(ALL.values())


def sealed(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if isinstance(field, EncryptedTextField)}


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.code)
def test_a_register_of_people_says_what_for_and_how_long(register):
    if about_people(register):
        assert str(register.purpose).strip()
        assert register.ground
        assert register.keeps_years > 0


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.code)
def test_what_is_sensitive_is_encrypted_and_stands_in_no_list_filter_or_key(register):
    assert sealed(register.model) == register.sensitive
    assert register.sensitive <= set(register.form.base_fields)
    for names in (register.columns, register.order, register.key, register.erases):
        assert register.sensitive.isdisjoint(names)
    for lines in register.lines:
        assert not sealed(lines.model), "a line has no closed fields: keep them on the record"


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.code)
def test_what_is_erased_are_fields_that_may_be_empty(register):
    for model, names in [(register.model, register.erases), *((p.model, p.erases) for p in register.lines)]:
        for name in names:
            field = model._meta.get_field(name)
            assert field.null or (isinstance(field, models.CharField | models.TextField) and field.blank)
            assert issubclass(model, OfPerson)
