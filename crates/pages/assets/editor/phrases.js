// What the editor says by itself, in Japanese, and what it says besides, in both languages.
export const japanese = {
  "Control character": "制御文字",
  "Selection deleted": "選んだところを消しました",
  "Find": "検索",
  "Replace": "置きかえ",
  "next": "次へ",
  "previous": "前へ",
  "all": "すべて選ぶ",
  "match case": "大文字と小文字を区別",
  "regexp": "正規表現",
  "by word": "単語ごと",
  "replace": "置きかえる",
  "replace all": "すべて置きかえる",
  "close": "閉じる",
  "current match": "いまの一致",
  "on line": "行",
  "replaced match on line $": "$行目を置きかえました",
  "replaced $ matches": "$か所を置きかえました",
  "Go to line": "行へ移動",
  "go": "移動",
  "Diagnostics": "問題",
  "No diagnostics": "問題はありません",
  "Completions": "候補",
}

const words = {
  ja: {
    hint: "Tabキーで字下げします。外へ移るときは、Escキーのあとに Tabキーを押してください。",
    place: (file, line) => `${file} ${line}行目`,
    none: "問題はありません。",
    failed: "確かめられませんでした。通信の様子を見て、もう一度お試しください。",
    sensitive: "要配慮",
    sensitiveWords: "言葉によって要配慮",
    orNothing: "値がないことがあります（()）",
    only: "使える関数：",
    whole: "整数", number: "小数", truth: "true か false", text: "文字", item: "小数か文字", goal: "目標", prediction: "予測",
  },
  en: {
    hint: "The Tab key indents. To leave the editor press Escape, then Tab.",
    place: (file, line) => `${file} line ${line}`,
    none: "No problems.",
    failed: "This could not be checked. Look at the connection and try again.",
    sensitive: "Sensitive",
    sensitiveWords: "Sensitive with some words",
    orNothing: "There may be no value: ()",
    only: "Only in: ",
    whole: "whole number", number: "number", truth: "true or false", text: "text", item: "number or text", goal: "goals",
    prediction: "prediction",
  },
}

export const language = document.documentElement.lang.startsWith("ja") ? "ja" : "en"
export const say = words[language]
