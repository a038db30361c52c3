from pathlib import Path

import pytest
from build_deck.deck.config import parse_config
from build_deck.errors import BuildDeckError
from build_deck.model import EditionName, Limits

ROOT = Path("/somewhere/deck")


def problems(text: str) -> list[str]:
    with pytest.raises(BuildDeckError) as caught:
        parse_config(text, "deck.yaml", ROOT)
    return [str(problem) for problem in caught.value.problems]


def test_every_key_is_read() -> None:
    config = parse_config(
        """\
id: ml
version: 1.10
license: CC BY 4.0
author: us
url: https://example.org
source_url: https://example.org/{path}#{id}
editions:
  zh: {path: chinese, lang: zh-CN, title: 机器学习, description: 说明}
  en:
snippets: ../snippets
recordings: ../snippets/recorded
lock: my.lock
media: pictures
question_level: 2
subdecks: false
tags: [ml, interview]
data: [data/x.csv]
environment: [SEED]
limits: {timeout: 5, memory: 512, output: 100, disk: 1, processes: true}
style: style.css
colours: {accent: "#123456"}
""",
        "deck.yaml",
        ROOT,
    )
    assert config.id == "ml"
    assert config.version == "1.10"
    assert (config.license, config.author, config.url) == ("CC BY 4.0", "us", "https://example.org")
    zh, en = config.editions.values()
    assert (zh.name, zh.path, zh.lang, zh.title, zh.description) == (
        EditionName("zh"),
        ROOT / "chinese",
        "zh-CN",
        "机器学习",
        "说明",
    )
    assert (en.path, en.lang, en.title, en.description) == (ROOT / "en", "en", "en", "")
    assert config.snippets == ROOT / "../snippets"
    assert config.recordings == ROOT / "../snippets/recorded"
    assert (config.lock, config.media) == (ROOT / "my.lock", ROOT / "pictures")
    assert (config.question_level, config.subdecks, config.tags) == (2, False, ("ml", "interview"))
    assert (config.data, config.environment) == ((ROOT / "data/x.csv",), ("SEED",))
    assert config.limits == Limits(timeout=5, memory=512, output=100, disk=1, processes=True)
    assert config.style == ROOT / "style.css"
    assert config.colours == {"accent": "#123456"}


@pytest.mark.parametrize("written", ["010", "1_000", "12:30", "2024.10", "0x1F", "2024-10-01", "1e3"])
def test_text_is_what_is_written_whatever_yaml_takes_it_for(written: str) -> None:
    config = parse_config(f"id: a\nversion: {written}\ntags: [{written}]\n", "deck.yaml", ROOT)
    assert (config.version, config.tags) == (written, (written,))


def test_defaults_make_the_folder_itself_the_one_edition() -> None:
    config = parse_config("id: ml\n", "deck.yaml", ROOT)
    (edition,) = config.editions.values()
    assert (edition.name, edition.path, edition.title) == ("en", ROOT, "ml")
    assert config.recordings == ROOT / "snippets/recorded"


def test_all_mistakes_are_told_at_once_with_their_places() -> None:
    text = "id: a/b\nsnipets: x\nsubdecks: 3\nlimits: {timeot: 1, memory: lots}\neditions:\n  zh: {langue: zh}\n"
    assert problems(text) == [
        "deck.yaml:1:5: error[config]: The deck's id `a/b` is not a file name. "
        "Give it `id:` in letters, digits, - and _; it names the packages and must never change.",
        "deck.yaml:2:1: error[unknown-key]: `snipets` is no key of deck.yaml. Did you mean `snippets`? Known are: "
        "author, colours, data, editions, environment, id, license, limits, lint, lock, media, question_level, recordings, "
        "run, setup, snippets, source_url, style, subdecks, tags, url, version.",
        "deck.yaml:3:11: error[config]: `subdecks` is not true or false. Give `subdecks` true or false.",
        "deck.yaml:4:10: error[unknown-key]: `timeot` is no key of limits. Did you mean `timeout`? "
        "Known are: disk, memory, output, processes, timeout.",
        "deck.yaml:4:29: error[config]: `memory` is not a whole number above zero. "
        "Give `memory` a whole number above zero.",
        "deck.yaml:6:8: error[unknown-key]: `langue` is no key of editions.zh. Did you mean `lang`? "
        "Known are: description, lang, path, title.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "deck.yaml:1:1: error[config]: deck.yaml says nothing. Begin with `id:` and `editions:`.",
        ),
        (
            "- a\n",
            "deck.yaml:1:1: error[config]: deck.yaml is not a mapping of keys to values. "
            "Begin with `id:` and `editions:`.",
        ),
        (
            "id: a\nid: b\n",
            "deck.yaml:2:1: error[yaml]: The key `id` is given twice, first on line 1. Keep one of them.",
        ),
        (
            "id: [a\n",
            "deck.yaml:2:1: error[yaml]: This is not valid YAML: expected ',' or ']', but got '<stream end>'. "
            "Mend it; text with : or # needs quotes.",
        ),
        ("id: *x\n", "deck.yaml:1:5: error[yaml]: An alias (*name) is used. Write the value out."),
        (
            "id: a\x00\n",
            "deck.yaml:1:1: error[yaml]: This is not valid YAML: unacceptable character #x0000: "
            "special characters are not allowed. Remove the character.",
        ),
        (
            "id: a\neditions:\n",
            "deck.yaml:2:1: error[config]: No edition is named. Add one: `en: {path: en}`.",
        ),
        (
            "editions: {en: }\n",
            "deck.yaml:1:1: error[config]: The deck has no id. "
            "Give it `id:` in letters, digits, - and _; it names the packages and must never change.",
        ),
        (
            "id: a\neditions: {en: 3, fr: }\n",
            "deck.yaml:2:16: error[config]: `editions.en` is not a mapping with path, lang, title and description. "
            "Give `editions.en` a mapping with path, lang, title and description.",
        ),
        (
            "id: a\neditions: {en: {title: Deep learning}, fr: {title: Deep Learning}}\n",
            "deck.yaml:2:52: error[config]: The editions en and fr have the same title: Anki would make one deck of "
            "them. Give each a title of its own.",
        ),
        (
            "id: a\nversion: !!timestamp x\n",
            "deck.yaml:2:10: error[yaml]: The tag tag:yaml.org,2002:timestamp is not known. Write the value without it.",
        ),
        (
            "id: a\ncolours:\n  accent: #0969da\n",
            'deck.yaml:3:10: error[config]: `accent` is not a colour in quotes, such as "#0969da". '
            'Give `accent` a colour in quotes, such as "#0969da".',
        ),
        (
            "id: a\nlimits: {timeout: .inf}\n",
            "deck.yaml:2:19: error[config]: `timeout` is not a number of seconds above zero, up to 86400. "
            "Give `timeout` a number of seconds above zero, up to 86400.",
        ),
        (
            "id: a\nlimits: {memory: 99999999999999999999}\n",
            "deck.yaml:2:18: error[config]: `memory` is not a whole number up to 1048576. "
            "Give `memory` a whole number up to 1048576.",
        ),
        (
            "id: a\ndata: !!python/object:os.system {}\n",
            "deck.yaml:2:7: error[yaml]: The tag tag:yaml.org,2002:python/object:os.system is not known. "
            "Write the value without it.",
        ),
    ],
)
def test_one_mistake(text: str, message: str) -> None:
    (found,) = problems(text)
    assert found.startswith(message)


def test_bottomless_nesting_is_refused() -> None:
    (found,) = problems("a: " + "[" * 20_000)
    assert found == "deck.yaml:1:53: error[yaml]: The YAML nests more than 50 levels deep. Write it flatter."


def test_the_language_of_an_edition_is_a_tag() -> None:
    assert problems("id: a\neditions: {en: {lang: chinese}}\n") == [
        "deck.yaml:2:23: error[config]: `lang` is not a language tag such as en or zh-CN. "
        "Give `lang` a language tag such as en or zh-CN."
    ]
