// Opens every model as the desktop Modeler does (bpmn-moddle with the camunda extension), saves it
// again, and demands that nothing was lost: equal but for the order of attributes and white space.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const camunda = require('camunda-bpmn-moddle/resources/camunda.json');

// A tree of plain text: prefixes are resolved, attributes are sorted, white space is dropped.
export function canonical(xml) {
  const { Parser } = require('saxen');
  const lines = [];
  const parser = new Parser({ proxy: true }).ns();
  let depth = 0;
  parser.on('openTag', (element, decode) => {
    const attributes = Object.entries(element.attrs)
      .filter(([name]) => !name.startsWith('xmlns'))
      .map(([name, value]) => `${name}=${JSON.stringify(decode(value))}`)
      .sort();
    lines.push(`${' '.repeat(depth)}${element.name} ${attributes.join(' ')}`.trimEnd());
    depth += 1;
  });
  parser.on('closeTag', () => { depth -= 1; });
  parser.on('text', (text, decode) => {
    const words = decode(text).trim();
    if (words) lines.push(`${' '.repeat(depth)}${words}`);
  });
  parser.parse(xml);
  return lines;
}

let failed = 0;
for (const path of process.argv.slice(2)) {
  const xml = readFileSync(path, 'utf8');
  const moddle = new BpmnModdle({ camunda });
  const { rootElement, warnings } = await moddle.fromXML(xml);
  const saved = await moddle.toXML(rootElement, { format: true });
  const before = canonical(xml), after = canonical(saved.xml);
  const at = before.findIndex((line, index) => line !== after[index]);
  if (warnings.length || at >= 0 || before.length !== after.length) {
    failed += 1;
    for (const warning of warnings) console.error(`${path}: ${warning.message}`);
    if (at >= 0) console.error(`${path}: line ${at}\n  read  ${before[at]}\n  saved ${after[at]}`);
  }
}
if (failed) process.exit(1);
