// npm run mutants -- [--count 24] [--seed 1] [--of tracer|rules]: how many single-token changes of the source its tests notice.
// Each mutant is one token changed in a copy of the project: a comparison, a connective, an operator, a constant. A test run that fails,
// or does not end, has noticed it. Budgets (`machine.look(…)`, constants such as MAXIMUM_DEPTH) are left alone: they change how much is
// done, not what comes out. Ends with an error where fewer than seven in eight are noticed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { generateSources, projectRoot } from './lib/steps.mjs';

/** What can be mutated, and the tests that belong to it. */
const parts = {
  tracer: {
    sources: ['src/core/network', 'src/core/frameworks'],
    tests: ['test/core/network', 'test/corpus'],
  },
  rules: { sources: ['src/core/lint/rules'], tests: ['test/core/lint/rules', 'test/corpus'] },
};
const wantedShare = 7 / 8;
/** A run that takes longer, in milliseconds, hangs. */
const patience = 600_000;
const copy = join(projectRoot, 'out', 'mutants');

const exchanged = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
]);

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    of: { type: 'string', default: 'tracer' },
  },
});
if (!Object.hasOwn(parts, options.of)) throw new Error(`--of is one of ${Object.keys(parts).join(', ')}.`);
const { sources, tests } = parts[options.of];

await generateSources();
rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
for (const name of [
  'src',
  'test',
  'scripts',
  'l10n',
  'docs',
  'examples',
  'package.json',
  'tsconfig.json',
  'vitest.config.mts',
])
  cpSync(join(projectRoot, name), join(copy, name), { recursive: true });
symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));

if (!run(tests)) throw new Error('The tests fail without any mutant.');
const mutants = drawn(
  sources.flatMap(typeScriptFiles).flatMap(mutantsOf),
  Number(options.count),
  Number(options.seed),
);
let noticed = 0;
for (const { file, start, end, text } of mutants) {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, source.slice(0, start) + text + source.slice(end));
  const passes = run(tests);
  writeFileSync(path, source);
  if (!passes) noticed += 1;
  const line = source.slice(0, start).split('\n').length;
  const lines = source.split('\n');
  console.log(
    `${passes ? 'NOT noticed' : 'noticed'}  ${file}:${line}  ${source.slice(start, end)} → ${text}   ${lines[line - 1].trim()}`,
  );
}
rmSync(copy, { recursive: true, force: true });
console.log(`${noticed} of ${mutants.length} mutants of the ${options.of} noticed, seed ${options.seed}`);
process.exitCode = noticed >= wantedShare * mutants.length ? 0 : 1;

/** Whether the tests pass. */
function run(paths) {
  const { status } = spawnSync('npx', ['vitest', 'run', '--bail=1', '--maxWorkers=1', ...paths], {
    cwd: copy,
    timeout: patience,
    stdio: 'ignore',
  });
  return status === 0;
}

function typeScriptFiles(folder) {
  return readdirSync(join(copy, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => relative(copy, join(copy, folder, name)));
}

function mutantsOf(file) {
  const text = readFileSync(join(copy, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, replacement) =>
    found.push({ file, start: node.getStart(source), end: node.getEnd(), text: replacement });
  const visit = (node) => {
    if (isBudget(node) || ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node) && exchanged.has(node.operatorToken.kind))
      add(node.operatorToken, exchanged.get(node.operatorToken.kind));
    else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
    else if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1));
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      found.push({ file, start: node.getStart(source), end: node.operand.getStart(source), text: '' });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isBudget(node) {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return ['look', 'copy', 'step', 'spend', 'deeper', 'allow'].includes(node.expression.name.text);
  return ts.isVariableDeclaration(node) && /^[A-Z][A-Z_]+$/.test(node.name.getText());
}

/** Repeatable by the seed: as many as asked for. */
function drawn(all, count, seed) {
  let state = seed >>> 0;
  const below = (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const rest = [...all];
  const chosen = [];
  while (chosen.length < count && rest.length > 0) chosen.push(...rest.splice(below(rest.length), 1));
  return chosen;
}
