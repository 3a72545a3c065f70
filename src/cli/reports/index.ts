/** Every form that findings can be printed in. */
import { conciseReport } from './concise';
import { fullReport } from './full';
import { githubReport } from './github';
import { gitlabReport } from './gitlab';
import { jsonLinesReport, jsonReport } from './json';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import type { Report } from './report';
import { sarifReport } from './sarif';

export type { ReportInput } from './report';

export const FORMATS = [
  'full',
  'concise',
  'json',
  'json-lines',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'markdown',
  // What `full` was called at first.
  'text',
] as const;
export type Format = (typeof FORMATS)[number];

export const reports: Readonly<Record<Format, Report>> = {
  full: fullReport,
  text: fullReport,
  concise: conciseReport,
  json: jsonReport,
  'json-lines': jsonLinesReport,
  sarif: sarifReport,
  github: githubReport,
  gitlab: gitlabReport,
  junit: junitReport,
  markdown: markdownReport,
};

/** Those that people read as they come. */
export const isForPeople = (format: Format): boolean =>
  format === 'full' || format === 'text' || format === 'concise' || format === 'markdown';
