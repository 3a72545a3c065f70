/** A table for a comment on a pull request, or the summary of a job. */
import { placeName } from '../findings';
import { pageUri } from '../rule-page';
import { visible } from '../visible';
import type { ReportInput } from './report';
import { summary } from './summary';

export function markdownReport(input: ReportInput): string {
  const rows = input.findings.map(({ path, range, rule, severity, message }) => {
    const uri = pageUri(rule);
    const name = uri === undefined ? rule : `[${rule}](${uri})`;
    return `| \`${placeName(visible(path), range).replaceAll('`', "'").replaceAll('|', '\\|')}\` | ${severity} | ${name} | ${escapeMarkdown(visible(message))} |\n`;
  });
  const table =
    rows.length === 0 ? '' : `| Place | Severity | Rule | Finding |\n|---|---|---|---|\n${rows.join('')}\n`;
  const lines = summary(input).map((line) => `${line}\n`);
  return `### Activation Lens\n\n${table}${lines.join('\n')}`;
}

/** Text that stays text in a cell of a table. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );
}
