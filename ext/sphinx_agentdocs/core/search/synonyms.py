"""Words with the same meaning, and the technical words that an everyday word also finds.

The tables have what is true of software and of the work around it in general, and nothing of any one team.  The index
carries them, so that the script finds what this code finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .words import terms_of

GROUPS = (
    "a11y accessibility; i18n internationalization; l10n localization localisation; k8s kubernetes; js javascript; ts"
    " typescript; db database; docs documentation; config configuration; auth authentication authorization login; repo"
    " repository; perf performance performant; infra infrastructure; env environment; deps dependencies; prod"
    " production; dev developer; admin administrator; param parameter; temp temporary; max maximum; min minimum; avg"
    " average; async asynchronous; sync synchronous; postgres postgresql; ui interface; pr diff; colour color; phone"
    " mobile; picture image photo icon; icon symbol; slow performance latency; fast performance speed; big large size;"
    " huge massive large; tiny small; hacked breach attack; crash failure outage; bug defect; delete remove; animation"
    " motion transition; money payment; law legal; boss manager; employee staff worker; vendor supplier; website"
    " webpage site; realtime websocket; ssl tls; error exception; fail failure; secure security; expire expiry"
    " expiration; decide decision; respond response; comply compliance compliant; depend dependency; vary variance;"
    " replica replication; analyst analysis analytics; twice double duplicate; edit change modify; check verify"
    " validate; forbid ban prohibit; allow permit; begin start; end finish; choose select pick; rare seldom; wrong"
    " incorrect invalid; correct valid; required mandatory necessary; avoid prevent; show display; hide conceal;"
    " empty blank null; rollback revert reverse undo; flaky unstable intermittent; wait sleep delay pause; timeout"
    " deadline; chunk batch; job task; button control; click press tap; folder directory; function method; argument"
    " parameter; attribute property; warn alert; stop halt abort"
)
"""Groups of words, separated by semicolons: each of a group also finds the others."""

EVERYDAY = """\
ml: machine learning
ai: artificial intelligence
vm: virtual machine
os: operating system
leave quit cancel unsubscribe: churn retention
rival competition competitor: competitor competitive market
client: customer
user visitor audience: customer
complaint: feedback support
talk speak listen: interview conversation feedback
need wish: requirement
opinion rating: feedback review
blind deaf disabled eyesight: accessibility
finger thumb: touch
expensive cheap spend bill: cost budget
bill charge: billing payment invoice
buy: purchase sales
sell: sales
price: pricing
shop store cart: commerce ecommerce
card: payment
decline refuse reject: failure retry
bank: fintech banking
stock: trading finance
coin bitcoin ethereum crypto wallet: blockchain
currency rounding: money decimal
tax salary: accounting finance
invest investor: fundraising pitch
ads advert advertise promote campaign: advertising marketing
slogan headline: copy brand
tweet: social
newsletter: email
google: seo search
homepage: landing
blog article story essay: content writing
grammar wording proofread: editing writing
typo: spelling
guess predict: forecast prediction estimate
future: forecast trend
survey poll: interview research
idea: validation
goal target: objective
plan: roadmap strategy
hire newcomer beginner: onboarding
teach learn: tutorial training onboarding
lawyer lawsuit: legal
contract: legal interface
license patent trademark: legal
allowed: compliance
illegal: compliance legal
auditor: audit compliance
anonymous privacy: pii gdpr
europe european: gdpr eu
patient medical hospital doctor: healthcare
student course: education
house apartment: estate
week: sprint
daily standup ceremony: scrum
long: duration
deadline due: schedule milestone
meeting: scrum
jira: agile project
manual: hand documentation
important: priority critical
unimportant: low priority
first: priority initial
later: retry schedule
again: retry repeat
forever endless: infinite starvation timeout
twin same similar alike: duplicate near
nobody nowhere: orphan
many several lots bulk: multiple bulk
risk danger: hazard
safe: safety
hole: vulnerability
hacker: attacker penetration security
attacker stranger: untrusted security
malicious evil: attack injection
fake fraud scam: fraud spoof
steal theft: breach leak
spam: phishing abuse
scrape: crawler crawling
password: credential secret authentication
key token: credential secret
permission: authorization access
login signin signup: authentication session
logout signout: logoff session
cookie: session
firewall vpn: network security
certificate: tls
encrypt hash: cryptography encryption
virus malware: security threat
pentest: penetration
xss csrf: injection vulnerability
sanitize escape: validation injection
emergency urgent: incident critical
kill: terminate stop
wifi internet: network
port proxy gateway hostname: network
domain: dns
battery: energy power
hang freeze stuck: deadlock blocked
simultaneous: concurrent race
thread lock parallel: concurrency
once: idempotent unique
background: async queue worker
cron nightly: schedule
ram: memory
cpu: performance
slow: bottleneck
cache: performance
disk: storage
traffic: load scale
grow: growth scale
ship launch: deploy deployment release
undo: rollback revert
backup restore snapshot: recovery
save: backup persist store
disaster recover: recovery
restart reboot: recovery
down downtime offline outage: incident availability
oncall pager: incident
postmortem: incident retrospective
cause reason: root
investigate: debugging investigation
breakpoint trace: debugging
alert: incident monitoring
watch: monitoring observability
log print: logging
dashboard chart plot: visualization dashboard graph
metric: measurement
broken: bug failure defect
break: failure chaos
weird strange outlier: anomaly
debounce throttle: delay limit
random sometimes: flaky intermittent
swallow ignore skip: suppress
realtime live: realtime
page scroll: pagination
leader master: primary
slave follower: replica
copy: replica duplicate
split divide: partition decompose
monolith: microservices decompose
merge combine: join
connect glue: integration
call: request api
tool plugin extension: integration
docker: container
server: backend infrastructure
aws azure gcp: cloud
mysql sqlite mongodb sql: database
table row record: database
kafka rabbitmq: messaging queue
webhook: event
explain: documentation
guide readme comment: documentation
translate: localization internationalization
compile: build
chat: messaging conversation
chatbot bot: conversational assistant
robot: robotics agent
gpt chatgpt openai claude: llm agent
prompt: llm
hallucination: llm accuracy
embedding rag: retrieval llm
dataset: data
clean dirty: quality
column: field
warehouse lake: data
etl: pipeline
notebook jupyter: data
screen look: ui design
window: ui gui
draw sketch mockup: design prototype
drawing: illustration
button menu: ui navigation
dropdown checkbox textbox: form input
tab: focus navigation
popup: modal dialog
keyboard mouse: input
red green blue: color
dark light: theme contrast
font: typography
logo: brand design
spinner loading: progress
excel spreadsheet: csv excel
slide presentation: presentation deck
video movie: media
music song sound: audio
voice: speech audio
weather: forecast
gps map: location geospatial
game: gaming
enemy opponent: ai npc
outdated: deprecated dependency update
old: legacy
upgrade: migration update
library: dependency package
install setup: installation configuration
settings preferences options: configuration
hardcoded: constant configuration
unused: dead
rename cleanup messy tidy: refactor refactoring
complicated: complexity
conflict branch commit: git
push pull: git
approve: review
indent: format
lint: style
name: convention
layer module component: architecture
diagram: architecture visualization
quality: qa testing
experiment: hypothesis ab
mock stub: double
selenium cypress playwright: browser automation
automatic script: automation
pipeline: ci
terminal shell: cli command
regex: pattern expression
float: decimal precision
percent: ratio
mean: average statistics
null none nil: null
missing: incomplete null
clock timezone: date time
calendar: date schedule
http https: request
mail: email
outlook: microsoft
ps1: powershell
py django flask fastapi: python
ruby rails: ruby rails
golang: go
dotnet: .net c#
nodejs node: javascript
jquery: javascript frontend
react vue angular svelte: frontend component
css html: frontend
php laravel symfony: php
iphone ipad swift: ios mobile
android kotlin: android mobile
tablet: mobile responsive
browser: web frontend
sensor chip firmware: embedded iot
"""
"""Words, and after a colon those that they also find: an everyday word, or a product, finds the technical terms."""


LINES = (*(group.strip() for group in GROUPS.split(";")), *EVERYDAY.splitlines())
"""Both tables as the index carries them: words that find each other, or those before a colon that find the others."""


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """The terms that each term also finds; made when a question first asks for them."""
    table: dict[str, dict[str, None]] = {}
    for line in LINES:
        words, _, meant = line.partition(":")
        others = terms_of(meant or words)
        for term in terms_of(words):
            table.setdefault(term, {}).update(dict.fromkeys(other for other in others if other != term))
    return {term: tuple(others) for term, others in table.items()}
