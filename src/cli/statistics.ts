/** How often each rule speaks. */
import type { PrintedFinding } from './findings';

interface RuleCount {
  readonly rule: string;
  readonly count: number;
  /** Those that have a safe fix. */
  readonly fixable: number;
}

/** The most frequent first. */
export function countByRule(findings: readonly PrintedFinding[]): readonly RuleCount[] {
  const counts = new Map<string, { rule: string; count: number; fixable: number }>();
  for (const { rule, fixes } of findings) {
    const own = counts.get(rule) ?? { rule, count: 0, fixable: 0 };
    own.count += 1;
    if (fixes.some(({ safe }) => safe)) own.fixable += 1;
    counts.set(rule, own);
  }
  return [...counts.values()].sort(
    (one, other) => other.count - one.count || (one.rule < other.rule ? -1 : 1),
  );
}

export function statisticsText(findings: readonly PrintedFinding[]): string {
  const counts = countByRule(findings);
  const width = String(counts[0]?.count ?? 0).length;
  return counts
    .map(({ rule, count, fixable }) => {
      const fix = fixable === 0 ? '' : fixable === count ? '  [fix]' : `  [${fixable} with a fix]`;
      return `${String(count).padStart(width)}  ${rule}${fix}\n`;
    })
    .join('');
}
