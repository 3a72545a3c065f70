import { describe, expect, it } from 'vitest';
import { activationById, allActivations, evaluate } from '../../../src/core/activations/catalogue';
import type { ActivationParameters } from '../../../src/core/activations/activation';
import { english } from '../../../src/core/phrase';
import { cardSize, curveCard } from '../../../src/core/plot/curve-card';
import type { DrawnCurve } from '../../../src/core/plot/plot-area';
import { chinese } from '../../chinese';

function curveOf(id: string, parameters: ActivationParameters = {}): DrawnCurve {
  const activation = activationById(id);
  if (activation === undefined) throw new Error(`no ${id} in the catalogue`);
  return { ...evaluate(activation, parameters), name: activation.name };
}

const card = (id: string, parameters: ActivationParameters = {}): string =>
  curveCard(curveOf(id, parameters), { theme: 'dark', formula: { id }, say: english });

const textsIn = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, text]) => text ?? '');

describe('the picture of a hover', () => {
  it('is at most 120 pixels high and fits into 500', () => {
    expect(cardSize.height).toBeLessThanOrEqual(120);
    expect(cardSize.width).toBeLessThanOrEqual(480);
    expect(card('gelu')).toContain(`width="${cardSize.width}" height="${cardSize.height}"`);
  });
  it('has formula, curves and legend in it', () => {
    const svg = card('gelu');
    expect(svg).toMatch(/<defs><path id="gelu-f/u);
    expect(svg).toMatch(/stroke-dasharray/u);
    expect(textsIn(svg)).toEqual(expect.arrayContaining(['f(x)', 'f′(x)']));
  });
  it.each([
    ['silu', {}, ['minimum −0.278 at −1.28']],
    ['hard_swish', {}, ['minimum −0.375 at −1.5', 'kinks at −3, 3']],
    ['relu', {}, ['kink at 0']],
    ['hardshrink', {}, ['jumps at −0.5, 0.5']],
    ['hardtanh', { min: -2, max: 3 }, ['kinks at −2, 3']],
    ['xielu', {}, ['minimum −0.206 at −0.981', 'zeros at −2.43, 0']],
    ['tanh', {}, []],
  ] as const)('says of %s %o what is marked', (id, parameters, said) => {
    const texts = textsIn(card(id, parameters));
    expect(texts.filter((text) => /minim|maxim|zero|kink|jump/u.test(text))).toEqual(said);
  });
  it('says it in the reader’s language', () => {
    const svg = curveCard(curveOf('silu'), { theme: 'dark', formula: { id: 'silu' }, say: chinese });
    expect(textsIn(svg)).toContain('极小值 −0.278，位于 −1.28');
  });
  it.each(allActivations.map(({ id }) => id))('keeps the words of %s clear of the curve', (id) => {
    const svg = card(id);
    // The plot begins where the clipping viewport stands; its labels are at most 36 pixels to the left.
    const plot = Number(/<svg x="([\d.]+)" y="6"/u.exec(svg)?.[1]);
    const formula = /<svg x="3" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/u.exec(svg);
    expect(3 + Number(formula?.[2])).toBeLessThanOrEqual(plot - 36 + 0.1);
    expect(Number(formula?.[1])).toBeGreaterThanOrEqual(0);
    expect(cardSize.width - plot).toBeGreaterThan(160);
  });
  it('takes a formula as text, escaped, and leaves the dashed line out where there is none', () => {
    const nowhere = (): number => Number.NaN;
    const nasty = { name: '<b>', value: Math.sin, slope: nowhere, breaks: [], kinks: [] };
    const svg = curveCard(nasty, {
      theme: 'light',
      formula: { lines: ['x < 0 & "y"', `<script>${'x + '.repeat(60)}`] },
      slopeLabel: 'none',
      say: english,
    });
    expect(svg).not.toContain('<script>');
    expect(textsIn(svg)).not.toContain('f′(x)');
    expect(svg).not.toMatch(/NaN|Infinity/u);
  });
});
