"""``llms.txt`` and ``llms-full.txt``."""

from __future__ import annotations

BODY = "- Never douse it.\n- **Trim**: Cut the wick\n  on both sides\n"


def test_the_files(make_site, definition):
    files = {
        "agents/lamp.md": definition("lamp", "Light [it].", BODY),
        "agents/01-bow/oar.md": definition("oar", "Row."),
    }
    site = make_site(files, {"html_baseurl": "https://crew.example/a"})
    assert site.text("llms.txt") == (
        "# Site\n\n## Agents\n\n- [Lamp](https://crew.example/a/agents/lamp.html): Light [it].\n"
        "\n## Bow\n\n- [Oar](https://crew.example/a/agents/01-bow/oar.html): Row.\n"
    )
    assert "### Lamp\n\nLight [it].\n\n- Never douse it.\n- Trim: Cut the wick on both sides\n" in site.text(
        "llms-full.txt"
    )


def test_a_file_of_the_site_stays(make_site, definition):
    files = {"agents/lamp.md": definition("lamp"), "own/llms.txt": "ours\n"}
    assert make_site(files, {"html_extra_path": ["own"]}).text("llms.txt") == "ours\n"


def test_they_go_with_the_last_agent_unless_someone_changed_them(make_site, definition):
    site = make_site({"index.md": "# Front\n", "agents/lamp.md": definition("lamp"), "plain.md": "# Plain\n"})
    (site.out / "llms.txt").write_text("ours\n")
    (site.src / "agents/lamp.md").unlink()
    gone = site.build()
    assert {name for name in gone.files(".txt") if name.startswith("llms")} == {"llms.txt"}
    assert "agent-index.html" not in gone.files()
