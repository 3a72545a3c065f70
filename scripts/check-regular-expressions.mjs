// Every regular expression of the product must take linear time: what it reads is other people's text. Prints those that do not, with the input
// that attacks them. Those that were proven linear stand in proven-linear.json, so that only new ones are looked into, which takes a second each.
//   node scripts/check-regular-expressions.mjs [--renew] [--all] [FILE…]
//     --renew  writes the list anew: new expressions join, those that stand nowhere any more leave
//     --all    proves all of them again
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { projectRoot } from './lib/steps.mjs';

// The other backends start a program of their own.
process.env.RECHECK_BACKEND = 'pure';
const { checkSync } = await import('recheck');

const provenList = join(projectRoot, 'scripts/proven-linear.json');

/** A checker that shares its machine with the other steps is slow, not wrong. */
const MOST_MILLISECONDS = 120_000;

/** Expressions in a file's syntax, with their lines: literals, and `new RegExp('…')` of a text that is written out. */
function expressionsIn(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const note = (node, source, flags) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push({ path, line: line + 1, source, flags });
  };
  const visit = (node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      note(node, node.text.slice(1, end), node.text.slice(end + 1));
    } else if (
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText() === 'RegExp'
    ) {
      const [pattern, flags] = node.arguments ?? [];
      note(node, patternOf(pattern), flags && ts.isStringLiteralLike(flags) ? flags.text : '');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The text of a pattern, a word standing where a name is put in: names are escaped or plain. Undefined where it is not written out. */
function patternOf(node) {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  const raw = ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'String.raw';
  const template = raw ? node.template : node;
  if (ts.isNoSubstitutionTemplateLiteral(template)) return raw ? template.rawText : template.text;
  if (!ts.isTemplateExpression(template)) return undefined;
  const written = ({ rawText, text }) => (raw ? rawText : text);
  return (
    written(template.head) + template.templateSpans.map(({ literal }) => 'name' + written(literal)).join('')
  );
}

async function sourceFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const { values: options, positionals } = parseArgs({
  options: { renew: { type: 'boolean' }, all: { type: 'boolean' } },
  allowPositionals: true,
});
const paths = positionals.length > 0 ? positionals : await sourceFiles(join(projectRoot, 'src'));
const proven = options.all ? [] : JSON.parse(await readFile(provenList, 'utf8'));
const answers = new Map(proven.map((expression) => [expression, 'linear']));
const met = new Set();
const failures = [];
let count = 0;
for (const path of paths) {
  for (const { line, source, flags } of expressionsIn(path, await readFile(path, 'utf8'))) {
    count++;
    const place = `${relative(projectRoot, path)}:${line}`;
    if (source === undefined) {
      failures.push(`${place}: a pattern that is put together elsewhere cannot be checked`);
      continue;
    }
    const key = `/${source}/${flags}`;
    let answer = answers.get(key);
    if (answer === undefined) {
      // A sticky one is tried at one place only, which the checker does not know.
      const sticky = flags.includes('y');
      const { status, complexity, attack, error } = checkSync(
        sticky ? `^(?:${source})` : source,
        sticky ? flags.replace('y', '').replace('m', '') : flags,
        { timeout: MOST_MILLISECONDS },
      );
      answer =
        status === 'safe'
          ? 'linear'
          : status === 'vulnerable'
            ? `${complexity.summary}, attacked by ${attack.pattern}`
            : `could not be checked (${error.kind})`;
      answers.set(key, answer);
    }
    if (answer === 'linear') met.add(key);
    else failures.push(`${place}: ${key} is not linear: ${answer}`);
  }
}
if (options.renew) await writeFile(provenList, JSON.stringify([...met].sort(), null, 2) + '\n');
for (const failure of failures) console.error(failure);
console.log(`${count} regular expressions checked, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
