// Makes tokens.css, which is kept in the repository so that pages look right where npm is not:
// `npm run tokens` writes it, `npm run tokens -- --check` tells whether it is what the package gives.
import { readFile, writeFile } from "node:fs/promises"

const folder = "node_modules/@digital-go-jp/design-tokens"
// What no page uses.
const left = /^--color-(primitive-(cyan|lime|magenta)|neutral-opacity-gray)-/

const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"))
const notice = (await readFile(`${folder}/LICENSE`, "utf8")).trim()
const css = await readFile(`${folder}/dist/tokens.css`, "utf8")
const declarations = [...css.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].filter(([, name]) => !left.test(name))
const known = new Set(declarations.map(([, name]) => name))
for (const [, name, value] of declarations) {
  for (const [, used] of value.matchAll(/var\((--[\w-]+)\)/g)) {
    if (!known.has(used)) throw new Error(`${name} needs ${used}, which is left out`)
  }
}
const comment = notice.split("\n").map(line => ` * ${line}`.trimEnd()).join("\n")
const wanted = `/* Colours, type, radii and elevation of the design system of Japan's Digital Agency (デジタル庁デザインシステム):
 * @digital-go-jp/design-tokens ${version} (${license}), https://github.com/digital-go-jp/design-tokens
 * Written by \`npm run tokens\`: change nothing here.
 *
${comment}
 */

:root {
${declarations.map(([, name, value]) => `  ${name}: ${value};`).join("\n")}
}
`

if (process.argv.includes("--check")) {
  if ((await readFile("tokens.css", "utf8").catch(() => "")) != wanted) {
    console.error("tokens.css is not what the package gives; run `npm run tokens`")
    process.exit(1)
  }
} else {
  await writeFile("tokens.css", wanted)
}
