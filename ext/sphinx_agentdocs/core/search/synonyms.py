"""Words with the same meaning, and the technical words that an everyday word also finds.

The tables have what is true of software and of the work around it in general, and nothing of any one team.  The index
carries them, so that the script finds what this code finds.
"""

from __future__ import annotations

from collections.abc import Mapping

from .words import terms_of

GROUPS = (
    "a11y accessibility; i18n internationalization; l10n localization localisation; k8s kubernetes; js javascript;"
    " ts typescript; db database; docs documentation; config configuration; auth authentication authorization login;"
    " repo repository; perf performance; infra infrastructure; env environment; deps dependencies; prod production;"
    " postgres postgresql; ui interface; pr diff; colour color; phone mobile; picture image;"
    " slow performance latency; fast performance speed; big large size; hacked breach attack; crash failure outage;"
    " bug defect; delete remove; animation motion transition; money payment; law legal; boss manager;"
    " realtime websocket; ssl tls; duplicate duplicated duplication; error exception"
)
"""Groups of words, separated by semicolons: each of a group also finds the others."""

EVERYDAY = """\
leave quit cancel unsubscribe: churn retention
rival competition: competitor competitive
client: customer
complaint: feedback support
blind deaf disabled eyesight: accessibility
finger thumb: touch
popup: modal dialog
battery: energy power
hole: vulnerability
hacker: attacker penetration security
steal stole stolen theft: breach leak
spam: phishing abuse
scrape scraping: crawler crawling
password: credential secret authentication
permission: authorization access
firewall vpn: network security
wifi internet: network
expensive cheap spend bill: cost budget
bill: billing invoice
buy: purchase sales
sell: sales
price: pricing
shop store cart: commerce ecommerce
card: payment
bank: fintech banking
stock: trading finance
coin bitcoin ethereum crypto wallet: blockchain
currency rounding: money decimal
ads advert campaign: advertising marketing
tweet: social
google: seo search
homepage: landing
blog article: content
grammar wording: writing
typo: spelling
guess predict: forecast prediction
future: forecast trend
chart plot: visualization dashboard graph
excel spreadsheet: csv data
experiment: hypothesis ab
survey: interview research
idea: validation
hire newcomer beginner: onboarding
teach learn: tutorial training onboarding
explain: documentation
manual guide: documentation
translate: localization internationalization
compile: build
hang freeze stuck: deadlock blocked
simultaneous: concurrent race
ram: memory
traffic: load scale
grow: growth scale
ship launch: deploy deployment release
undo: rollback revert
backup restore: recovery
down downtime offline outage: incident availability
emergency urgent: incident
alert: incident monitoring
watch: monitoring observability
log: logging
broken: bug failure defect
weird strange: anomaly
random: flaky intermittent
sometimes: intermittent
chat: messaging conversation
live: realtime
chatbot bot: conversational assistant
robot: robotics agent
gpt chatgpt openai: llm
screen look: ui design
draw sketch mockup: design prototype
font: typography
logo: brand design
outdated: deprecated dependency update
old: legacy
upgrade: migration update
library: dependency package
unused: dead
hardcoded: constant configuration
rename cleanup messy tidy: refactor refactoring
conflict branch commit: git
lawyer contract: legal
allowed: compliance
privacy: gdpr
week: sprint
deadline: schedule milestone
meeting: scrum
jira: agile project
quality: qa testing
pipeline: ci
docker: container
terminal shell: cli command
regex: pattern expression
mail: email
outlook windows: microsoft
iphone ipad: ios mobile
android: mobile
sensor chip firmware: embedded iot
server: backend infrastructure
aws azure gcp: cloud
mysql sqlite mongodb: database
kafka rabbitmq: messaging queue
jquery: javascript frontend
css html: frontend
patient medical: healthcare
student course: education
voice: speech audio
"""
"""Words, and after a colon those that they also find: an everyday word, or a product, finds the technical terms."""


def _table() -> Mapping[str, tuple[str, ...]]:
    groups = ((terms_of(group), terms_of(group)) for group in GROUPS.split(";"))
    lines = (line.partition(":") for line in EVERYDAY.splitlines())
    table: dict[str, dict[str, None]] = {}
    for words, meant in (*groups, *((terms_of(words), terms_of(meant)) for words, _, meant in lines)):
        for term in words:
            table.setdefault(term, {}).update(dict.fromkeys(other for other in meant if other != term))
    return {term: tuple(others) for term, others in table.items()}


SYNONYMS = _table()
"""The terms that a term also finds."""


def packed() -> str:
    """The table as the index carries it: each term and the others, with a semicolon between."""
    return ";".join(" ".join((term, *others)) for term, others in SYNONYMS.items())
