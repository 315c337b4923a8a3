// Runs the search of the pages outside of a browser: reads one request as JSON, answers it as JSON.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const { script, folder, texts, questions, most } = JSON.parse(fs.readFileSync(0, "utf-8"));
vm.runInThisContext(fs.readFileSync(script, "utf-8"), { filename: script });

const loaded = [];
const receive = globalThis.agentdocsSearch;
let content;
globalThis.agentdocsSearch = Object.assign((name, given) => (content = given), receive);
receive.load = async (name) => {
  const text = fs.readFileSync(path.join(folder, `${name}.js`), "utf-8");
  loaded.push(name);
  vm.runInThisContext(text);
  return content;
};

(async () => {
  const answers = [];
  if (texts.length) await receive.answer("", 0); // loads the index, which has the stop words
  for (const question of questions) {
    const found = await receive.answer(question, most);
    const units = async (hits) =>
      Promise.all(
        hits.map(async (hit) => {
          const agent = await receive.agent(hit.agent);
          return { page: agent.page, title: agent.title, text: hit.uid ? agent.units.get(hit.uid).text : "", ...hit };
        }),
      );
    answers.push({
      ...found,
      agents: await units(found.agents),
      examples: await units(found.examples),
      guidelines: await units(found.guidelines),
    });
  }
  process.stdout.write(JSON.stringify({ terms: texts.map(receive.termsOf), answers, loaded }));
})();
