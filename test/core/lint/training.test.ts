/** Where a model meets its loss in the ways in which people train, as the programs' own comments say. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

const folder = new URL('../../fixtures/training/', import.meta.url);

function found(text: string): readonly string[] {
  const document = createLensService().update('file:///project/main.py', 1, text);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const findings = document
    .findings({ select: undefined, ignore: [], severity: {} })
    .filter(({ severity }) => severity === 'error' || severity === 'warning');
  const asked = text.split('\n').flatMap((line, index) => {
    const match = /# expect ([\w-]+) (\w+)/.exec(line);
    if (match === null) return [];
    const said = findings.find(
      ({ rule, severity, start, related }) =>
        rule === match[1] &&
        severity === match[2] &&
        [start, ...related.map((other) => other.start)].some((place) => lineOf(place) === index + 1),
    );
    return [{ line: index + 1, said }];
  });
  const missed = asked.filter(({ said }) => said === undefined).map(({ line }) => `missed in line ${line}`);
  const unasked = findings
    .filter((finding) => !asked.some(({ said }) => said === finding))
    .map(({ rule, start }) => `${rule} in line ${lineOf(start)}`);
  return [...missed, ...unasked];
}

describe('a model that gives probabilities to a loss that wants logits', () => {
  it.each(readdirSync(folder))('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(found(text)).toEqual([]);
  });
});
