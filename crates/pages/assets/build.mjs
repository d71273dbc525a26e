// Makes dist/editor.js from editor/, with the licences of what is in it. The same sources and the same lock file
// give the same bytes.
import { createHash } from "node:crypto"
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises"
import { build } from "esbuild"

await rm("dist", { recursive: true, force: true })
await mkdir("dist")

const made = await build({
  entryPoints: ["editor/main.js"],
  write: false,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  // One module in place of style-mod: editor/style.js says why.
  alias: { "style-mod": "./editor/style.js" },
  metafile: true,
  logLevel: "warning",
})

// A licence asks to be where its work is; several packages have the same.
const inputs = Object.keys(made.metafile.inputs)
const packages = new Set(inputs.map(path => /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean))
const licences = new Map()
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`
  const { version } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"))
  const file = (await readdir(folder)).find(name => /^licen[cs]e/i.test(name))
  const text = (await readFile(`${folder}/${file}`, "utf8")).trim()
  licences.set(text, [...(licences.get(text) || []), `${name} ${version}`])
}
const notices = [...licences].map(([text, names]) => `/*! ${names.join(", ")}\n\n${text}\n*/\n`)

const bytes = Buffer.from(notices.join("") + made.outputFiles[0].text)
await writeFile("dist/editor.js", bytes)
const hash = createHash("sha256").update(bytes).digest("hex")
console.log(`dist/editor.js ${Math.round(bytes.length / 1024)} KB, sha256 ${hash.slice(0, 16)}`)
