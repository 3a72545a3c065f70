/** A report of GitLab's Code Quality. */
import { createHash } from 'node:crypto';
import type { Severity } from '../../core/lint/rule';
import { visibleJson } from '../visible';
import { inRepository } from './paths';
import { RegionsInFiles } from './regions';
import type { ReportInput, ReportFormat } from './report';

export const gitlabFormat: ReportFormat = { name: 'gitlab', write: gitlabReport };

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};

function gitlabReport({ findings, disk }: ReportInput): string {
  const regions = new RegionsInFiles(disk);
  const met = new Map<string, number>();
  const issues = findings.map(({ path, rule, severity, message, range }) => {
    const file = inRepository(path, process.env['CI_PROJECT_DIR']);
    const { startLine = 1, startColumn = 1, endLine = 1, endColumn = 1 } = regions.of(path, range) ?? {};
    // Without its line: what stays the same while lines move is no new issue. Equal ones are counted.
    const identity = JSON.stringify([file, rule, message]);
    const before = met.get(identity) ?? 0;
    met.set(identity, before + 1);
    return {
      description: `${rule}: ${message}`,
      check_name: rule,
      fingerprint: createHash('sha256')
        .update(`${identity}${String(before)}`)
        .digest('hex'),
      severity: SEVERITIES[severity],
      location: {
        path: file,
        positions: {
          begin: { line: startLine, column: startColumn },
          end: { line: endLine, column: endColumn },
        },
      },
    };
  });
  return `${visibleJson(issues, 2)}\n`;
}
