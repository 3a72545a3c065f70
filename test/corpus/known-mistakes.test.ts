/** Recall and precision over programs with one known mistake each. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../src/core/lint/configuration/configuration';
import { ruleNames } from '../../src/core/lint/registry';
import { createLensService } from '../../src/core/service';
import { knownMistakes, type ExpectedFinding, type KnownMistake } from './known-mistakes/manifest';

const FOLDER = new URL('./known-mistakes/', import.meta.url);
const WANTED_RECALL = 0.9;
const LOUD: ReadonlySet<string> = new Set(['error', 'warning']);

interface Finding extends ExpectedFinding {
  readonly severity: string;
}

function textOf({ program }: KnownMistake): string {
  return readFileSync(new URL(program, FOLDER), 'utf8');
}

function findingsOf(mistake: KnownMistake): readonly Finding[] {
  const uri = `file:///project/${mistake.program}`;
  const text = textOf(mistake);
  const document = createLensService().update(uri, 1, text);
  return document.findings(defaultConfiguration).map(({ rule, severity, start }) => ({
    rule,
    severity,
    line: text.slice(0, start).split('\n').length,
  }));
}

function same(one: ExpectedFinding, other: ExpectedFinding): boolean {
  return one.rule === other.rule && one.line === other.line;
}

describe('programs with a known mistake', () => {
  const results = knownMistakes.map((mistake) => ({ mistake, findings: findingsOf(mistake) }));

  it('are all in the table, name their source, and are short', () => {
    const programs = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
    expect(knownMistakes.map(({ program }) => program)).toEqual(programs.sort());
    expect(programs.length).toBeGreaterThanOrEqual(40);
    for (const mistake of knownMistakes) {
      const lines = textOf(mistake).trimEnd().split('\n');
      expect(lines[0], mistake.program).toMatch(/^# Source: https:\/\/\S+$/);
      expect(lines[1], mistake.program).toMatch(/^# Mistake: /);
      expect(lines.length, mistake.program).toBeLessThanOrEqual(42);
    }
  });

  it('cover at least 20 rules, all of which exist', () => {
    const rules = new Set(knownMistakes.map(({ rule }) => rule));
    expect([...rules].filter((rule) => !ruleNames.has(rule))).toEqual([]);
    expect(rules.size).toBeGreaterThanOrEqual(20);
  });

  it(`are found, the expected rule on the expected line, in ${WANTED_RECALL * 100} % or more`, () => {
    const missed = results.filter(({ mistake, findings }) => !findings.some((one) => same(one, mistake)));
    const found = results.length - missed.length;
    const list = missed.map(({ mistake: { program, rule, line }, findings }) => {
      const instead = findings.map((one) => `${one.rule}:${one.line}`).join(', ') || 'nothing';
      return `  ${program}: ${rule} in line ${line}; found ${instead}`;
    });
    console.info([`Found ${found} of ${results.length}. Missed:`, ...list].join('\n'));
    expect(found / results.length, list.join('\n')).toBeGreaterThanOrEqual(WANTED_RECALL);
  });

  it('give no other finding at warning or above than those that are true as well', () => {
    const others = results.flatMap(({ mistake, findings }) =>
      findings
        .filter((one) => LOUD.has(one.severity))
        .filter((one) => ![mistake, ...(mistake.alsoTrue ?? [])].some((expected) => same(one, expected)))
        .map((one) => `${mistake.program}:${one.line} ${one.severity} ${one.rule}`),
    );
    expect(others).toEqual([]);
  });
});
