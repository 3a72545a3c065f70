/** Annotations of a pull request, as GitHub's workflow commands. */
import type { Severity } from '../../core/lint/rule';
import { placeName } from '../findings';
import { visible } from '../visible';
import { inRepository } from './paths';
import { RegionsInFiles } from './regions';
import type { ReportInput, ReportFormat } from './report';

export const githubFormat: ReportFormat = { name: 'github', write: githubReport };

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

function githubReport({ findings, disk }: ReportInput): string {
  const regions = new RegionsInFiles(disk);
  return findings
    .map(({ path, rule, severity, message, range }) => {
      const region = regions.of(path, range);
      const oneLine = region?.startLine === region?.endLine;
      const properties = [
        ['title', `Activation Lens (${rule})`],
        ['file', inRepository(path, process.env['GITHUB_WORKSPACE'])],
        ['line', region?.startLine],
        // Columns of another line than the first would be taken for some of the first.
        ...(oneLine ? [['col', region?.startColumn] as const] : []),
        ['endLine', region?.endLine],
        ...(oneLine ? [['endColumn', region?.endColumn] as const] : []),
      ] as const;
      const written = properties.flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
      );
      const text = `${placeName(visible(path), range)}: ${rule} ${visible(message)}`;
      return `::${COMMANDS[severity]} ${written.join(',')}::${escapeData(text)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
