/** Findings for programs: a list, or one finding a line. */
import { pageUri } from '../page-uri';
import type { PrintedFinding } from '../findings';
import { visibleJson } from '../visible';
import type { ReportInput } from './report';

export function jsonReport({ findings }: ReportInput): string {
  return `${visibleJson(findings.map(withPage), 2)}\n`;
}

export function jsonLinesReport({ findings }: ReportInput): string {
  return findings.map((finding) => `${visibleJson(withPage(finding))}\n`).join('');
}

function withPage(finding: PrintedFinding): PrintedFinding & { readonly documentation: string | undefined } {
  return { ...finding, documentation: pageUri(finding.rule) };
}
