/** The baseline of a project: written, and taken away from what is found. */
import { dirname, relative, resolve, sep } from 'node:path';
import {
  compareWithBaseline,
  readBaseline,
  writeBaseline,
  type Baseline,
  type FindingIdentity,
  type KnownFinding,
} from '../core/lint/suppressions/baseline';
import { isProblem, systemDisk } from './disk';
import { CommandFailure } from './failure';
import type { PrintedFinding } from './findings';
import { readText } from './module-source';
import { createFile } from './replace-file';
import type { SourceLines } from './source-lines';

/** A list of findings longer than this is none that somebody lives with. */
const LARGEST_BASELINE = 100_000_000;

export interface FreshFindings {
  readonly fresh: readonly PrintedFinding[];
  /** How many findings of baselines are not found any more. */
  readonly gone: number;
}

/** `baselineOf` tells the baseline of the configuration that holds for a file; `files` are all that were linted, by their absolute paths. */
export function withoutKnown(
  findings: readonly PrintedFinding[],
  files: readonly string[],
  baselineOf: (absolute: string) => string | undefined,
  lines: SourceLines,
): FreshFindings {
  const linted = new Map<string, Set<string>>();
  for (const file of files) {
    const baseline = baselineOf(file);
    if (baseline === undefined) continue;
    const paths = linted.get(baseline) ?? new Set();
    linted.set(baseline, paths.add(below(dirname(baseline), file)));
  }
  let [fresh, gone] = [findings, 0];
  for (const [path, paths] of linted) {
    const own = fresh.filter((finding) => baselineOf(resolve(finding.path)) === path);
    const identify = (finding: PrintedFinding) => identityOf(finding, dirname(path), lines);
    const comparison = compareWithBaseline(own, read(path), identify, (file) => paths.has(file));
    const known = new Set(own);
    for (const finding of comparison.fresh) known.delete(finding);
    fresh = fresh.filter((finding) => !known.has(finding));
    gone += comparison.gone;
  }
  return { fresh, gone };
}

/** What the baseline of each file knows of it; each entry's path is empty, as it is about this file. */
export function knownByFile(
  files: readonly string[],
  baselineOf: (absolute: string) => string | undefined,
): ReadonlyMap<string, readonly KnownFinding[]> {
  const byPath = new Map<string, Map<string, KnownFinding[]>>();
  const known = new Map<string, readonly KnownFinding[]>();
  for (const file of files) {
    const baseline = baselineOf(file);
    if (baseline === undefined) continue;
    let entries = byPath.get(baseline);
    if (entries === undefined) byPath.set(baseline, (entries = entriesByPath(read(baseline))));
    const own = entries.get(below(dirname(baseline), file));
    if (own !== undefined) known.set(file, own);
  }
  return known;
}

function entriesByPath({ known }: Baseline): Map<string, KnownFinding[]> {
  const entries = new Map<string, KnownFinding[]>();
  for (const entry of known) {
    const own = entries.get(entry.path) ?? [];
    own.push({ ...entry, path: '' });
    entries.set(entry.path, own);
  }
  return entries;
}

export function writeKnown(findings: readonly PrintedFinding[], path: string, lines: SourceLines): void {
  const identities = findings.map((finding) => identityOf(finding, dirname(path), lines));
  const problem = createFile(path, writeBaseline(identities));
  if (problem !== undefined) throw new CommandFailure(`${path} ${problem.problem}`);
}

function read(path: string): Baseline {
  const shown = relative(process.cwd(), path);
  const content = readText(path, LARGEST_BASELINE, systemDisk);
  if (isProblem(content))
    throw new CommandFailure(
      `the baseline ${shown} ${content.problem}: activation-lens lint --write-baseline ${shown} writes it`,
    );
  const baseline = readBaseline(content.text);
  if ('problem' in baseline) throw new CommandFailure(`the baseline ${shown} ${baseline.problem}`);
  return baseline;
}

function identityOf(finding: PrintedFinding, folder: string, lines: SourceLines): FindingIdentity {
  const { path, rule, severity, range } = finding;
  const text = (lines.around(finding)[range.start.line - 1] ?? '').trim();
  return { path: below(folder, resolve(path)), rule, severity, text };
}

function below(folder: string, absolute: string): string {
  return relative(folder, absolute).split(sep).join('/');
}
