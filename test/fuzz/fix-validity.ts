/**
 * Every fix of every finding is applied to the text alone: what comes out parses as well as before, has that finding no more and none that
 * was not there, and after a safe one the models are what they were, the place of the fix aside.
 */
import { applyEdits } from '../../src/core/lint/fixes/fixes';
import {
  createLensService,
  type LensDocument,
  type ReportedFinding,
  type ReportedFix,
} from '../../src/core/service';
import { ruleMetas } from '../../src/core/lint/registry';
import { mistakenModel } from './mistaken-models';
import type { Random } from './random';
import { everything } from './ranges';
import type { Stopwatch } from './stopwatch';

const uri = 'file:///project/model.py';

export interface CheckedFixes {
  readonly applied: number;
  /** What is wrong, one line each, with the text that it is wrong in. */
  readonly problems: readonly string[];
}

/** A file with thousands of the same finding says no more than one with these. */
const MOST_FIXES = 60;

export function checkFixes(text: string, most = MOST_FIXES): CheckedFixes {
  const before = open(text);
  const problems: string[] = [];
  let applied = 0;
  const findings = before.findings(everything);
  for (const finding of findings) {
    for (const fix of finding.fixes) {
      if (applied >= most) return { applied, problems };
      applied += 1;
      const fixed = applyEdits(text, fix.edits);
      const wrong = whatIsWrong(before, findings, finding, fix, open(fixed));
      if (wrong !== undefined)
        problems.push(
          `${finding.rule}, "${fix.title}" at ${finding.start}: ${wrong}\n${changedLines(text, fixed)}`,
        );
    }
  }
  return { applied, problems };
}

/** A model drawn by chance, with every fix that its findings offer. */
export function fixCase(random: Random, _files: readonly string[], watch: Stopwatch): string {
  const text = mistakenModel(random);
  const { problems } = watch.time('opening', () => checkFixes(text, MOST_FIXES_OF_CASE));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return text;
}
const MOST_FIXES_OF_CASE = 6;

const open = (text: string): LensDocument => createLensService({ log: fail }).update(uri, 1, text);
function fail(line: string): never {
  throw new Error(line);
}

const failures = new Set(ruleMetas.filter(({ category }) => category === 'failure').map(({ name }) => name));

function whatIsWrong(
  before: LensDocument,
  findings: readonly ReportedFinding[],
  finding: ReportedFinding,
  fix: ReportedFix,
  after: LensDocument,
): string | undefined {
  if (after.text === before.text) return 'it changes nothing';
  if (after.syntaxErrors.length > before.syntaxErrors.length) return 'the result does not parse';
  const left = after.findings(everything);
  if (stands(finding, fix, left)) {
    const again = applyEdits(after.text, sameFix(left, finding, fix)?.edits ?? []);
    // Of two activations in a row a fix takes one away at a time.
    if (again === after.text || again.length >= after.text.length) return 'the finding still stands';
  }
  const written = rangesAfter(fix);
  const counts = countByRule(findings);
  for (const [rule, count] of countByRule(left)) {
    if (count <= (counts.get(rule) ?? 0) || accepted.get(finding.rule)?.has(rule) === true) continue;
    // What the fix only uncovers was a mistake before; what stands on its own text is the fix's.
    const own = left.find((one) => one.rule === rule && written.some((range) => touches(range, one)));
    if (own !== undefined) return `a new ${rule} on what it writes: ${own.message}`;
  }
  // A program that surely failed before may be another one now.
  if (!fix.safe || failures.has(finding.rule) || finding.severity === 'error') return undefined;
  const [one, other] = [structure(before, rangesBefore(fix)), structure(after, rangesAfter(fix))];
  return one === other ? undefined : `a safe fix changes the models:\n  ${one}\n  ${other}`;
}

function countByRule(findings: readonly ReportedFinding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/**
 * What a suggestion may bring up, since it is the next thing to decide: with a ReLU the initialisation and the learning rate begin to
 * matter, and without one the loss meets raw numbers.
 */
const accepted: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  // An axis that is written out can be judged.
  ['softmax-wrong-axis', new Set(['softmax-single-unit', 'softmax-before-cross-entropy'])],
  ['missing-nonlinearity', new Set(['relu-xavier-init', 'high-learning-rate', 'constant-weight-init'])],
  ['saturating-deep-stack', new Set(['high-learning-rate'])],
  ['relu-on-output', new Set(['probability-loss-wrong-input'])],
  ['deep-narrow-relu', new Set(['framework-default-differs'])],
  // In the middle of a chain it is one more sigmoid in a row.
  ['softmax-single-unit', new Set(['sigmoid-before-bce-with-logits', 'saturating-deep-stack'])],
  // A misspelt name that is written rightly is that activation.
  [
    'unknown-activation-name',
    new Set(['relu-before-sigmoid', 'relu-in-recurrent-cell', 'relu-xavier-init', 'missing-nonlinearity']),
  ],
  // One call initialises layers with several activations: no initialiser fits them all.
  ['constant-weight-init', new Set(['relu-xavier-init'])],
  ['unsupported-init-nonlinearity', new Set(['kaiming-slope-mismatch'])],
  ['relu-xavier-init', new Set(['selu-wrong-init', 'kaiming-slope-mismatch'])],
]);

/** Whether the same is still said of the same place. */
function stands(finding: ReportedFinding, fix: ReportedFix, left: readonly ReportedFinding[]): boolean {
  const start = moved(finding.start, fix);
  return left.some(
    (one) => one.rule === finding.rule && one.start === start && one.message === finding.message,
  );
}

const sameFix = (
  left: readonly ReportedFinding[],
  { rule, start }: ReportedFinding,
  fix: ReportedFix,
): ReportedFix | undefined =>
  left
    .find((one) => one.rule === rule && one.start === moved(start, fix))
    ?.fixes.find(({ title }) => title === fix.title);

/** Where an offset is after the fix. */
function moved(offset: number, { edits }: ReportedFix): number {
  let result = offset;
  for (const { start, end, newText } of edits) if (end <= offset) result += newText.length - (end - start);
  return result;
}

const touches = (range: Range, other: Range): boolean => range.start < other.end && range.end > other.start;

interface Range {
  readonly start: number;
  readonly end: number;
}

const rangesBefore = ({ edits }: ReportedFix): readonly Range[] => edits;

/** Where what the edits write stands afterwards. */
function rangesAfter({ edits }: ReportedFix): readonly Range[] {
  let moved = 0;
  return [...edits]
    .sort((one, other) => one.start - other.start)
    .map(({ start, end, newText }) => {
      const range = { start: start + moved, end: start + moved + newText.length };
      moved += newText.length - (end - start);
      return range;
    });
}

/** Layers with how they start, and activations, without those that the fix touches. */
function structure(document: LensDocument, touched: readonly Range[]): string {
  const isTouched = (range: Range | undefined): boolean =>
    range !== undefined && touched.some(({ start, end }) => start <= range.end && end >= range.start);
  return document
    .models()
    .map(({ name, nodes }) => {
      const parts = nodes.flatMap((node) => {
        if (node.kind !== 'layer' && node.kind !== 'activation') return [];
        return isTouched(document.rangeOf(node.place)) ? [] : [node.qualifiedName];
      });
      // An activation twice in a row may be one that does nothing the second time.
      const distinct = parts.filter((part, index) => part !== parts[index - 1]);
      return `${name}: ${distinct.join(' ')}`;
    })
    .join('; ');
}

function changedLines(before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail))
    tail += 1;
  const lines = (mark: string, all: readonly string[]): readonly string[] =>
    all
      .slice(Math.max(0, head - 1), all.length - tail)
      .slice(0, 8)
      .map((line) => `    ${mark} ${line}`);
  return [...lines('-', old), ...lines('+', fresh)].join('\n');
}
