/** Findings as SARIF 2.1.0, for code scanning services. */
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Log, Region, ReportingDescriptor, Result } from 'sarif';
import type { RuleMeta, Severity } from '../core/lint/rule';
import type { PrintedFinding, PrintedRange } from './findings';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
} as const;

/** What the command line itself reports about files, beside the rules. */
const FILE_PROBLEMS: readonly ReportingDescriptor[] = [
  {
    id: 'syntax-error',
    shortDescription: { text: 'The file is not valid Python.' },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'unreadable-file',
    shortDescription: { text: 'The file cannot be read as UTF-8 text.' },
    defaultConfiguration: { level: 'error' },
  },
];

export function sarifReport(
  findings: readonly PrintedFinding[],
  metas: readonly RuleMeta[],
  version: string,
): string {
  const rules = [...metas.map(descriptor), ...FILE_PROBLEMS];
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Activation Lens', semanticVersion: version, version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(process.cwd()).href}/` } },
        results: findings.map((finding) => result(finding, indices)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor({ name, summary, category, defaultSeverity, frameworks }: RuleMeta): ReportingDescriptor {
  return {
    id: name,
    shortDescription: { text: summary },
    defaultConfiguration: { level: LEVELS[defaultSeverity], enabled: defaultSeverity !== 'off' },
    properties: { tags: [category, ...frameworks] },
  };
}

function result(finding: PrintedFinding, indices: ReadonlyMap<string, number>): Result {
  const { path, rule, severity, message, range, related, fixes } = finding;
  const ruleIndex = indices.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(severity),
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: artifact(path), region: region(range) } }],
    relatedLocations: related.map((one, id) => ({
      id,
      message: { text: one.message },
      physicalLocation: { artifactLocation: artifact(one.path), region: region(one.range) },
    })),
    fixes: fixes.map(({ title, edits, safe }) => ({
      description: { text: title },
      artifactChanges: [
        {
          artifactLocation: artifact(path),
          replacements: edits.map((edit) => ({
            deletedRegion: region(edit.range),
            insertedContent: { text: edit.newText },
          })),
        },
      ],
      properties: { safe },
    })),
    properties: { severity },
  };
}

function levelOf(severity: Severity): Result.level {
  return LEVELS[severity];
}

/** Both SARIF and we count lines and columns from 1, the end exclusive. */
function region({ start, end }: PrintedRange): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function artifact(path: string): ArtifactLocation {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  const uri = path.split(sep).map(encodeURIComponent).join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}
