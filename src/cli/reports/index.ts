/** Every form that findings can be printed in. */
import { reportFormats } from '../generated/report-formats';
import type { ReportInput } from './report';

export type { ReportInput } from './report';

const formats = new Map(reportFormats.map((format) => [format.name, format]));

export const DEFAULT_FORMAT = 'full';
/** Names of all forms, the usual one first. */
export const FORMATS: readonly string[] = [...new Set([DEFAULT_FORMAT, ...formats.keys()])];

export function writeReport(format: string, input: ReportInput): string {
  const known = formats.get(format);
  if (known === undefined) throw new Error(`There is no report in the form ${format}.`);
  return known.write(input);
}

export const isForPeople = (format: string): boolean => formats.get(format)?.isForPeople === true;
