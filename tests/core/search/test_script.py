"""The search of the pages passes the same tables, in Node; `tests/browser/test_search.py` runs it in a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from search.tables import FOLDER, makes, rows, said, team

from sphinx_agentdocs.core.search.index import MemoryIndex
from sphinx_agentdocs.core.search.ranking import answer
from sphinx_agentdocs.core.search.shards import shard_of, updated
from sphinx_agentdocs.core.search.words import STOP_WORDS, terms_of

NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[3] / "ext" / "sphinx_agentdocs" / "static" / "agentdocs-search.js"
MOST = 5

pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node")


def ran(folder, agents, texts=(), questions=(), index=None):
    """What the script makes of texts and questions, with the index of *agents* in *folder*, or with *index* of it."""
    for name, text in updated(makes(agents), lambda name: None).written.items():
        (folder / f"{name}.js").write_text(index(text) if index and name == "index" else text, "utf-8")
    request = {
        "script": str(SCRIPT),
        "folder": str(folder),
        "texts": list(texts),
        "questions": list(questions),
        "most": MOST,
    }
    command = [NODE, str(FOLDER / "run.js")]
    result = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def in_words(found):
    return {
        "agents": [hit["title"] for hit in found["agents"]],
        "examples": [hit["text"] for hit in found["examples"]],
        "guidelines": [hit["text"] + (f" +{len(hit['also'])}" if hit["also"] else "") for hit in found["guidelines"]],
        "read_as": dict(found["readAs"]),
        "unknown": found["unknown"],
        "whole": bool(found["guidelines"]) and found["guidelines"][0]["whole"],
    }


def scores(found):
    return [[(hit["agent"], hit["uid"], hit["score"]) for hit in found[group]] for group in GROUPS]


GROUPS = ("agents", "examples", "guidelines")


def test_an_index_of_an_older_build_that_a_browser_kept_is_enough(tmp_path):
    def shortened(text):
        head, _, values = text.partition(", ")
        fewer = json.dumps(json.loads(values.removesuffix(");\n"))[:5])
        return f"{head}, {fewer});\n"

    (found,) = ran(tmp_path, team(), questions=["trim the wick"], index=shortened)["answers"]
    assert in_words(found)["guidelines"] == ["Trim the wick: A clean wick burns for a whole night."]


def test_the_words_of_a_text_are_the_same(tmp_path):
    table = rows("words.json")
    texts = [text for _, text, _ in table] + sorted(STOP_WORDS)
    found = ran(tmp_path, team(), texts=texts)
    assert found["terms"] == [terms_of(text) for text in texts]
    assert found["terms"][: len(table)] == [terms for _, _, terms in table]


def test_a_question_finds_the_same(tmp_path):
    agents, index = team(), MemoryIndex(team())
    table = rows("questions.json")
    answers = ran(tmp_path, agents, questions=[question for _, question, _ in table])["answers"]
    for (title, question, expected), found in zip(table, answers, strict=True):
        assert {key: in_words(found)[key] for key in expected} == expected, title
        ours = answer(question, index, MOST)
        assert in_words(found) == said(ours, agents), title
        expected_scores = [[(hit.agent, hit.uid, hit.score) for hit in getattr(ours, group)] for group in GROUPS]
        assert scores(found) == expected_scores, title


def test_only_the_files_of_a_question_are_loaded(tmp_path):
    loaded = ran(tmp_path, team(), questions=["the horn of fog"])["loaded"]
    words = {f"w-{shard_of(term, 4):x}" for term in ("horn", "fog")}
    assert {name for name in loaded if name[0] != "a"} == {"index", "v-h", "v-f", *words}
    assert len([name for name in loaded if name[0] == "a"]) == len(set(loaded)) - 3 - len(words)
    assert len(loaded) == len(set(loaded))
