// What can be written where the cursor stands, with what it means: from the reference that the rules
// themselves are checked against, and from the names that the form's other files give.
import { language, say } from "./phrases.js"

const keywords = "let if else switch for in while return break continue true false".split(" ")

// Facts are asked for after these.
const owners = [
  [/\bme\.goal\.$/, "goal"],
  [/\bme\.$/, "me"],
  [/\bevent\.$/, "event"],
  [/\bnow\.$/, "now"],
  [/\bworst\("\w*"\)\.$/, "prediction"],
]

// Names that other files of the form give: the function that takes one, the file, and how it is written there.
const names = [
  [/\b(?:nudge|invite)\("$/, /messages\.toml$/, /^\[(\w+)[\].]/gm],
  [/\baward\("$/, /campaign\.toml$/, /^\[points\.(\w+)\]/gm],
  [/\bschedule\("$/, /\.rhai$/, /\bfn at_(\w+)/g],
]

// `entries` is a promise of the reference; `form` is where the other files are.
export function completion(entries, form) {
  return async context => {
    const line = context.state.doc.lineAt(context.pos)
    const before = line.text.slice(0, context.pos - line.from)
    if (/^[^"`]*(("[^"]*"|`[^`]*`)[^"`]*)*\/\//.test(before)) return null
    const known = await entries
    const typed = /[\p{L}\p{N}_]*$/u.exec(before)[0]
    const lead = before.slice(0, before.length - typed.length)
    const from = context.pos - typed.length
    const answer = options => (options.length ? { from, options, validFor: /^[\p{L}\p{N}_]*$/u } : null)

    if (inText(lead)) return answer(words(known, lead, form))
    const facts = known.filter(entry => entry.kind == "fact")
    for (const [pattern, group] of owners) {
      if (!pattern.test(lead)) continue
      const hook = asked(context.state, line.from)
      const there = entry => !hook || !entry.hooks.length || entry.hooks.includes(hook)
      return answer(facts.filter(entry => entry.group == group && there(entry)).map(option))
    }
    const functions = known.filter(entry => entry.kind == "function")
    if (lead.endsWith(".")) {
      const predictions = facts.filter(entry => entry.group == "prediction")
      return answer([...predictions, ...functions.filter(entry => /^\w+\./.test(entry.signatures[0]))].map(option))
    }
    if (/\d$/.test(lead) || (!typed && !context.explicit)) return null
    const hooks = known.filter(entry => entry.kind == "hook")
    if (/^\s*fn\s+$/.test(lead)) return answer(hooks.map(entry => ({ ...option(entry), apply: apply(entry, 3) })))
    if (!depth(context.state.doc.sliceString(0, context.pos))) {
      return answer([...hooks.map(option), { label: "fn", type: "keyword" }])
    }
    const proposals = known.filter(entry => entry.kind == "proposal")
    return answer([
      ...proposals.map(entry => ({ ...option(entry), boost: 2 })),
      ...["me", "event", "now"].map(label => ({ label, type: "variable", boost: 1 })),
      ...functions.map(option),
      ...keywords.map(label => ({ label, type: "keyword", boost: -1 })),
      ...locals(context.state.doc.sliceString(0, from)).map(label => ({ label, type: "variable", boost: 1 })),
    ])
  }
}

// Words between quotation marks: those that a fact is asked with, those that one gives, and names.
function words(known, lead, form) {
  const fact = pattern => {
    const found = pattern.exec(lead)
    return found && known.find(entry => entry.kind == "fact" && entry.name == found[2] && of(entry, found[1]))
  }
  const asked = fact(/(\w+)\.(\w+)\("$/)
  const compared = fact(/(\w+)\.(\w+)\s*[!=]=\s*"$/)
  const list = asked?.words ?? compared?.gives.words
  if (list?.length) return list.filter(word => word.name).map(word => ({ label: word.name, detail: word[language], type: "text" }))
  const [, file, pattern] = names.find(([call]) => call.test(lead)) || []
  if (!file) return []
  const texts = [...form.querySelectorAll("textarea[data-file]")].filter(area => file.test(area.dataset.file))
  const found = texts.flatMap(area => [...area.value.matchAll(pattern)].map(match => match[1]))
  return [...new Set(found)].map(label => ({ label, type: "text" }))
}

const of = (entry, owner) => entry.group == owner || !["me", "goal", "event", "now"].includes(owner)

// Whether a text has begun on this line and has not ended.
const inText = lead => (lead.replace(/\\./g, "").match(/"/g) || []).length % 2 == 1

// The function with an `event` that a line stands in.
function asked(state, until) {
  const found = [...state.doc.sliceString(0, until).matchAll(/\bfn\s+(\w+)/g)].pop()
  return found && /^on_/.test(found[1]) ? found[1] : null
}

// How many braces are open: 0 outside of functions.
function depth(text) {
  const code = text.replace(/\/\/.*|"(\\.|[^"\\])*"/g, "")
  return (code.match(/\{/g) || []).length - (code.match(/\}/g) || []).length
}

const locals = text => [...new Set([...text.matchAll(/\blet\s+([\p{L}_][\p{L}\p{N}_]*)/gu)].map(found => found[1]))]

const types = { hook: "function", fact: "property", proposal: "method", function: "function" }

function option(entry) {
  return {
    label: entry.kind == "hook" ? entry.signatures[0] : entry.name,
    detail: detail(entry),
    type: types[entry.kind],
    info: () => info(entry),
    apply: apply(entry, 0),
  }
}

function detail({ gives }) {
  if (!gives) return undefined
  const unit = gives[`unit_${language}`]
  return unit ? `${say[gives.kind]} (${unit})` : say[gives.kind]
}

// Puts in what the reference shows, less its first letters, and selects what is to be changed first.
function apply(entry, skip) {
  return (view, _, from, to) => {
    const owner = entry.kind == "fact" || /^\w+\./.test(entry.insert) ? entry.insert.lastIndexOf(".", entry.insert.search(/\(|$/)) + 1 : 0
    const insert = entry.insert.slice(Math.max(owner, skip))
    const first = /\("([^"]*)"|\(([^()#]+?)[,)]/.exec(entry.kind == "hook" ? "" : insert)
    let anchor = insert.length
    let head = anchor
    if (entry.kind == "hook") anchor = head = insert.lastIndexOf("\n")
    else if (first) {
      anchor = first.index + (first[1] == null ? 1 : 2)
      head = anchor + (first[1] ?? first[2]).length
    }
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + anchor, head: from + head },
      userEvent: "input.complete",
      scrollIntoView: true,
    })
  }
}

// The sentence, what is to be minded, and an example.
function info(entry) {
  const box = document.createElement("div")
  const line = (tag, text) => (box.appendChild(document.createElement(tag)).textContent = text)
  line("code", entry.signatures.join("  "))
  line("p", entry[language].replaceAll("`", ""))
  if (entry.gives?.or_nothing) line("p", say.orNothing)
  if (entry.hooks.length) line("p", say.only + entry.hooks.join(" "))
  if (entry.sensitive == "always") line("strong", say.sensitive)
  if (entry.sensitive == "words") line("strong", say.sensitiveWords)
  line("pre", entry.example.trimEnd())
  return box
}
