import re
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.ui.icons import ICONS
from binhdang.ui.parts import VERDICTS


def draw(source, path="/", **values):
    with translation.override("vi"):
        return Template("{% load ui %}" + source).render(Context({"request": RequestFactory().get(path)} | values))


@pytest.mark.parametrize(
    "tag",
    [
        '{% icon "met" size=3 %}',
        '{% button "Gửi" colour="red" %}',
        '{% verdict "met" tentative=True %}',
        '{% notice "err" heading="x" %}{% endnotice %}',
        '{% task "a" "#" dueDate="x" %}',
        "{% ratio 1 2 shown=3 %}",
    ],
)
def test_a_misspelt_attribute_fails_when_the_template_is_read(tag):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}" + tag)


@pytest.mark.parametrize(
    ("tag", "error"),
    [
        ('{% icon "nope" %}', KeyError),
        ('{% button "Gửi" kind="big" %}', ValueError),
        ('{% verdict "good" %}', KeyError),
        ('{% chip "x" tone="pink" %}', ValueError),
        ('{% notice "bad" %}x{% endnotice %}', ValueError),
        ("{% legend %}", TemplateSyntaxError),
        ('{% value "12" %}', TypeError),
        ("{% value 1.5 %}", TypeError),
        ("{% chart 3 %}", TypeError),
    ],
)
def test_an_unknown_kind_or_value_fails_when_it_is_drawn(tag, error):
    with pytest.raises(error):
        draw(tag)


def test_a_disabled_button_says_why():
    html = draw('{% button "Gửi" disabled=True reason="Còn 1 lỗi." %}')
    assert 'aria-disabled="true"' in html
    assert html.count("Còn 1 lỗi.") == 1
    described = re.search(r'aria-describedby="(.+?)"', html)[1]
    assert f'id="{described}">Còn 1 lỗi.' in html
    assert described not in draw('{% button "Gửi" disabled=True reason="Còn 1 lỗi." %}')
    with pytest.raises(ValueError, match="without a reason"):
        draw('{% button "Gửi" disabled=True %}')


@pytest.mark.parametrize("code", VERDICTS)
def test_a_verdict_is_word_icon_and_tone(code):
    html = draw("{% verdict code provisional=True %}", code=code)
    assert ICONS[code] in html
    with translation.override("vi"):
        assert str(VERDICTS[code]) in html
    assert f"tone-{code}" in html
    assert "tạm thời" in html


def test_zero_missing_and_not_applicable_never_mix():
    assert draw("{% value 0 %}") == "0"
    assert "chưa có số liệu" in draw("{% value None %}")
    assert "KAD" in draw("{% value v %}", v=NOT_APPLICABLE)
    assert draw("{% value v %}", v=Decimal("1234.5")) == "1.234,5"


def test_a_percentage_brings_its_fraction_and_its_coverage():
    html = draw("{% ratio 53 170 reported=98 expected=112 %}")
    for text in ("31,2%", "(53/170)", "98/112 đơn vị"):
        assert text in html


def test_texts_are_escaped_in_every_component():
    evil = '<img src=x onerror="1">'
    source = (
        "{% button e href=e %}{% chip e %}{% notice 'err' title=e %}{{ e }}{% endnotice %}{% task e e text=e quote=e %}"
        "{% empty_state title=e text=e %}{% answer e e href=e %}{% option e e e hint=e %}{% figure e unit=e under=e %}"
        "{% decision title=e action=e %}{% enddecision %}{% confirm title=e button=e back=e action=e %}{% endconfirm %}"
        "{% filter_chips 's' c label=e %}{% sort_header e e small=e %}{% pairs c %}{% facts c %}{% error_summary c %}"
        "{% progress 1 2 e note=e %}{% matrix_cell 'met' e under=e href=e %}{% scroll label=e %}{{ e }}{% endscroll %}"
    )
    html = draw(source, e=evil, c=[(evil, evil)])
    assert "<img" not in html
    assert html.count("&lt;img") > 30


def test_sorting_keeps_the_rest_of_the_address_and_starts_pages_over():
    html = draw('{% sort_header "Tên" "name" current="name" %}', "/x/?year=2019&page=4&sort=name")
    assert 'href="?year=2019&amp;sort=-name"' in html
    assert 'aria-sort="ascending"' in html
    assert "aria-sort" not in draw('{% sort_header "Tên" "name" current="gap" %}')


def test_filters_and_pages_keep_the_rest_of_the_address():
    html = draw('{% filter_chips "state" c current="b" %}', "/x/?q=a&page=2", c=[("", "Tất cả", 3), ("b", "B", 1200)])
    assert 'href="?q=a"' in html
    assert 'href="?q=a&amp;state=b" aria-current="true"' in html
    assert "1.200" in html
    html = draw("{% pager page %}", "/x/?q=a&page=2", page=Paginator(range(300), 50).page(2))
    assert 'href="?q=a&amp;page=3" rel="next"' in html
    assert "51–100" in html


def test_one_query_value_can_be_changed_or_dropped():
    assert draw("{% query year=2020 unit=None %}", "/x/?unit=3&year=2019&page=2") == "?year=2020"


class Form(forms.Form):
    name = forms.CharField(label="Tên", help_text="Như trong quyết định")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Chắc chắn")


def test_a_field_is_tied_to_its_help_and_its_error():
    html = draw("{% field form.name %}{% field form.kind %}{% field form.sure %}", form=Form({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<fieldset class="choices field-bad" id="id_kind">' in html
    assert '<label for="id_sure">Chắc chắn</label>' in html


def test_the_error_summary_leads_to_each_field():
    html = draw("{% error_summary form %}", form=Form({}))
    for link in ('href="#id_name"', 'href="#id_kind"', 'href="#id_sure"', "Có 3 chỗ cần sửa"):
        assert link in html
    assert draw("{% error_summary form %}", form=Form({"name": "x", "kind": "a", "sure": "on"})) == ""


def test_every_form_of_a_component_carries_the_token_and_a_key_of_its_own_write():
    tags = (
        '{% confirm title="Xoá?" button="Xoá" back="/" %}{% endconfirm %}{% decision title="Duyệt" %}{% enddecision %}'
    )
    html = draw(tags, csrf_token="abc")
    assert html.count('name="csrfmiddlewaretoken" value="abc"') == html.count('method="post"') == 2
    assert len(set(re.findall(r'name="_key" value="([0-9a-f]{32})"', html))) == 2


def test_a_confirmation_sends_a_form_with_its_token():
    html = draw('{% confirm title="Xoá?" button="Xoá" back="/" %}Mất 3 ô.{% endconfirm %}', csrf_token="abc")
    assert 'name="csrfmiddlewaretoken" value="abc"' in html
    assert 'name="confirm" value="1"' in html
