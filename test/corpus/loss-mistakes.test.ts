/** Faults at the loss that people report, each beside its repair: the fault is found on its line, the repair hears nothing. */
import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../src/core/lint/configuration/configuration';
import { createLensService } from '../../src/core/service';
import { lossMistakes, type LossMistake } from './loss-mistakes/programs';

const GRAVITY = { hint: 0, information: 1, warning: 2, error: 3 } as const;

const MARK = '# here';

function findingsOf(text: string) {
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const document = createLensService().update('file:///project/program.py', 1, text);
  return document.findings(defaultConfiguration).map(({ rule, severity, start, related }) => ({
    rule,
    severity,
    lines: [lineOf(start), ...related.map((place) => lineOf(place.start))],
  }));
}

const written = ({ program }: LossMistake, part: string): string => program.replace('{}', () => part);

describe('faults at the loss and their repairs', () => {
  it('are forty or more, of programs with one open place', () => {
    expect(lossMistakes.length).toBeGreaterThanOrEqual(40);
    for (const mistake of lossMistakes) {
      expect(mistake.program.split('{}'), mistake.program).toHaveLength(2);
      expect(written(mistake, mistake.wrong).split(MARK), mistake.program).toHaveLength(2);
      expect(mistake.source).toMatch(/^https?:\/\/\S+$/);
    }
  });

  it.each(lossMistakes.map((mistake, index) => [index, mistake.rule, mistake.wrong, mistake] as const))(
    '%i: %s, of %s',
    (_index, rule, _wrong, mistake) => {
      const text = written(mistake, mistake.wrong);
      const line = text.slice(0, text.indexOf(MARK)).split('\n').length;
      const found = findingsOf(text);
      const there = found.filter((one) => one.rule === rule && one.lines.includes(line));
      expect(
        there.map(({ severity }) => severity),
        JSON.stringify(found),
      ).toEqual([mistake.severity]);
      const louder = found.filter((one) => GRAVITY[one.severity] >= GRAVITY.warning && one.rule !== rule);
      expect(louder).toEqual([]);
      const afterwards = findingsOf(written(mistake, mistake.right));
      expect(
        afterwards.filter((one) => GRAVITY[one.severity] >= GRAVITY.warning || one.rule === rule),
      ).toEqual([]);
    },
  );
});
