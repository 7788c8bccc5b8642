// Copies the locked npm packages' browser files into web/static/vendor (`make vendor`).
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "..", "web", "static", "vendor");
const modules = join(here, "node_modules");
const version = (name) =>
  JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;

const MIT_TABLER = `MIT License

Copyright (c) 2018-2026 The Tabler Authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

// Folder names carry no version: a template names a path once, the README names the version.
const PACKAGES = [
  {
    name: "@tabler/core",
    folder: "tabler",
    files: { "dist/css/tabler.min.css": "tabler.min.css", "dist/js/tabler.min.js": "tabler.min.js" },
    // The package ships no licence file; this is the licence that its sources name.
    licence: MIT_TABLER,
  },
  { name: "htmx.org", folder: "htmx", files: { "dist/htmx.min.js": "htmx.min.js", LICENSE: "LICENSE" } },
  {
    name: "echarts",
    folder: "echarts",
    files: { "dist/echarts.common.min.js": "echarts.min.js", LICENSE: "LICENSE", NOTICE: "NOTICE" },
  },
  {
    name: "bpmn-js",
    folder: "bpmn-js",
    files: {
      "dist/bpmn-navigated-viewer.production.min.js": "bpmn-navigated-viewer.min.js",
      "dist/assets/bpmn-js.css": "assets/bpmn-js.css",
      "dist/assets/diagram-js.css": "assets/diagram-js.css",
      "dist/assets/bpmn-font/css/bpmn.css": "assets/bpmn-font/css/bpmn.css",
      "dist/assets/bpmn-font/font/bpmn.woff": "assets/bpmn-font/font/bpmn.woff",
      "dist/assets/bpmn-font/font/bpmn.woff2": "assets/bpmn-font/font/bpmn.woff2",
      LICENSE: "LICENSE",
    },
  },
];

function place(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function copyPackages() {
  for (const { name, folder, files, licence } of PACKAGES) {
    for (const [from, to] of Object.entries(files)) {
      const path = join(target, folder, to);
      mkdirSync(dirname(path), { recursive: true });
      // Source maps are not shipped, so the pointer to them would only cause 404s.
      if (/\.(js|css)$/.test(to)) {
        const text = readFileSync(join(modules, name, from), "utf8");
        writeFileSync(path, text.replace(/\n?\/[/*]# sourceMappingURL=.*$/m, "").trimEnd() + "\n");
      } else {
        cpSync(join(modules, name, from), path);
      }
    }
    if (licence) place(join(target, folder, "LICENSE"), licence);
  }
}

function iconSprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    const paths = body.split("\n").map((line) => line.trim()).filter((line) => line && !line.includes('stroke="none"'));
    return `<symbol id="${name}" viewBox="0 0 24 24">${paths.join("")}</symbol>`;
  });
  place(join(target, "icons", "sprite.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
  cpSync(join(modules, "@tabler/icons/LICENSE"), join(target, "icons", "LICENSE"));
}

async function bundleFeelin() {
  const outfile = join(target, "feelin", "feelin.min.js");
  const result = await build({
    entryPoints: [join(modules, "feelin/dist/index.js")],
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "feelin",
    target: "es2020",
    outfile,
    metafile: true,
    legalComments: "none",
  });
  const used = new Set();
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) used.add(found[1]);
  }
  const licences = [...used].sort().map((name) => {
    const file = readdirSync(join(modules, name)).find((entry) => /^licen[sc]e/i.test(entry));
    return `== ${name} ${version(name)} ==\n\n${readFileSync(join(modules, name, file), "utf8").trim()}\n`;
  });
  place(join(target, "feelin", "LICENSE"), licences.join("\n"));
}

function allFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? allFiles(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function writeReadme() {
  const sources = [
    ...PACKAGES.map(({ name, folder }) => [folder, name]),
    ["icons", "@tabler/icons"],
    ["feelin", "feelin"],
  ].sort();
  const rows = sources.map(([folder, name]) => `| ${folder}/ | ${name} | ${version(name)} |`);
  const sums = allFiles(target)
    .map((path) => [relative(target, path), createHash("sha256").update(readFileSync(path)).digest("hex")])
    .sort()
    .map(([path, sum]) => `${sum}  ${path}`);
  place(
    join(target, "README.md"),
    `# Vendored browser files

Written by \`make vendor\` from the npm packages locked in \`tools/vendor/package-lock.json\`; do not
edit by hand. The bpmn.io watermark of bpmn-js must stay visible (its licence asks for it).

| folder | npm package | version |
|---|---|---|
${rows.join("\n")}

## sha256

\`\`\`
${sums.join("\n")}
\`\`\`
`,
  );
}

rmSync(target, { recursive: true, force: true });
copyPackages();
iconSprite();
await bundleFeelin();
writeReadme();
