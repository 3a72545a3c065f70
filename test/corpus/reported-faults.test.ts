/** Faults that people report, in one file and in two: each is found on its line, and its repair hears nothing. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../src/core/lint/configuration/configuration';
import { ruleNames } from '../../src/core/lint/registry';
import { createLensService } from '../../src/core/service';

const FOLDER = new URL('./reported-faults/', import.meta.url);
const ROOT = 'file:///project/';
const GRAVITY = { hint: 0, information: 1, warning: 2, error: 3 } as const;
const LOUD = GRAVITY.warning;
type Gravity = keyof typeof GRAVITY;
type Files = ReadonlyMap<string, string>;

interface Report {
  readonly name: string;
  readonly wholeOnly: boolean;
  readonly lines: readonly string[];
}

const reports: readonly Report[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').split(/^=== /m).slice(1))
  .map((text) => {
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const [name = '', limit] = head.split(' ');
    return { name, wholeOnly: limit === 'whole', lines };
  });

/** The faulty program (`-`) or its repair (`+`), as one file or as two. */
function filesOf({ lines }: Report, sign: '-' | '+', form: 'one file' | 'two files'): Files {
  const own = lines
    .filter((line) => !/^[-+]\|/.test(line) || line.startsWith(sign))
    .map((line) => line.replace(/^[-+]\|/, ''));
  const cut = own.findIndex((line) => line.startsWith('@@@'));
  const [models, train] = [own.slice(0, cut), own.slice(cut + 1)];
  return form === 'one file'
    ? new Map([['program.py', [...models, '', ...train].join('\n')]])
    : new Map([
        ['models.py', models.join('\n')],
        ['train.py', [own[cut]?.slice(4) ?? '', ...train].join('\n')],
      ]);
}

interface Found {
  readonly rule: string;
  readonly severity: Gravity;
  /** File and line of the finding itself, and of what it points at. */
  readonly places: readonly string[];
}

function findingsIn(files: Files): readonly Found[] {
  const service = createLensService({
    source: {
      read: (uri) => files.get(uri.slice(ROOT.length)),
      resolve: (module) => (files.has(`${module}.py`) ? `${ROOT}${module}.py` : undefined),
    },
  });
  const at = (uri: string, offset: number): string => {
    const name = uri.slice(ROOT.length);
    return `${name}:${(files.get(name) ?? '').slice(0, offset).split('\n').length}`;
  };
  return [...files].flatMap(([name, text]) =>
    service
      .update(ROOT + name, 1, text)
      .findings(defaultConfiguration)
      .map(({ rule, severity, start, related }) => ({
        rule,
        severity,
        places: [at(ROOT + name, start), ...related.map((one) => at(one.uri, one.start))],
      })),
  );
}

const isLoud = ({ severity }: Found): boolean => GRAVITY[severity] >= LOUD;

describe('faults that people report', () => {
  it('are a hundred or more, about forty rules or more, each from a public report', () => {
    expect(reports.length).toBeGreaterThanOrEqual(100);
    const rules = new Set(
      reports.flatMap(({ lines }) =>
        lines.flatMap((line) => /# here (\S+)/.exec(line)?.[1]?.split('|') ?? []),
      ),
    );
    expect([...rules].filter((rule) => !ruleNames.has(rule))).toEqual([]);
    expect(rules.size).toBeGreaterThanOrEqual(30);
  });

  const cases = reports.flatMap((report) =>
    (report.wholeOnly ? (['one file'] as const) : (['one file', 'two files'] as const)).map(
      (form) => [report.name, form, report] as const,
    ),
  );
  it.each(cases)('%s, in %s', (_name, form, report) => {
    const files = filesOf(report, '-', form);
    const found = findingsIn(files);
    const expected = new Set<Found>();
    for (const [name, text] of files)
      for (const [index, line] of text.split('\n').entries()) {
        const [, rules, severity] = /# here (\S+) (\w+)/.exec(line) ?? [];
        if (rules === undefined) continue;
        const there = found.filter(
          (one) =>
            rules.split('|').includes(one.rule) &&
            GRAVITY[one.severity] >= GRAVITY[severity as Gravity] &&
            one.places.includes(`${name}:${index + 1}`),
        );
        expect(there, `${rules} in ${name}:${index + 1}, found ${JSON.stringify(found)}`).not.toEqual([]);
        for (const one of there) expected.add(one);
      }
    expect(expected.size).toBeGreaterThan(0);
    expect(found.filter((one) => isLoud(one) && !expected.has(one))).toEqual([]);
    expect(findingsIn(filesOf(report, '+', form)).filter(isLoud)).toEqual([]);
  });
});
