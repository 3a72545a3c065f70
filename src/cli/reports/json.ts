/** Findings for programs: a list, or one finding a line. */
import { pageUri } from '../page-uri';
import type { PrintedFinding } from '../findings';
import { visibleJson } from '../visible';
import type { ReportInput, ReportFormat } from './report';

export const jsonFormat: ReportFormat = { name: 'json', write: jsonReport };
export const jsonLinesFormat: ReportFormat = { name: 'json-lines', write: jsonLinesReport };

function jsonReport({ findings }: ReportInput): string {
  return `${visibleJson(findings.map(withPage), 2)}\n`;
}

function jsonLinesReport({ findings }: ReportInput): string {
  return findings.map((finding) => `${visibleJson(withPage(finding))}\n`).join('');
}

function withPage(finding: PrintedFinding): PrintedFinding & { readonly documentation: string | undefined } {
  return { ...finding, documentation: pageUri(finding.rule) };
}
