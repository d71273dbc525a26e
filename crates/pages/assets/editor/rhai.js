// Rhai, as far as colours and indentation need it. What is right and wrong the check says.
import { StreamLanguage } from "@codemirror/language"

const keywords = new Set(
  "let const if else switch for in while loop do until return break continue fn".split(" "))
const atoms = new Set(["true", "false"])
const facts = new Set(["me", "event", "now"])

const word = /^[\p{L}_][\p{L}\p{N}_]*/u

function comment(stream, state) {
  while (!stream.eol()) {
    if (stream.match("*/")) {
      if (--state.comments == 0) break
    } else if (stream.match("/*")) state.comments++
    else stream.next()
  }
  return "comment"
}

// A text up to its end, or up to a value within: `あと${left}歩`.
function text(stream, state) {
  const quote = state.texts[state.texts.length - 1].quote
  let escaped = false
  while (!stream.eol()) {
    if (quote == "`" && stream.match("${", false)) {
      if (stream.pos > stream.start) return "string"
      stream.match("${")
      state.texts[state.texts.length - 1].depth = state.depth++
      return "brace"
    }
    const letter = stream.next()
    if (letter == quote && !escaped) {
      state.texts.pop()
      return "string"
    }
    escaped = quote == '"' && letter == "\\" && !escaped
  }
  // Only a text between backticks goes on in the next line, or one whose line ends with a backslash.
  if (quote == '"' && !escaped) state.texts.pop()
  return "string"
}

const parser = {
  name: "rhai",
  startState: () => ({ comments: 0, depth: 0, texts: [], after: "" }),
  copyState: state => ({ ...state, texts: state.texts.map(text => ({ ...text })) }),
  token(stream, state) {
    if (state.comments) return comment(stream, state)
    const open = state.texts[state.texts.length - 1]
    if (open && open.depth == null) return text(stream, state)
    if (stream.eatSpace()) return null
    if (stream.match("//")) {
      stream.skipToEnd()
      return "comment"
    }
    if (stream.match("/*")) {
      state.comments = 1
      return comment(stream, state)
    }
    const after = state.after
    state.after = ""
    if (stream.match(/^0[xob][\da-f_]+|^\d[\d_]*(\.\d[\d_]*)?(e[+-]?\d+)?/i)) return "number"
    if (stream.match(/^'(\\.|[^'\\])'/u)) return "string"
    if (stream.match('"') || stream.match("`")) {
      state.texts.push({ quote: stream.current(), depth: null })
      return stream.eol() ? "string" : text(stream, state)
    }
    const name = stream.match(word)
    if (name) {
      const called = stream.match(/^\s*\(/, false)
      if (keywords.has(name[0])) {
        state.after = name[0]
        return "keyword"
      }
      if (after == "fn") return "variableName.function.definition"
      if (after == ".") return called ? "propertyName.function" : "propertyName"
      if (atoms.has(name[0])) return "bool"
      if (facts.has(name[0])) return "variableName.special"
      return called ? "variableName.function" : "variableName"
    }
    if (stream.match("#{")) {
      state.depth++
      return "brace"
    }
    const letter = stream.next()
    if ("{([".includes(letter)) state.depth++
    if ("})]".includes(letter)) {
      state.depth = Math.max(0, state.depth - 1)
      if (open && state.depth == open.depth) open.depth = null
    }
    if (letter == ".") state.after = "."
    return "{}()[]".includes(letter) ? "bracket" : ".,;:".includes(letter) ? "punctuation" : "operator"
  },
  indent(state, textAfter, context) {
    if (state.comments || state.texts.length) return null
    return Math.max(0, state.depth - (/^\s*[})\]]/.test(textAfter) ? 1 : 0)) * context.unit
  },
  languageData: {
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", "{", '"', "`"] },
    indentOnInput: /^\s*[})\]]$/,
  },
}

export const rhai = StreamLanguage.define(parser)
