/** Findings that a project knows of and lives with: a file of them, in which a finding is found again when its line has moved. */
import type { Severity } from '../rule';

/** What makes a finding the same one another time. Its place and its words may change. */
export interface FindingIdentity {
  /** Relative to the baseline's folder, separated by `/`. */
  readonly path: string;
  readonly rule: string;
  /** The line on which it begins, blanks at its ends left out. */
  readonly text: string;
  readonly severity: Severity;
}

export interface KnownFinding extends FindingIdentity {
  readonly count: number;
}

export interface Baseline {
  readonly known: readonly KnownFinding[];
}

export interface Comparison<Finding> {
  readonly fresh: readonly Finding[];
  /** How many the files that were looked at no longer have. */
  readonly gone: number;
}

const GRAVITY = { hint: 0, information: 1, warning: 2, error: 3 } as const;

export function writeBaseline(findings: readonly FindingIdentity[]): string {
  const known = new Map<string, { -readonly [Key in keyof KnownFinding]: KnownFinding[Key] }>();
  for (const { path, rule, text, severity } of findings) {
    const same = known.get(keyOf({ path, rule, text }));
    if (same === undefined) known.set(keyOf({ path, rule, text }), { path, rule, severity, text, count: 1 });
    else {
      same.count += 1;
      if (GRAVITY[severity] > GRAVITY[same.severity]) same.severity = severity;
    }
  }
  const entries = [...known].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  // One finding a line, so that two branches that change it merge.
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "version": 1,\n  "known": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}

/** A baseline's text, or why it is none, to follow "This file". */
export function readBaseline(text: string): Baseline | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is not valid JSON' };
  }
  if (!isTable(value) || value['version'] !== 1 || !Array.isArray(value['known']))
    return { problem: 'is no baseline of version 1' };
  const known = value['known'].filter(isKnownFinding);
  return known.length < value['known'].length
    ? { problem: 'holds an entry that is none of a baseline' }
    : { known };
}

function isKnownFinding(value: unknown): value is KnownFinding {
  if (!isTable(value)) return false;
  const { path, rule, text, severity, count } = value as Readonly<Record<keyof KnownFinding, unknown>>;
  return (
    typeof path === 'string' &&
    typeof rule === 'string' &&
    typeof text === 'string' &&
    typeof severity === 'string' &&
    Object.hasOwn(GRAVITY, severity) &&
    typeof count === 'number' &&
    count > 0
  );
}

/**
 * The findings that the baseline does not know, in their order: of equal ones the first so many are known. One that has become graver than the
 * baseline has it is new. `looked` tells which files the findings are about.
 */
export function compareWithBaseline<Finding>(
  findings: readonly Finding[],
  { known }: Baseline,
  identify: (finding: Finding) => FindingIdentity,
  looked: (path: string) => boolean = () => true,
): Comparison<Finding> {
  const left = new Map<string, { count: number; readonly gravity: number }>();
  for (const entry of known) {
    if (!looked(entry.path)) continue;
    const count = (left.get(keyOf(entry))?.count ?? 0) + entry.count;
    left.set(keyOf(entry), { count, gravity: GRAVITY[entry.severity] });
  }
  const fresh = findings.filter((finding) => {
    const identity = identify(finding);
    const entry = left.get(keyOf(identity));
    if (entry === undefined || entry.count === 0 || GRAVITY[identity.severity] > entry.gravity) return true;
    entry.count -= 1;
    return false;
  });
  let gone = 0;
  for (const { count } of left.values()) gone += count;
  return { fresh, gone };
}

function keyOf({ path, rule, text }: Pick<FindingIdentity, 'path' | 'rule' | 'text'>): string {
  return JSON.stringify([path, rule, text]);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
