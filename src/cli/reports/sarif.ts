/** Findings as SARIF 2.1.0, for code scanning services. */
import { isAbsolute } from 'node:path';
import type { ArtifactLocation, Location, Log, ReportingDescriptor, Result } from 'sarif';
import { ruleMetas } from '../../core/lint/registry';
import type { RuleMeta, Severity } from '../../core/lint/rule';
import { encodePath, uriOf } from '../file-uri';
import { inCell, type PrintedFinding } from '../findings';
import { HOMEPAGE, pageUri } from '../page-uri';
import { sectionOf, textOfRule } from '../rule-page';
import type { ReportInput, ReportFormat } from './report';
import { RegionsInFiles } from './regions';
import { visibleJson } from '../visible';

export const sarifFormat: ReportFormat = { name: 'sarif', write: sarifReport };

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
    shortDescription: { text: 'The file cannot be read as UTF-8 text, or is too large.' },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'unfinished-file',
    shortDescription: { text: 'The analysis of the file failed or took too long.' },
    defaultConfiguration: { level: 'error' },
  },
];

function sarifReport({ findings, version, disk }: ReportInput): string {
  const rules = [...ruleMetas.map(descriptor), ...FILE_PROBLEMS];
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const regions = new RegionsInFiles(disk);
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Activation Lens',
            informationUri: HOMEPAGE,
            semanticVersion: version,
            version,
            rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { uri: `${uriOf(process.cwd())}/` } },
        results: findings.map((finding) => result(finding, indices, regions)),
      },
    ],
  };
  return `${visibleJson(log, 2)}\n`;
}

function descriptor(meta: RuleMeta): ReportingDescriptor {
  const { name, summary, category, defaultSeverity, frameworks } = meta;
  const page = textOfRule(name);
  return {
    id: name,
    shortDescription: { text: summary },
    fullDescription: { text: sectionOf(page, 'What it sees') ?? summary },
    help: { text: page, markdown: page },
    helpUri: pageUri(name),
    defaultConfiguration: {
      level: LEVELS[defaultSeverity],
      enabled: defaultSeverity !== 'off' || meta.raisesItself === true,
    },
    properties: { tags: [category, ...frameworks] },
  };
}

function result(
  finding: PrintedFinding,
  indices: ReadonlyMap<string, number>,
  regions: RegionsInFiles,
): Result {
  const { path, rule, severity, message, range, related, fixes } = finding;
  const ruleIndex = indices.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(severity),
    message: { text: message },
    locations: [location({ path, range }, regions)],
    relatedLocations: related.map((one, id) => ({
      id,
      message: { text: one.message },
      ...location(one, regions),
    })),
    fixes: fixes.flatMap(({ title, edits, safe }) => {
      const replacements = edits.flatMap((edit) => regions.replacement(path, edit) ?? []);
      if (replacements.length < edits.length) return [];
      return [
        {
          description: { text: title },
          artifactChanges: [{ artifactLocation: artifact(path), replacements }],
          properties: { safe },
        },
      ];
    }),
    properties: { severity },
  };
}

/** In a notebook the region is that of the file, whose lines are JSON; the cell and its lines are named beside it. */
function location(
  { path, range }: Pick<PrintedFinding, 'path' | 'range'>,
  regions: RegionsInFiles,
): Location {
  const region = regions.of(path, range);
  const physicalLocation = {
    artifactLocation: artifact(path),
    ...(region === undefined ? {} : { region }),
  };
  if (range.cell === undefined) return { physicalLocation };
  const name = `cell ${range.cell}, line ${range.start.line}`;
  return {
    physicalLocation,
    logicalLocations: [{ name, fullyQualifiedName: `${inCell(path, range)}:${range.start.line}` }],
  };
}

function levelOf(severity: Severity): Result.level {
  return LEVELS[severity];
}

function artifact(path: string): ArtifactLocation {
  if (isAbsolute(path)) return { uri: uriOf(path) };
  const uri = encodePath(path);
  return { uri, uriBaseId: '%SRCROOT%' };
}
