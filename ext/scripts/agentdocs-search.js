// The search: what core/search does, in the browser. Both pass one table of cases, in tests/search of the repository.
//
// agentdocsSearch.answer(question, count) finds agents, examples and guidelines; agentdocsSearch.agent(key) has the
// texts of one. The index comes in small scripts of one call, agentdocsSearch("<name>", …), loaded as they are needed,
// because a page on the disk can load a script and no other file. What they contain is data: it is put into maps, never
// into objects by name, and into pages as text, never as HTML.
(() => {
  "use strict";

  // -- the words of a text (core/search/words.py)

  // These come with the index.
  let stopWords = new Set();
  let forms = new Map();
  let steps = []; // each a list of endings, a pattern and what stays
  let longEndings = [];
  const SAME = new Map(Object.entries({ ß: "ss", ς: "σ", ø: "o", æ: "ae", ł: "l", ı: "i" }));
  const UNSPACED =
    /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;
  const CHUNK = /[\p{L}\p{N}\p{M}_.+#-]+/gu;
  const CODED = /^[a-z]+-[0-9][a-z0-9]*$/;
  const WHOLE = /^(?:[a-z]+(?:\+\+|#)|[a-z0-9]\+[0-9]+|[0-9]+(?:\.[0-9]+)+)$/;
  const DOTTED = /^\.[a-z][a-z0-9]*$/;

  const isUnspaced = (text) => text.search(UNSPACED) >= 0;
  const startsUnspaced = (text) => text.search(UNSPACED) === 0;

  const folded = (text) =>
    text
      .toLowerCase()
      .replace(/['\u2019]/g, "")
      .replace(/[\u2010-\u205e\u2190-\u22ff]+/g, " ")
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[ßςøæłı]/g, (letter) => SAME.get(letter))
      .normalize("NFC")
      .toLowerCase();

  const withoutEnding = (given) => {
    let word = given;
    for (const step of steps) {
      word = forms.get(word) || word;
      if (forms.get(word) === word) break;
      word = word.replace(...(step.find(([ending]) => ending.test(word)) || ["", ""]));
    }
    return word;
  };

  const termOf = (word) => {
    if (!/^[a-z]{1,40}$/.test(word) || stopWords.has(word)) return word;
    const short = withoutEnding(word);
    return stopWords.has(short) ? word : short;
  };

  const ofName = (name) => {
    if (isUnspaced(name)) {
      const pairs = name.match(UNSPACED).flatMap((run) => {
        const signs = [...run];
        return signs.length === 1 ? [[run]] : signs.slice(1).map((sign, at) => [signs[at] + sign]);
      });
      const others = name.replace(UNSPACED, " ").split(" ").filter(Boolean);
      return [...pairs, ...others.map((part) => [termOf(part)])];
    }
    if (name.includes("_")) {
      const parts = name.split("_").filter((part) => part && !stopWords.has(part));
      return [[name, ...parts.map(termOf)]];
    }
    return name ? [[termOf(name)]] : [];
  };

  const ofPiece = (piece) => {
    if (WHOLE.test(piece)) return [[piece]];
    if (DOTTED.test(piece)) return [[piece, termOf(piece.slice(1))]];
    return piece.split(/[.+#]+/).filter(Boolean).flatMap((name) => ofName(name.replace(/^_+|_+$/g, "")));
  };

  const ofChunk = (chunk) => {
    const bare = chunk.replace(/^-+|-+$/g, "").replace(/\.+$/, "");
    if (CODED.test(bare)) return [[bare, ...bare.split("-").filter(Boolean)]];
    return bare.split("-").flatMap((piece) => ofPiece(piece.replace(/\.+$/, "")));
  };

  const wordsOf = (text, every = false) => {
    const found = (folded(text).match(CHUNK) || []).flatMap(ofChunk);
    return every ? found : found.filter(([whole]) => !stopWords.has(whole));
  };

  const termsOf = (text) => wordsOf(text).flat();

  // -- the index (core/search/index.py, shards.py)

  const KEY = 6; // characters of the key of an agent
  const UID = 6; // and of the name of a unit
  const GROUPS = /(..)(.{6})/g; // the beginning of keys, and the version of the texts of these agents
  const LEVELS = 15;
  const ELSEWHERE = 1;
  const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTU";
  const BUCKETS = 16;

  const FOLDER = "search-index/";
  const search = (name, content) => agentdocs.receive(FOLDER + name, content);
  const loadScript = (name, version) => agentdocs.load(FOLDER + name, version);

  const loads = new Map(); // what is loaded, or being loaded, by name
  const loaded = (name, version, read) => {
    if (!loads.has(name)) {
      const load = search.load(name, version).then(read);
      load.catch(() => loads.delete(name)); // the next question tries again
      loads.set(name, load);
    }
    return loads.get(name);
  };

  const theIndex = () =>
    loaded("index", "", ([shards, agents, guidelines, groups, files, , rules = "", tables = ["", [], [], []]]) => {
      known.clear();
      const [pairs, changes, long, lines] = tables;
      longEndings = long;
      stopWords = new Set(rules.split(" ").slice(1));
      forms = new Map(pairs.split(" ").map((pair) => pair.split(":")));
      steps = changes.map((step) => step.map(([ending, instead]) => [new RegExp(`^(?:${ending})$`), instead]));
      const versions = new Map(files);
      for (const [, name, version] of groups.matchAll(GROUPS)) versions.set(name, version);
      const synonyms = new Map();
      for (const line of lines) {
        const [words, meant = words] = line.split(":");
        for (const term of termsOf(words)) {
          const others = termsOf(meant).filter((other) => other !== term);
          synonyms.set(term, [...(synonyms.get(term) || []), ...others]);
        }
      }
      return { shards, agents, guidelines, versions, synonyms };
    });

  const file = async (name, nothing, read, known = name) => {
    const { versions } = await theIndex();
    return versions.has(known) ? loaded(name, versions.get(known), read) : nothing;
  };

  const shardOf = (term, shards) => {
    let value = 0x811c9dc5;
    for (const sign of term) value = Math.imul(value ^ sign.codePointAt(0), 0x01000193);
    return ((value >>> 0) % shards).toString(16);
  };

  const find = async (term) => {
    const { shards } = await theIndex();
    const rows = await file(`w-${shardOf(term, shards)}`, new Map(), (content) => new Map(content.map((row) => [row[0], row])));
    const row = rows.get(term);
    return row && { agents: row[1], guidelines: row[2], postings: row[3].split(",") };
  };

  const bucketOf = (term) => {
    const first = term[0];
    if (first >= "a" && first <= "z") return first;
    return first < "\x80" ? "0" : `u${term.codePointAt(0) % BUCKETS}`;
  };

  const beginningAlike = (term) => file(`v-${bucketOf(term)}`, [], (content) => content);

  const coded = async (code) => {
    const { shards } = await theIndex();
    const rows = await file(`c-${shardOf(code, shards)}`, [], (content) => content);
    const row = rows.find(([name]) => name === code);
    return row ? [{ agent: row[1], uid: row[2], score: 0, whole: true, also: [] }] : [];
  };

  const parsed = (text) => {
    const units = [];
    for (let at = KEY + 1; at < text.length; at += UID + 1) {
      const level = SIGNS.indexOf(text[at + UID]);
      const isGuideline = level <= LEVELS;
      units.push([text.slice(at, at + UID), isGuideline ? "guideline" : "example", isGuideline ? level : level - LEVELS]);
    }
    return { agent: text.slice(0, KEY), level: SIGNS.indexOf(text[KEY]), units };
  };

  // The texts of an agent, by its key.
  const agent = (key) => {
    const read = ([page, title, anchor, place, description, , rows]) => {
      const units = new Map();
      for (const [uid, sign, anchor = "", code = "", title = "", text = "", path = "", lead = "", aliases = []] of rows) {
        units.set(uid, { sign, anchor, code, title, text, path, lead, aliases });
      }
      return { page, title, anchor, place, description, units };
    };
    return file(`a-${key}`, null, read, key.slice(0, 2));
  };

  // -- the ranking (core/search/ranking.py)

  const MOST_WORDS = 24;
  const MOST_TERMS = 12;
  const MOST_MEANT = 3;
  const WHOLE_WORD = 100;
  const LONGER = 70;
  const MISTYPED = 60;
  const SYNONYM = 80;
  const RARE = 2;
  const SHORTEST_BEGINNING = 3;
  const FEW_LETTERS = 4;
  const MANY_LETTERS = 8;
  const SOME_LETTERS = 6;
  const IN_AGENT = 35;
  const FROM_UNITS = 60;
  const HALF = 2 * LEVELS;
  const PRECISION = 256;
  const BEST_UNIT = 30;
  const ENOUGH = 30;
  const ENOUGH_OF_AGENT = 15;
  const LEAST = 20;

  const length = (text) => [...text].length;

  // The number of letters that are wrong, left out, added or swapped.
  const distance = (one, two) => {
    const [a, b] = [[...one], [...two]];
    let before = [];
    let last = b.map((_, at) => at);
    last.push(b.length);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      before = last;
      last = row;
    }
    return last[b.length];
  };

  const longer = async (term) => {
    if (length(term) < SHORTEST_BEGINNING && !startsUnspaced(term)) return [];
    const known = (await beginningAlike(term)).filter((other) => other.startsWith(term) && other !== term);
    known.sort((one, two) => length(one) - length(two) || (one < two ? -1 : 1));
    return known.slice(0, MOST_MEANT);
  };

  const inOrder = (word) => [...word].sort().join("");

  // In a short word, a letter can be left out, added or swapped, but another letter makes another word.
  const mayBeMeant = (other, term) =>
    length(term) >= SOME_LETTERS || length(other) !== length(term) || inOrder(other) === inOrder(term);

  const mistyped = async (term) => {
    if (!/^\p{L}{4,40}$/u.test(term) || startsUnspaced(term)) return [];
    const most = length(term) < MANY_LETTERS ? 1 : 2;
    const begins = await beginningAlike(term);
    const known = begins.filter((other) => Math.abs(length(other) - length(term)) <= most && mayBeMeant(other, term));
    const errors = known.map((other) => [other, distance(term, other)]);
    const least = errors.reduce((best, [, count]) => Math.min(best, count), most + 1);
    const alike = errors.filter(([, count]) => count === least && count <= most).map(([other]) => other).slice(0, MOST_MEANT);
    const shorter = begins.filter((other) => {
      const rest = term.slice(other.length);
      return length(other) >= FEW_LETTERS && term.startsWith(other) && longEndings.some((ending) => distance(rest, ending) <= 1);
    });
    return alike.length ? alike : shorter.sort((one, two) => length(two) - length(one)).slice(0, 1);
  };

  const mean = async (asked, terms, share) => {
    const found = await Promise.all(terms.map(find));
    terms.forEach((term, at) => {
      if (found[at] && !asked.meant.has(term)) asked.meant.set(term, { share, ...found[at] });
    });
  };

  const lookedUp = async ([whole, ...parts], room) => {
    const asked = { word: whole, meant: new Map() };
    await mean(asked, [whole], WHOLE_WORD);
    if (!asked.meant.size && parts.length) return (await Promise.all(parts.map((part) => lookedUp([part], room)))).flat();
    if (!asked.meant.size || asked.meant.get(whole).agents <= RARE) await mean(asked, await longer(whole), LONGER);
    await mean(asked, [...new Set((await theIndex()).synonyms.get(whole))].slice(0, room), SYNONYM);
    if (!asked.meant.size) await mean(asked, await mistyped(whole), MISTYPED);
    return [asked];
  };

  const rarity = (number, having) => Math.round(PRECISION * Math.log(1 + (number + 1) / (having + 1)));

  const valuesOf = ({ share, agents, guidelines, postings }, index, sorts) => {
    const [names, contents, units] = [new Map(), new Map(), new Map()];
    for (const posting of postings.map(parsed)) {
      if (posting.level > ELSEWHERE) names.set(posting.agent, posting.level);
      let total = posting.level === ELSEWHERE ? posting.level : 0;
      for (const [uid, sort, level] of posting.units) {
        sorts.set(posting.agent + uid, sort);
        units.set(posting.agent + uid, level);
        total += level;
      }
      if (total) contents.set(posting.agent, total);
    }
    const among = (number, having) => share * rarity(number, having);
    const [amongAgents, amongNames] = [among(index.agents, agents), among(index.agents, names.size)];
    return { share, amongAgents, amongNames, amongGuidelines: among(index.guidelines, guidelines), names, contents, units };
  };

  const most = (terms, value) => terms.reduce((best, term) => Math.max(best, value(term)), 0);

  // How much of the weight of a word counts for an agent that has these of its terms.
  const part = (weight, word, having) => Math.floor((weight * most(having, (term) => term.share)) / most(word, (term) => term.share));

  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

  const scoredUnits = (words, places) => {
    const whole = total(words.map((word) => most(word, (term) => term.amongGuidelines)));
    const found = [];
    for (const place of places) {
      const agent = place.slice(0, KEY);
      let [own, value, covered, has] = [0, 0, 0, 0];
      for (const word of words) {
        const ofUnit = most(word, (term) => term.amongGuidelines * (term.units.get(place) || 0));
        const ofAgent = most(word, (term) => term.amongGuidelines * (term.names.get(agent) || 0));
        own += ofUnit;
        value += ofUnit + Math.floor((ofAgent * IN_AGENT) / 100);
        if (ofUnit) covered += most(word, (term) => (term.units.has(place) ? term.amongGuidelines : 0));
        else if (ofAgent) covered += Math.floor(most(word, (term) => (term.names.has(agent) ? term.amongGuidelines : 0)) / 2);
        has += ofUnit || ofAgent ? 1 : 0;
      }
      const score = Math.floor((value * covered) / whole);
      const enough = covered * 100 >= whole * ENOUGH;
      found.push({ place, agent, uid: place.slice(KEY), score, own, whole: has === words.length, enough });
    }
    return found;
  };

  const ofAgent = (term, key) => {
    const content = term.contents.get(key) || 0;
    const saturated = Math.floor((LEVELS * content * FROM_UNITS) / (100 * (content + HALF)));
    return term.amongNames * (term.names.get(key) || 0) + term.amongAgents * saturated;
  };

  const scoredAgents = (words, units) => {
    const best = new Map();
    for (const unit of units) best.set(unit.agent, Math.max(best.get(unit.agent) || 0, unit.score));
    const weights = words.map((word) => most(word, (term) => term.amongAgents));
    const whole = total(weights);
    const found = [];
    for (const key of new Set(words.flat().flatMap((term) => [...term.names.keys(), ...term.contents.keys()]))) {
      let [value, covered, has] = [0, 0, 0];
      for (const [at, word] of words.entries()) {
        const having = word.filter((term) => term.names.has(key) || term.contents.has(key));
        value += most(having, (term) => ofAgent(term, key));
        covered += part(weights[at], word, having);
        has += having.length ? 1 : 0;
      }
      const score = Math.floor((value * covered) / whole) + Math.floor(((best.get(key) || 0) * BEST_UNIT) / 100);
      const enough = covered * 100 >= whole * ENOUGH_OF_AGENT;
      found.push({ agent: key, uid: "", score, whole: has === words.length, also: [], enough });
    }
    return found;
  };

  const collapsed = (units) => {
    const first = new Map();
    for (const unit of units) {
      const same = `${unit.uid} ${unit.own}`;
      if (first.has(same)) first.get(same).also.push(unit.agent);
      else first.set(same, { agent: unit.agent, uid: unit.uid, score: unit.score, whole: unit.whole, also: [] });
    }
    return [...first.values()];
  };

  // If none has enough of the question, the best words are better than nothing.
  const withEnough = (found) => {
    const enough = found.filter((one) => one.enough);
    return enough.length ? enough : found;
  };

  const good = (hits, most) => hits.filter((hit) => hit.score * 100 >= hits[0].score * LEAST).slice(0, most);

  const asTyped = (question, term) => {
    const typed = question.split(/\s+/).find((word) => wordsOf(word, true).some((terms) => terms.includes(term)));
    return (typed ?? term).replace(/^["'.,;:?!()[\]]+|["'.,;:?!()[\]]+$/g, "");
  };

  const codes = async (question) => {
    const text = question.trim();
    if (!text || /\s/.test(text)) return [];
    const code = text.slice(text.lastIndexOf("-") + 1).toLowerCase().replace(/[il]/g, "1").replaceAll("o", "0");
    const name = text.replace(/^[[\]()]+|[[\]()]+$/g, "").toLowerCase().replaceAll("_", "-");
    const found = (await Promise.all([code, name].map(coded))).flat();
    return found.filter((hit, at) => found.findIndex((one) => one.agent === hit.agent && one.uid === hit.uid) === at);
  };

  const nothing = { agents: [], examples: [], guidelines: [], readAs: [], unknown: [], asked: [] };

  // At most `count` hits in each group, of the agents whose key fits.
  const answer = async (question, count, fits = () => true) => {
    const index = await theIndex();
    const guidelines = await codes(question);
    if (guidelines.length) return { ...nothing, guidelines };
    const some = wordsOf(question);
    const words = new Map((some.length ? some : wordsOf(question, true)).map((word) => [word.join(" "), word]));
    const whole = [...words.values()].slice(0, MOST_WORDS);
    const room = Math.max(0, Math.floor(MOST_TERMS / whole.length) - 1);
    const every = (await Promise.all(whole.map((word) => lookedUp(word, room)))).flat();
    const asked = every.filter((one) => one.meant.size);
    const unknown = every.filter((one) => !one.meant.size).map((one) => asTyped(question, one.word));
    if (!asked.length) return { ...nothing, unknown };
    const sorts = new Map();
    const terms = asked.map((one) => [...one.meant.values()].map((meant) => valuesOf(meant, index, sorts)));
    const units = scoredUnits(terms, sorts.keys()).filter((unit) => fits(unit.agent));
    const agents = withEnough(scoredAgents(terms, units.filter((unit) => unit.enough)).filter((hit) => fits(hit.agent)));
    units.sort((one, two) => two.score - one.score || (one.place < two.place ? -1 : 1));
    agents.sort((one, two) => two.score - one.score || (one.agent < two.agent ? -1 : 1));
    const group = (sort) => good(collapsed(withEnough(units.filter((unit) => sorts.get(unit.place) === sort))), count);
    return {
      agents: good(agents, count),
      examples: group("example"),
      guidelines: group("guideline"),
      readAs: asked.filter((one) => !one.meant.has(one.word)).map((one) => [asTyped(question, one.word), [...one.meant.keys()]]),
      unknown,
      asked: [...new Set(asked.flatMap((one) => [...one.meant.keys()]))],
    };
  };

  // -- showing what was found, as text

  const TEXT = 320; // characters of a text
  const BEFORE_MATCH = 80; // characters of them before the first match
  const TYPED = /[\p{L}\p{N}\p{M}_.+#'\u2019-]+/gu;

  // The terms of a word that is shown, found once: texts say the same words, and are shown again with each key.  Those
  // of words that were shown before the index came are found again.
  const known = new Map();
  const termsShown = (word) => {
    if (!known.has(word)) known.set(word, termsOf(word));
    return known.get(word);
  };

  // Where the words of a text are that were asked for, each a beginning and an end.
  const places = (text, asked) => {
    const terms = new Set(asked);
    const found = [];
    for (const { 0: word, index } of text.matchAll(TYPED)) {
      if (isUnspaced(word)) {
        for (const term of terms) {
          for (let at = word.indexOf(term); at >= 0; at = word.indexOf(term, at + 1)) found.push([index + at, index + at + term.length]);
        }
      } else if (termsShown(word).some((term) => terms.has(term))) found.push([index, index + word.replace(/[.'\u2019-]+$/, "").length]);
    }
    return found.sort((one, two) => one[0] - two[0]);
  };

  // A text with what was asked for marked, as strings and elements.
  const marked = (text, asked) => {
    const parts = [];
    let done = 0;
    for (const [begin, end] of places(text, asked)) {
      if (begin > done) parts.push(text.slice(done, begin));
      if (end > done) parts.push(agentdocs.made("mark", {}, text.slice(Math.max(begin, done), end)));
      done = Math.max(done, end);
    }
    return [...parts, text.slice(done)];
  };

  // The part of a text around the first match.
  const excerpt = (text, asked) => {
    const first = places(text, asked)[0]?.[0] ?? 0;
    const start = first > TEXT - BEFORE_MATCH ? first - BEFORE_MATCH : 0;
    const from = start ? text.indexOf(" ", start) + 1 : 0;
    const end = text.length - from > TEXT ? Math.max(text.lastIndexOf(" ", from + TEXT), from + TEXT / 2) : text.length;
    return [from ? "\u2026 " : "", ...marked(text.slice(from, end), asked), end < text.length ? " \u2026" : ""];
  };

  // What was done to the words of a question, in sentences; `words` are those of the interface.
  const notes = ({ readAs, unknown, guidelines, examples, agents }, words) => {
    const quoted = (some) => some.map((word) => `\u201c${word}\u201d`).join(", ");
    const found = [...guidelines, ...examples, ...agents];
    const parts = readAs.map(([word, terms]) =>
      agentdocs.filled(words.readAs, { word: quoted([word]), terms: quoted(terms.map((term) => `${term}-`)) }),
    );
    if (unknown.length && found.length) parts.push(agentdocs.filled(words.unknown, { words: quoted(unknown) }));
    if (found.length && !found.some((hit) => hit.whole)) parts.push(words.some);
    return parts.join(" ");
  };

  globalThis.agentdocsSearch = Object.assign(search, { load: loadScript, answer, agent, excerpt, marked, notes, termsOf });
})();
