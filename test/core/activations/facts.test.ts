/** Every stated fact of an activation against the reference, or against what its own values say: turning any of them round fails here. */
import { describe, expect, it } from 'vitest';
import type {
  Activation,
  ActivationParameters,
  ElementwiseActivation,
} from '../../../src/core/activations/activation';
import { allActivations } from '../../../src/core/activations/catalogue';
import reference from '../../reference/activations.json';

type Stated = (typeof reference)[number];

const stated = new Map(reference.map((entry) => [entry.id, entry]));
const all = allActivations.map((activation) => [activation.id, activation] as const);
const elementwise = allActivations.flatMap((activation) =>
  activation.elementwise ? [[activation.id, activation] as const] : [],
);
const defaultsOf = ({ parameters }: Activation): ActivationParameters =>
  Object.fromEntries(parameters.map(({ name, default: value }) => [name, value]));
const withInfinity = (text: string): string => text.replaceAll('inf', '∞');

/** Flat so far out: whatever the value does there, no gradient comes through. */
function saturates({ slope }: ElementwiseActivation, end: number, parameters: ActivationParameters): boolean {
  return Math.abs(slope(end, parameters)) < 1e-2;
}

/** What the values of a function of one number make it. */
function familyOf(activation: ElementwiseActivation): Activation['family'] {
  const parameters = defaultsOf(activation);
  const { value, slope, curvature } = activation;
  const grid = Array.from({ length: 81 }, (_, index) => -20.03 + index / 2);
  if (grid.every((x) => slope(x, parameters) === 1)) return 'linear';
  const bothFlat = saturates(activation, -1e4, parameters) && saturates(activation, 1e4, parameters);
  if (bothFlat && value(20, parameters) - value(-20, parameters) < 4) return 'saturating';
  const flatLeft = Math.abs(slope(-20, parameters)) < 0.5;
  if (flatLeft && grid.every((x) => curvature(x, parameters) === 0)) return 'relu';
  const rising = slope(8, parameters);
  return flatLeft && rising > 0.9 && rising < 100 ? 'smooth-rectifier' : 'other';
}

/** The place of a kink as the reference writes it: a number, a parameter by name or symbol, or that with its sign turned. */
function placeIn(text: string, { parameters }: Pick<Stated, 'parameters'>): number | undefined {
  const [, sign = '', name = ''] = /^(-?)([\w.]+)/.exec(text) ?? [];
  const parameter = parameters.find((one) => one.name === name || one.symbol === name);
  // What has no default of its own is drawn at 0.
  const free = parameter !== undefined && 'required' in parameter ? 0 : parameter?.default;
  const size = parameter === undefined ? Number(name) : free;
  return typeof size === 'number' ? (sign === '-' ? -size : size) : undefined;
}

describe('the facts of an activation', () => {
  it.each(all)('%s has the formulas and the range of the reference', (id, activation) => {
    const entry = stated.get(id);
    expect(activation.formula).toBe(entry?.formula);
    expect(activation.derivative).toBe(entry?.derivative.replaceAll(String.raw`\'`, "'"));
    expect(activation.range).toBe(withInfinity(entry?.range ?? ''));
    const learned = entry?.parameters.map((parameter) => 'learned' in parameter && parameter.learned);
    expect(activation.parameters.map((parameter) => parameter.learned ?? false)).toEqual(learned);
  });

  it.each(elementwise)('%s saturates where its slope says so', (_, activation) => {
    const parameters = defaultsOf(activation);
    expect(activation.saturatesLeft).toBe(saturates(activation, -1e4, parameters));
    expect(activation.saturatesRight).toBe(saturates(activation, 1e4, parameters));
  });

  it.each(all)('%s belongs to the family that its values show', (_, activation) => {
    if (activation.elementwise) expect(activation.family).toBe(familyOf(activation));
    else {
      const known = new Map([
        ['crelu', 'relu'],
        ...['glu', 'geglu', 'swiglu'].map((id) => [id, 'gate'] as const),
      ]);
      expect(activation.family).toBe(known.get(activation.id) ?? 'other');
      expect([activation.saturatesLeft, activation.saturatesRight]).toEqual([false, false]);
    }
  });

  it.each(elementwise)('%s has its kinks where the reference has them', (id, activation) => {
    const parameters = defaultsOf(activation);
    const entry = stated.get(id);
    const places = (entry?.properties.kinks ?? []).flatMap((kink) =>
      'onlyIf' in kink || entry === undefined ? [] : [placeIn(kink.x, entry)],
    );
    const known = places.filter((place) => place !== undefined).sort((one, other) => one - other);
    const kinks = activation.kinks(parameters).map(({ x }) => x);
    expect(kinks.length).toBe(known.length);
    for (const [index, x] of kinks.entries()) expect(x).toBeCloseTo(known[index] ?? Number.NaN, 4);
  });

  it.each(elementwise)('%s has at its kinks the slopes that its values have there', (_, activation) => {
    const { parameters } = activation;
    const changed = parameters.map(({ name, default: value }) => [
      name,
      typeof value === 'number' && value > 0 && value < 10 ? value * 1.25 : value,
    ]);
    for (const given of [defaultsOf(activation), Object.fromEntries(changed) as ActivationParameters]) {
      const kinks = activation.kinks(given);
      const step = 2e-7;
      for (const { x, leftDerivative, rightDerivative } of kinks) {
        const rise = (from: number, to: number): number =>
          (activation.value(to, given) - activation.value(from, given)) / (to - from);
        expect(leftDerivative).toBeCloseTo(rise(x - 2 * step, x - step), 5);
        expect(rightDerivative).toBeCloseTo(rise(x + step, x + 2 * step), 5);
      }
      for (let x = -8.0005; x < 12; x += 1e-3) {
        const jump = Math.abs(activation.slope(x + 1e-3, given) - activation.slope(x, given));
        const bend =
          Math.abs(activation.curvature(x, given)) + Math.abs(activation.curvature(x + 1e-3, given));
        if (!(jump > 0.05 && jump > 1e-2 * bend)) continue;
        expect(
          kinks.some((kink) => Math.abs(kink.x - x) < 2e-3),
          `a kink at ${x}`,
        ).toBe(true);
      }
    }
  });

  it.each(elementwise)('%s bends otherwise on both sides of its seams', (_, activation) => {
    const parameters = defaultsOf(activation);
    for (const seam of activation.seams?.(parameters) ?? []) {
      const bends = [-2e-4, -1e-4, 1e-4, 2e-4].map((off) => activation.curvature(seam + off, parameters));
      const [before = 0, left = 0, right = 0, after = 0] = bends;
      const jump = Math.abs(right - left);
      const turn = Math.abs((after - right - (left - before)) / 1e-4);
      expect(Math.max(jump, turn)).toBeGreaterThan(1e-2);
    }
  });
});
