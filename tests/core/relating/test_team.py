"""A team that states its relations in many forms: all of them are found with their kinds, and no others."""

from __future__ import annotations

from sphinx_agentdocs.core.naming.names import Names
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.relating.relations import WRITTEN, profile_of, relate
from sphinx_agentdocs.core.units import units_of

TEAM = {
    "ai-programmer": """\
Reports to: `lead-programmer`

- 🔺 **Escalation target**: `technical-director`
""",
    "art-director": """\
| Reports To | Delegates To |
|---|---|
| `producer` | None |

Defer to `producer` on schedule.
""",
    "devops-engineer": """\
Hand off to `qa-tester` for smoke tests, `qa-lead` for plans, and `release-manager` (releases).

Use Task(crew:ui-programmer).
""",
    "lead-programmer": """\
You lead.

### What This Agent Must NOT Do

- Make architecture decisions (defer to technical-director)
- Write art (delegate to `art-director`)

### Reports to: `technical-director`
### Coordinates with: `qa-lead` for tests, `art-director`
for tools

## Delegates to

| Agent | Relation |
|---|---|
| `ui-programmer` | Delegates to |
| **AI Programmer** | Delegates to |
""",
    "producer": """\
Direct reports: `release-manager`, `art-director`
""",
    "qa-lead": """\
| Field | Value |
|---|---|
| **Reports to** | `technical-director` |
| Delegates to | `qa-tester` |

Coordinates with: `lead-programmer` for bugs, `producer` for
schedule, `devops-engineer` for builds
""",
    "qa-tester": """\
**Reports to**: `qa-lead`. **Escalates to**: `lead-programmer` (crashes),
`technical-director` (outages)
""",
    "release-manager": """\
Defer scope to `producer`. Reports to: `producer`
""",
    "technical-director": """\
You decide.

### Delegation Map

Delegates to:
- `lead-programmer` for code
- `devops-engineer` for pipelines

Escalation target for: `lead-programmer`, `qa-lead`
Reports to: `producer`
""",
    "ui-programmer": """\
## Reports to

**Lead Programmer**

## Works with

- **Art Director**: looks
- AI Programmer: bots
""",
}
STATED = """
technical-director delegates-to lead-programmer
technical-director delegates-to devops-engineer
lead-programmer escalates-to technical-director
qa-lead escalates-to technical-director
technical-director reports-to producer
lead-programmer delegates-to art-director
lead-programmer reports-to technical-director
lead-programmer works-with qa-lead
lead-programmer works-with art-director
lead-programmer delegates-to ui-programmer
lead-programmer delegates-to ai-programmer
qa-lead reports-to technical-director
qa-lead delegates-to qa-tester
qa-lead works-with lead-programmer
qa-lead works-with producer
qa-lead works-with devops-engineer
qa-tester reports-to qa-lead
qa-tester escalates-to lead-programmer
qa-tester escalates-to technical-director
ui-programmer reports-to lead-programmer
ui-programmer works-with art-director
ui-programmer works-with ai-programmer
ai-programmer reports-to lead-programmer
ai-programmer escalates-to technical-director
art-director reports-to producer
devops-engineer delegates-to qa-tester
devops-engineer delegates-to qa-lead
devops-engineer delegates-to release-manager
devops-engineer delegates-to ui-programmer
release-manager reports-to producer
"""
"""The agent, the kind and the other agent of each relation."""


def test_every_form_states_its_relation():
    read = {
        name: read_definition(f"---\nname: {name}\ndescription: Be {name}.\n---\n{body}".encode(), f"{name}.md")
        for name, body in TEAM.items()
    }
    profiles = [profile_of(one, name, "crew", f"{name}.md") for name, one in read.items()]
    units = {name: units_of(one, name) for name, one in read.items()}
    found = relate(profiles, units, Names(profile.named for profile in profiles), {})
    stated = [
        (f"{page} {relation.kind} {relation.page}", relation)
        for page, related in found.items()
        for relation in related.relations
        if relation.kind in WRITTEN
    ]
    assert sorted(line for line, _ in stated) == sorted(STATED.split("\n")[1:-1])
    assert all(len(relation.evidence.split()) > 1 for _, relation in stated)
