/** The findings that an editor shows: none where linting is off, and none that the project's baseline knows. */
import { compareWithBaseline } from '../core/lint/suppressions/baseline';
import type { LensDocument, ReportedFinding } from '../core/service';
import type { Configuration } from './configuration';

export function findingsOf(
  lens: LensDocument,
  { lint, rules, known }: Configuration,
): readonly ReportedFinding[] {
  if (!lint) return [];
  const findings = lens.findings(rules);
  if (known === undefined) return findings;
  const { path, baseline } = known;
  const identify = ({ rule, severity, start }: ReportedFinding) => ({
    path,
    rule,
    severity,
    text: lineAround(lens.text, start).trim(),
  });
  return compareWithBaseline(findings, baseline, identify).fresh;
}

function lineAround(text: string, offset: number): string {
  const isBreak = (at: number): boolean => text[at] === '\n' || text[at] === '\r';
  let [start, end] = [offset, offset];
  while (start > 0 && !isBreak(start - 1)) start -= 1;
  while (end < text.length && !isBreak(end)) end += 1;
  return text.slice(start, end);
}
