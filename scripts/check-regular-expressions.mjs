// Every regular expression of the product must take linear time: what it reads is other people's text. Prints those that do not, with the input
// that attacks them. Answers are kept in node_modules/.cache, so that only new expressions are looked into.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { projectRoot } from './lib/steps.mjs';

// The other backends start a program of their own.
process.env.RECHECK_BACKEND = 'pure';
const { checkSync } = await import('recheck');

const kept = join(projectRoot, 'node_modules/.cache/activation-lens/regular-expressions.json');

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

async function keptAnswers() {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(kept, 'utf8'))));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return new Map();
    throw error;
  }
}

const paths = process.argv.length > 2 ? process.argv.slice(2) : await sourceFiles(join(projectRoot, 'src'));
const answers = await keptAnswers();
const before = answers.size;
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
      // A checker that ran out of time may have more of it next time.
      if (status !== 'unknown') answers.set(key, answer);
    }
    if (answer !== 'linear') failures.push(`${place}: ${key} is not linear: ${answer}`);
  }
}
if (answers.size > before) {
  await mkdir(dirname(kept), { recursive: true });
  await writeFile(kept, JSON.stringify(Object.fromEntries(answers)));
}
for (const failure of failures) console.error(failure);
console.log(`${count} regular expressions checked, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
