/** What `show` is asked about: a catalogue id, a place in a file, or an expression in Python. */
import { dirname, resolve } from 'node:path';
import { usualImports } from '../core/functions/usual-imports';
import { activationById, allActivations } from '../core/activations/catalogue';
import type { Activation, ActivationParameters } from '../core/activations/activation';
import { LineTable } from '../core/python/lines';
import type { InterpretedFunction } from '../core/functions/interpret';
import {
  createLensService,
  type ActivationUse,
  type LensDocument,
  type OwnFunctionUse,
} from '../core/service';
import { isProblem, systemDisk } from './disk';
import { CommandFailure } from './failure';
import { uriOf } from './file-uri';
import { exists } from './files';
import { createModuleSource, readText } from './module-source';
import { isNotebook } from './source-text';

/** A function of one's own: `lambda x: max(0.0, x)`, a `def` in a file. */
export interface ShownFunction {
  readonly kind: 'own';
  readonly source: string;
  readonly curve: InterpretedFunction;
}
export interface ShownActivation {
  readonly kind: 'catalogue';
  readonly activation: Activation;
  readonly parameters: ActivationParameters;
  /** Parameters that stand in the code without a value that can be told. */
  readonly unknownParameters: readonly string[];
  /** A configuration's default that chooses it: `hidden_act="silu"`. */
  readonly assumed?: string | undefined;
}

/** Of a line that is longer, only the beginning is searched for lambdas. */
const LONGEST_LINE = 2_000;

/** Names that an expression may use without importing them. */
const USUAL_IMPORTS = [
  ...usualImports,
  'import flax',
  'import flax.linen as linen',
  'import transformers',
].join('\n');

export function findShown(subject: string): ShownActivation | ShownFunction {
  const entry = activationById(subject);
  if (entry !== undefined)
    return { kind: 'catalogue', activation: entry, parameters: {}, unknownParameters: [] };
  const place = /^(.+?):(\d+)(?::(\d+))?$/.exec(subject);
  if (place?.[1] !== undefined && exists(systemDisk, resolve(place[1])))
    return atPlace(place[1], Number(place[2]), place[3] === undefined ? undefined : Number(place[3]));
  return ofExpression(subject);
}

function atPlace(path: string, line: number, column: number | undefined): ShownActivation | ShownFunction {
  if (isNotebook(path)) throw new CommandFailure(`${path} is a notebook; show takes a line of a Python file`);
  const read = readText(resolve(path));
  if (isProblem(read)) throw new CommandFailure(`${path} ${read.problem}`);
  const lines = new LineTable(read.text);
  const source = createModuleSource([dirname(resolve(path))]);
  const document = createLensService({ source }).update(uriOf(resolve(path)), 1, read.text);
  const where = column === undefined ? `${path}:${line}` : `${path}:${line}:${column}`;
  const own = column === undefined ? functionOnLine(document, read.text, line, lines) : undefined;
  if (own !== undefined) return ofOwn(own, where);
  if (column === undefined && isHeaderOfClass(read.text, lines, line))
    throw new CommandFailure(`${where}: can't plot because the class has no \`forward\` of its own`);
  const use =
    column === undefined
      ? (outermostOnLine(document.activations(), line, lines) ??
        tracedOnLine(document, read.text, line, lines))
      : document.activationAt(lines.offsetAt(line, column));
  if (use !== undefined) return ofUse(use, where);
  const around = document.functionAt(lines.offsetAt(line, column ?? firstColumn(read.text, lines, line)));
  if (around === undefined) throw new CommandFailure(`no activation at ${where}`);
  return ofOwn(around, where);
}

/** What the first name on a line stands for that following the model tells of. */
function tracedOnLine(
  document: LensDocument,
  text: string,
  line: number,
  lines: LineTable,
): ActivationUse | undefined {
  const start = lines.offsetAt(line, 1);
  const end = text.indexOf('\n', start);
  const written = text.slice(start, end < 0 ? undefined : end).slice(0, LONGEST_LINE);
  for (const { index } of written.matchAll(/[\p{L}\p{N}_]+/gu)) {
    const use = document.activationAt(start + index);
    if (use !== undefined) return use;
  }
  return undefined;
}

/** The outermost function of one's own that is defined on a line: a `def`, a class, a named `partial`, a lambda. */
function functionOnLine(
  document: LensDocument,
  text: string,
  line: number,
  lines: LineTable,
): OwnFunctionUse | undefined {
  const start = lines.offsetAt(line, 1);
  const end = text.indexOf('\n', start);
  const written = text.slice(start, end < 0 ? undefined : end).slice(0, LONGEST_LINE);
  const columns = [firstColumn(text, lines, line)];
  // `act = compose(f, lambda x: …)` is what the call makes, not what it is given.
  if (!assignsCall.test(written))
    for (const { index } of written.matchAll(/\blambda\b/g)) columns.push(index + 1);
  for (const column of columns) {
    const own = document.functionAt(lines.offsetAt(line, column));
    if (own !== undefined && lines.positionAt(own.at.start).line === line) return own;
  }
  return undefined;
}

const assignsCall = /^[ \t]*\w+ *= *[\w.]+\(/u;

/** The use on a line that holds the others: of `F.relu(F.gelu(x))` the first. */
function outermostOnLine(
  uses: readonly ActivationUse[],
  line: number,
  lines: LineTable,
): ActivationUse | undefined {
  const [first, ...others] = uses.filter(({ range }) => touchesLine(range, line, lines));
  return others.reduce(
    (outer, use) =>
      outer !== undefined && use.range.start <= outer.range.start && use.range.end >= outer.range.end
        ? use
        : outer,
    first,
  );
}

/** Whether a class begins on a line: what it is derived from is not what it computes. */
function isHeaderOfClass(text: string, lines: LineTable, line: number): boolean {
  const start = lines.offsetAt(line, 1);
  return /^[ \t]*class\b/.test(text.slice(start, start + 200));
}

/** Where the text of a line begins, behind `def ` and its like: a definition is meant by its name. */
function firstColumn(text: string, lines: LineTable, line: number): number {
  const start = lines.offsetAt(line, 1);
  const indent = /^[ \t]*(?:def|class|async def)?[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  return indent.length + 1;
}

function ofOwn(own: OwnFunctionUse, where: string): ShownFunction {
  if (own.result.kind === 'refusal') throw new CommandFailure(`${where}: ${own.result.reason}`);
  return { kind: 'own', source: own.source, curve: own.result };
}

function touchesLine(range: ActivationUse['range'], line: number, lines: LineTable): boolean {
  return lines.positionAt(range.start).line <= line && line <= lines.positionAt(range.end).line;
}

function ofExpression(expression: string): ShownActivation | ShownFunction {
  const prefix = `${USUAL_IMPORTS}\n\n(`;
  const document = createLensService().update('untitled:expression.py', 1, `${prefix}${expression}\n)\n`);
  if (document.syntaxErrors.length > 0)
    throw new CommandFailure(
      `neither an activation's id, a place in a file, nor valid Python: ${expression}`,
    );
  const uses = document.activations().filter(({ range }) => range.start >= prefix.length);
  const wholeUse = uses.find(({ range }) => range.end - range.start >= expression.trim().length);
  // A name alone is an activation's id with a slip in it, not a function of that name.
  const own =
    wholeUse === undefined && !/^\w+$/.test(expression)
      ? document.functionAt(prefix.length, prefix.length + expression.length)
      : undefined;
  if (own?.result.kind === 'curve') return ofOwn(own, expression);
  // `nn.Sequential(nn.ReLU(), nn.Tanh())`: the first one stands for the expression only if it is all of it, or the only one.
  const use = wholeUse ?? (uses.length === 1 ? uses[0] : undefined);
  if (use === undefined && uses.length > 1)
    throw new CommandFailure(`${expression} holds ${uses.length} activations: show one of them`);
  if (use === undefined && own !== undefined) return ofOwn(own, expression);
  if (use === undefined)
    throw new CommandFailure(
      `no activation in ${expression}${/^\w+$/.test(expression) ? nearby(expression) : ''}`,
    );
  return ofUse(use, expression);
}

function ofUse(use: ActivationUse, where: string): ShownActivation {
  const activation = use.id === undefined ? undefined : activationById(use.id);
  if (activation === undefined) throw new CommandFailure(`cannot draw ${where}`);
  return {
    kind: 'catalogue',
    activation,
    parameters: use.parameters,
    unknownParameters: use.unknownParameters,
    assumed: use.traced?.assumed,
  };
}

function nearby(id: string): string {
  const wanted = plain(id);
  const names = allActivations
    .filter(({ id: other, aliases }) => [other, ...aliases].some((name) => plain(name).includes(wanted)))
    .map(({ id: other }) => other)
    .slice(0, 5);
  return names.length === 0 ? '' : `; the catalogue has ${names.join(', ')}`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
