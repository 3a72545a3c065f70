import { describe, expect, it } from 'vitest';
import {
  isAskedFor,
  isEnabled,
  readLayer,
  resolveConfiguration,
} from '../../../../src/core/lint/configuration/configuration';
import { readPyproject } from '../../../../src/core/lint/configuration/pyproject';
import type { RuleMeta } from '../../../../src/core/lint/rule';

const known = new Set(['relu-xavier-init', 'relu-in-recurrent-cell', 'relu-no-weight-penalty']);
const meta = (name: string, defaultSeverity: RuleMeta['defaultSeverity']): RuleMeta => ({
  name,
  frameworks: ['torch'],
  category: 'initialization',
  defaultSeverity,
  fixable: 'none',
  summary: 's',
});

/** Problems as the text that they point at. */
function problems(text: string) {
  const reading = readPyproject(text, known);
  return reading.problems.map(({ start, end, message }) => [text.slice(start, end), message]);
}

describe('a pyproject.toml', () => {
  it('says what runs, what is left out and how loud', () => {
    const text = `
[tool.activation-lens]
select = ["relu-xavier-init"]
ignore = ["relu-in-recurrent-cell"]
exclude = ["build/**"]
[tool.activation-lens.severity]
relu-xavier-init = "error"
`;
    expect(readPyproject(text, known)).toEqual({
      layer: {
        select: ['relu-xavier-init'],
        ignore: ['relu-in-recurrent-cell'],
        exclude: ['build/**'],
        severity: { 'relu-xavier-init': 'error' },
      },
      problems: [],
    });
  });

  it('without a table of ours is not our configuration', () => {
    expect(readPyproject('[tool.black]\nline-length = 3\n', known)).toEqual({
      layer: undefined,
      problems: [],
    });
  });

  it.each([
    [
      '[tool.activation-lens]\nselect = ["relu-xavier-init", # first\n  "relu-xavier-inti"]',
      '"relu-xavier-inti"',
      'Did you mean relu-xavier-init?',
    ],
    ['[tool.activation-lens]\nignore = [1]', '1', 'in quotes'],
    ['[tool.activation-lens]\nselect = "relu-xavier-init"', '"relu-xavier-init"', 'select is a list'],
    ['[tool.activation-lens]\nselct = []', 'selct', 'Did you mean select?'],
    ['[tool.activation-lens.severity]\nnope = "error"', 'nope', 'no rule called nope'],
    ['[tool.activation-lens.severity]\nrelu-xavier-init = "loud"', '"loud"', 'one of error, warning'],
    ['[tool.activation-lens]\nseverity.relu-xavier-init = 3', '3', 'one of error, warning'],
    ['[tool.activation-lens]\nseverity = { nope = "error" }', 'nope', 'no rule called nope'],
    ['[tool]\nactivation-lens = 3', '', 'is a table'],
  ])('%s is reported where it stands', (text, at, message) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.[0]).toBe(at);
    expect(found[0]?.[1]).toContain(message);
  });

  it('that is not TOML is reported at the place where it breaks', () => {
    const text = 'a = 1\nb = = 2\n';
    const { layer, problems: found } = readPyproject(text, known);
    expect(layer).toBeUndefined();
    expect(found).toHaveLength(1);
    expect(text.slice(0, found[0]?.start).split('\n')).toHaveLength(2);
  });
});

describe('layers of configuration', () => {
  const on = meta('relu-xavier-init', 'warning');
  const optIn = meta('relu-no-weight-penalty', 'off');
  const resolve = (...raw: unknown[]) => resolveConfiguration(raw.map((one) => readLayer(one, known).layer));

  it('run by default what is not off by default', () => {
    expect(isEnabled(on, resolve())).toBe(true);
    expect(isEnabled(optIn, resolve())).toBe(false);
  });
  it('switch an opt-in rule on by selecting it or by giving it a severity', () => {
    expect(isEnabled(optIn, resolve({ select: [optIn.name] }))).toBe(true);
    expect(isEnabled(optIn, resolve({ severity: { [optIn.name]: 'hint' } }))).toBe(true);
    expect(isEnabled(on, resolve({ select: [optIn.name] }))).toBe(false);
  });
  it('run a rule that raises itself though it is off, and tell when somebody asks for it', () => {
    const raising: RuleMeta = { ...optIn, raisesItself: true };
    expect(isEnabled(raising, resolve())).toBe(true);
    expect(isEnabled(raising, resolve({ ignore: [optIn.name] }))).toBe(false);
    expect(isEnabled(raising, resolve({ severity: { [optIn.name]: 'off' } }))).toBe(false);
    expect(isAskedFor(optIn.name, resolve())).toBe(false);
    expect(isAskedFor(optIn.name, resolve({ select: [optIn.name] }))).toBe(true);
    expect(isAskedFor(optIn.name, resolve({ severity: { [optIn.name]: 'hint' } }))).toBe(true);
  });
  it('let the later one win, rule by rule for severities', () => {
    const both = resolve(
      { severity: { [on.name]: 'off', [optIn.name]: 'error' } },
      { severity: { [on.name]: 'hint' } },
    );
    expect(both.severity).toEqual({ [on.name]: 'hint', [optIn.name]: 'error' });
  });
  it('run what a later layer selects although an earlier one ignored it or turned it off', () => {
    expect(isEnabled(on, resolve({ ignore: [on.name] }, { select: [on.name] }))).toBe(true);
    expect(isEnabled(on, resolve({ severity: { [on.name]: 'off' } }, { select: [on.name] }))).toBe(true);
    expect(isEnabled(on, resolve({ select: [on.name] }, { ignore: [on.name] }))).toBe(false);
  });
  it('take nothing from data that is not a table', () => {
    expect(readLayer([], known).problems).toHaveLength(1);
    expect(readLayer(null, known)).toEqual({ layer: {}, problems: [] });
  });
});
