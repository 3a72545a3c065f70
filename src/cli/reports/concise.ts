/** One line a finding. */
import pc from 'picocolors';
import { placeName } from '../findings';
import { visible } from '../visible';
import type { ReportInput, ReportFormat } from './report';
import { paint } from './paint';
import { summary } from './summary';

export const conciseFormat: ReportFormat = { name: 'concise', isForPeople: true, write: conciseReport };

function conciseReport(input: ReportInput): string {
  const colours = pc.createColors(input.colour);
  const lines = input.findings.map(({ path, range, rule, severity, message, fixes }) => {
    const mark = fixes.some(({ safe }) => safe) ? ` ${colours.dim('[fix]')}` : '';
    const place = colours.bold(visible(path)) + placeName('', range);
    return `${place}: ${paint(severity, colours)}[${rule}] ${visible(message)}${mark}`;
  });
  return [...lines, ...summary(input)].map((line) => `${line}\n`).join('');
}
