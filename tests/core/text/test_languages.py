"""The language and the direction of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.text.languages import direction_of, has_right_to_left, language_of

LANGUAGES = [
    ("English", "Check every lamp before dusk.", ""),
    ("German", "Jede Lampe vor der Dämmerung prüfen, größte zuerst.", ""),
    ("Vietnamese", "Kiểm tra mọi ngọn đèn trước khi trời tối.", ""),
    ("Japanese", "夕暮れの前にすべてのランプを確認する。", "ja"),
    ("Japanese with technical words", "Reactコンポーネントのpull requestをレビューし、結果を報告する。", "ja"),
    ("Japanese in half-width kana", "ﾗﾝﾌﾟｦ ｶｸﾆﾝ ｽﾙ", "ja"),
    ("Korean", "해가 지기 전에 모든 등을 확인한다.", "ko"),
    ("Korean with technical words", "React 컴포넌트를 검토하고 결과를 보고합니다.", "ko"),
    ("Chinese", "日落前检查每一盏灯。", "zh"),
    ("Chinese in traditional characters", "日落前檢查每一盞燈。", "zh"),
    ("Chinese with technical words", "检查 React 组件并报告所有问题，然后更新文档。", "zh"),
    (
        "Chinese that quotes a kana",
        "日落前检查每一盏灯，例如「の」这个字，并且更新文档。",
        "",
    ),
    ("Hebrew", "בדוק כל מנורה לפני השקיעה.", "he"),
    ("Hebrew with points", "בְּדֹק כָּל מְנוֹרָה.", "he"),
    ("Yiddish", "קאָנטראָלירט אַלע לאָמפּן פֿאַר דער נאַכט, װײל עס איז פֿינצטער.", ""),
    ("Arabic", "تحقق من كل مصباح قبل غروب الشمس في المنارة.", "ar"),
    ("Arabic with vowels", "تَحَقَّقْ مِنْ كُلِّ مِصْبَاحٍ.", "ar"),
    ("Persian", "پیش از غروب هر چراغ را بررسی کن.", ""),
    ("Persian in letters that Arabic has too", "سلام بر باران", ""),
    ("Urdu", "شام سے پہلے ہر چراغ کی جانچ کریں۔", ""),
    ("Uyghur", "كەچ كىرىشتىن بۇرۇن ھەر بىر چىراغنى تەكشۈر.", ""),
    ("Greek", "Έλεγξε κάθε λάμπα πριν από τη δύση.", "el"),
    ("Thai", "ตรวจสอบโคมไฟทุกดวงก่อนพระอาทิตย์ตก", "th"),
    ("Russian", "Проверь каждую лампу до заката.", ""),
    ("Hindi", "सूर्यास्त से पहले हर दीपक की जाँच करो।", ""),
    ("English about Japanese", "Greet visitors with こんにちは and say good-bye to them with さようなら.", ""),
    ("English about Hebrew", "Greet visitors with שלום and help them to find the way to the lamp.", ""),
    ("English with Greek letters", "Use μ for the mean, σ for the deviation.", ""),
    ("as much of one as of the other", "אבגדabcd", ""),
    ("Arabic and Hebrew", "كل مصباح כל מנורה", ""),
    ("nothing", "", ""),
    ("no letter", "1. 2) ★ — 🔔", ""),
    ("Japanese punctuation only", "。、「」", ""),
    ("a language tag as text", 'ja" onclick="x', ""),
]
DIRECTIONS = [
    ("English", "Check", "ltr"),
    ("Hebrew", "שלום world", "rtl"),
    ("Arabic", "مصباح", "rtl"),
    ("English first", "Say שלום", "ltr"),
    ("after digits and signs", "1. (★) שלום", "rtl"),
    ("a tag with a Latin name", "<b>שלום", "ltr"),
    ("Japanese", "夕暮れ", "ltr"),
    ("Syriac", "ܫܠܡܐ", "rtl"),
    ("Thaana", "ދިވެހި", "rtl"),
    ("N'Ko", "ߒߞߏ", "rtl"),
    ("Adlam", "\U0001e900\U0001e901", "rtl"),
    ("digits of Arabic are no letters", "١٢٣ abc", "ltr"),
    ("a mark of direction", "\u200f\u202e1", "rtl"),
    ("nothing", "", ""),
    ("no letter", "1. ★", ""),
]


def table(cases):
    return pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases])


@table(LANGUAGES)
def test_language(text, expected):
    assert language_of([text]) == expected


def test_texts_count_together():
    assert language_of(["Lamp keeper", "夕暮れの前に", "すべてのランプを確認する。"]) == "ja"


@table(DIRECTIONS)
def test_direction(text, expected):
    assert direction_of(text) == expected


@given(st.text())
def test_no_text_gives_another_value(text):
    assert language_of([text]) in ("", "ar", "el", "he", "ja", "ko", "th", "zh")
    assert direction_of(text) in ("", "ltr", "rtl")


def test_every_letter_from_right_to_left_is_noticed():
    letters = (chr(number) for number in range(0x110000))
    strong = {char for char in letters if unicodedata.bidirectional(char) in ("R", "AL") and char.isalpha()}
    assert len(strong) > 1000
    assert [char for char in strong if not has_right_to_left(char)] == []


@pytest.mark.parametrize("text", ["plain", "größer — “quoted” 🔔", "夕暮れ", "Проверь"])
def test_other_scripts_have_no_right_to_left(text):
    assert not has_right_to_left(text)
