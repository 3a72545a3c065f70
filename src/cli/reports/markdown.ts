/** A table for a comment on a pull request, or the summary of a job. */
import { placeName, type PrintedFinding } from '../findings';
import { pageUri } from '../page-uri';
import { visible } from '../visible';
import { escapeMarkdown, markdownCode } from './markdown-text';
import type { ReportInput, ReportFormat } from './report';
import { summary } from './summary';

export const markdownFormat: ReportFormat = { name: 'markdown', isForPeople: true, write: markdownReport };

function markdownReport(input: ReportInput): string {
  const lines = summary(input).map((line) => `${line}\n`);
  return `### Activation Lens\n\n${findingsTable(input.findings)}${lines.join('\n')}`;
}

/** Nothing where there is none. */
export function findingsTable(findings: readonly PrintedFinding[]): string {
  const rows = findings.map(({ path, range, rule, severity, message }) => {
    const uri = pageUri(rule);
    const name = uri === undefined ? rule : `[${rule}](${uri})`;
    return `| ${markdownCode(placeName(visible(path), range))} | ${severity} | ${name} | ${escapeMarkdown(visible(message))} |\n`;
  });
  return rows.length === 0
    ? ''
    : `| Place | Severity | Rule | Finding |\n|---|---|---|---|\n${rows.join('')}\n`;
}
