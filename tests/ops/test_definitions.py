"""An installation without the demo has what it needs to begin: the catalogue and the yearly form."""

import pytest

from binhdang.datasets.models import DataSet, FormVersion
from binhdang.indicators.models import Indicator
from binhdang.ops.database import load_definitions

pytestmark = pytest.mark.django_db


def test_the_catalogue_and_the_yearly_form_are_there_and_a_second_start_changes_nothing():
    load_definitions()
    first = Indicator.objects.count(), FormVersion.objects.count()
    assert first[0] > 50
    assert DataSet.objects.filter(code="BDG-NAM").exists()
    load_definitions()
    assert (Indicator.objects.count(), FormVersion.objects.count()) == first
