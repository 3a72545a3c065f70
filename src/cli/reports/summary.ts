/** The last lines of a report for people: how many of what, and what could be fixed. */
import type { PrintedFinding } from '../findings';
import type { ReportInput } from './report';

export function summary({
  findings,
  fileCount,
  fixed,
  silenced,
  quiet,
  known,
}: ReportInput): readonly string[] {
  if (quiet) return [];
  if (fileCount === 0) return ['Nothing to lint: every path given is excluded.'];
  const files = `${fileCount} ${fileCount === 1 ? 'file' : 'files'}`;
  const done = fixed > 0 ? [`${silenced ? 'Silenced' : 'Fixed'} ${counted(fixed)}.`] : [];
  const besides = known > 0 ? ` The baseline knows ${known} more.` : '';
  if (findings.length === 0) return [...done, `No findings in ${files}.${besides}`];
  const counts = (['error', 'warning', 'information', 'hint'] as const)
    .map(
      (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(
      ([count, severity]) =>
        `${count} ${count === 1 || severity === 'information' ? severity : `${severity}s`}`,
    );
  return [
    ...done,
    `${counted(findings.length)} in ${files}: ${counts.join(', ')}.${besides}`,
    ...fixable(findings),
  ];
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'finding' : 'findings'}`;
}

function fixable(findings: readonly PrintedFinding[]): readonly string[] {
  const safe = findings.filter(({ fixes }) => fixes.some((fix) => fix.safe)).length;
  const suggested = findings.filter(({ fixes }) => fixes.length > 0).length - safe;
  if (safe === 0 && suggested === 0) return [];
  if (safe === 0)
    return [`${suggested} can be changed with --fix --unsafe-fixes: suggestions, which change training.`];
  const more = suggested === 0 ? '' : `, ${suggested} more with --unsafe-fixes`;
  return [`${safe} can be fixed with --fix${more}.`];
}
