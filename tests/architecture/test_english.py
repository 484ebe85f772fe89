from binhdang.ui.messages import untranslated


def test_every_text_on_screen_has_its_english():
    assert [f"{s.place}: {s.text}" for s in untranslated()] == []
