import { namesInCode } from '../../../src/core/hover/parameter-words';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { activationById, allActivations } from '../../../src/core/activations/catalogue';
import { activationHover, formulaText, type HoverOptions, type HoverSubject } from '../../../src/core/hover';
import { defaultDifferences } from '../../../src/core/hover/default-differences';
import { forwardGain } from '../../../src/core/hover/initialization-advice';
import { codeSpan, escapeText } from '../../../src/core/hover/markdown';
import { formatNumber } from '../../../src/core/hover/numbers';
import { drawnPictures, pictureUri } from '../../../src/core/hover/pictures';
import { chinese } from '../../chinese';
import activations from '../../reference/activations.json';
import conventions from '../../reference/conventions.json';

const subject = (more: Partial<HoverSubject>): HoverSubject => ({
  id: 'relu',
  parameters: {},
  unknownParameters: [],
  api: 'torch.nn.ReLU',
  framework: 'torch',
  source: 'nn.ReLU()',
  parameterRanges: {},
  ...more,
});
const full: HoverOptions = { detail: 'full' };
const hover = (more: Partial<HoverSubject>, options: Partial<HoverOptions> = {}): string =>
  activationHover(subject(more), { ...full, ...options }) ?? '';
const escaped = (text: string): string => text.replaceAll('\\', '');

describe('the hover over an activation', () => {
  it('says what ReLU is in PyTorch', () => {
    const text = escaped(hover({}));
    expect(text).toContain('**ReLU** · `nn.ReLU()`');
    expect(text).toContain('`f(x) = max(0,x)`');
    expect(text).toContain('Range [0, ∞)\n');
    expect(text).toContain('never falls · saturates to the left (f → 0)');
    expect(text).toContain('At x = 0 the slope jumps from 0 to 1; PyTorch returns 0 there');
    expect(text).toContain(
      "Initialise with He: `nn.init.kaiming_normal_(w, nonlinearity='relu')`; gain 1.414 (`calculate_gain`)",
    );
    expect(text).toContain('Watch for: A unit whose pre-activation is negative');
    expect(text).toContain('Source: ');
  });
  const leaky = { id: 'leaky_relu', source: 'nn.LeakyReLU(0.2)', api: 'torch.nn.LeakyReLU' } as const;
  it('shows the slope that stands in the code, and the framework’s own where that differs', () => {
    const text = escaped(hover({ ...leaky, parameters: { alpha: 0.2 }, parameterRanges: { alpha: 0 } }));
    expect(text).toContain('Range (−∞, ∞) · `negative_slope = 0.2` (default 0.01)');
    expect(text).toContain("`nn.init.kaiming_normal_(w, a=0.2, nonlinearity='leaky_relu')`; gain 1.387");
    expect(text).toContain('PyTorch returns 0.2 there (JAX 1)');
    expect(text).toContain('Defaults differ: PyTorch, JAX, transformers: slope 0.01');
    const same = hover({ ...leaky, parameters: { alpha: 0.01 }, parameterRanges: { alpha: 0 } });
    expect(same).toContain('`negative_slope = 0.01`\n');
    const negative = hover({ ...leaky, parameters: { alpha: -0.5 }, parameterRanges: { alpha: 0 } });
    expect(negative).toContain('`negative_slope = -0.5` (default 0.01)');
  });
  it('calls a parameter as the code does', () => {
    const keras = { id: 'leaky_relu', api: 'keras.layers.LeakyReLU', framework: 'keras' } as const;
    const written = { ...keras, parameters: { alpha: 0.1 }, parameterRanges: { alpha: 0 } };
    expect(hover({ ...written, source: 'LeakyReLU(alpha=0.1)' })).toContain('`alpha = 0.1` (default 0.3)');
    expect(hover({ ...written, source: 'LeakyReLU(0.1)' })).toContain('`negative_slope = 0.1` (default 0.3)');
  });
  it('marks defaults, and says what cannot be told', () => {
    expect(hover({ ...leaky, parameters: { alpha: 0.01 } })).toContain('`negative_slope = 0.01` (default)');
    const unknown = hover({
      ...leaky,
      parameters: { alpha: 0.01 },
      unknownParameters: ['alpha'],
      parameterRanges: { alpha: 0 },
    });
    expect(unknown).toContain('`negative_slope`: cannot be told here, drawn with 0.01');
    const elu = { id: 'elu', api: 'tf.nn.elu', framework: 'tensorflow', parameters: { alpha: 1 } } as const;
    expect(escaped(hover(elu))).toContain('α = 1 (fixed by this API)');
    expect(hover(elu, { detail: 'short' })).not.toContain('fixed');
  });
  it('speaks the framework’s own language of initialisers', () => {
    const keras = escaped(hover({ framework: 'keras', api: 'keras.layers.ReLU' }));
    expect(keras).toContain("`kernel_initializer='he_normal'`");
    const jax = escaped(hover({ id: 'tanh', framework: 'jax', api: 'jax.nn.tanh' }));
    expect(jax).toContain('`kernel_init=nn.initializers.glorot_uniform()`');
    expect(escaped(hover({ id: 'selu', api: 'torch.nn.SELU' }))).toContain(
      "Initialise with LeCun: `nn.init.kaiming_normal_(w, nonlinearity='linear')`",
    );
  });
  it('says each thing once', () => {
    expect(escaped(hover(leaky)).match(/0\.3\b/g)).toHaveLength(1);
  });
  it('speaks Chinese', () => {
    const text = escaped(hover({ ...leaky, parameters: { alpha: 0.01 } }, { say: chinese }));
    expect(text).toContain('值域 (−∞, ∞) · `negative_slope = 0.01`（默认）');
    expect(text).toContain('严格递增');
    expect(text).toContain('在 x = 0 处，斜率从 0.01 跳变到 1；PyTorch 在该处返回 0.01（JAX 1）');
    expect(text).toContain('用 He 初始化：`nn.init.kaiming_normal_');
    expect(text).toContain(
      '默认值因框架而异：PyTorch、JAX、transformers：斜率 0.01; tf.nn、Keras 函数和字符串：0.2',
    );
    expect(text).toContain('注意：只有 α ≤ 1 时 max(x, αx) 才与它相等');
  });
  it.each(allActivations.map(({ id }) => id))(
    'leaves no English sentence of %s when it speaks Chinese',
    (id) => {
      const text = escaped(hover({ id, api: 'x', source: '' }, { say: chinese }));
      const sentences = text
        .split('\n\n')
        .filter((line) => !line.startsWith('出处') && !line.startsWith('`'));
      for (const line of sentences) expect(line).not.toMatch(/(?:\b[a-z]{2,} ){3}/);
    },
  );
  it('leaves advice out when it is asked to be', () => {
    const short = hover({}, { detail: 'short' });
    expect(short.length).toBeLessThan(hover({}).length);
    expect(short).toContain('Range');
    expect(short).not.toContain('Watch for');
  });
  it('leaves plain arithmetic to the language unless it is asked for everything', () => {
    const exp = { id: 'exponential', framework: 'torch' } as const;
    for (const api of ['torch.exp', 'torch.Tensor.exp', 'jax.numpy.exp', 'tf.math.exp', 'tf.identity'])
      expect(hover({ ...exp, api }, { detail: 'short' }), api).toBe('');
    expect(hover({ ...exp, api: 'torch.exp' })).toContain('**Exponential**');
    expect(hover({ ...exp, api: 'keras.activations.exponential' }, { detail: 'short' })).toContain('Range');
    expect(hover({ id: 'tanh', api: 'torch.tanh' }, { detail: 'short' })).toContain('Range');
  });
  it('links to the plot only where the host has one', () => {
    expect(hover({})).not.toContain('](');
    expect(hover({}, { plotLink: 'command:x', detail: 'short' })).toContain('[Plot](command:x ');
  });
  it('shows one picture with words for those who do not see it', () => {
    const text = hover({}, { pictures: { card: () => '<svg id="c"/>' } });
    expect(text.match(/data:image\/svg\+xml/g)).toHaveLength(1);
    expect(escaped(text)).toContain('![f(x) = max(0,x); ReLU: f(−2) = 0, f(0) = 0, f(2) = 2](data:');
  });
  it('is a title, a picture and a line when it is short', () => {
    const text = hover(
      { ...leaky, parameters: { alpha: 0.2 }, parameterRanges: { alpha: 0 } },
      { detail: 'short', pictures: drawnPictures('dark'), plotLink: 'command:x' },
    );
    const lines = text.split('  \n');
    expect(text.split('\n')).toHaveLength(3);
    expect(lines.map((line) => line.slice(0, 2))).toEqual(['**', '![', 'Ra']);
  });
  it('leaves out a picture that is too large', () => {
    const huge = `<svg>${'<path/>'.repeat(20_000)}</svg>`;
    expect(pictureUri(huge)).toBeUndefined();
    const text = hover({}, { pictures: { card: () => huge } });
    expect(text).not.toContain('data:');
    expect(text).toContain('`f(x) = max(0,x)`');
  });
  it('draws every activation within 60 kB, in every theme', () => {
    const sizes = new Map<string, number>();
    for (const { id } of allActivations) {
      for (const theme of ['light', 'dark', 'high-contrast-light', 'high-contrast-dark'] as const) {
        const drawn =
          activationHover(subject({ id, source: id, api: 'x' }), {
            detail: 'full',
            pictures: drawnPictures(theme),
          }) ?? '';
        sizes.set(`${id} ${theme}`, drawn.length);
        expect(drawn.match(/data:image\/svg\+xml/g)?.length, `${id} ${theme}`).toBe(1);
      }
    }
    expect(Math.max(...sizes.values())).toBeLessThan(60_000);
  });
  it('says nothing of functions that it does not know', () => {
    expect(activationHover(subject({ id: undefined }), full)).toBeUndefined();
    expect(activationHover(subject({ id: 'nonsense' }), full)).toBeUndefined();
  });
  for (const { id } of allActivations) {
    it(`has words for ${id}`, () => {
      const text = hover({ id, api: 'x', source: id });
      expect(text.length).toBeGreaterThan(60);
      expect(text.length).toBeLessThan(5000);
      // Every value of every sentence was given, and no figure came out wrong.
      const figures = escaped(text).replace(/Watch for: .*/g, '');
      expect(figures).not.toMatch(
        /\{(?:name|value|left|right|gain|range|text|source)\}|\bundefined\b|\bNaN\b|\[object /,
      );
    });
  }
});

describe('text from user code', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('`', '[', ']', '(', ')', '!', '<', '>', '\n', 'a', '*', '|', '\\', '"'),
  });
  it('cannot leave its code span', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const span = codeSpan(text);
        expect(span).not.toContain('\n');
        const fence = /^`*/.exec(span)?.[0] ?? '';
        const inner = span.slice(fence.length, span.length - fence.length);
        const runs = (inner.match(/`+/g) ?? []).map((run) => run.length);
        if (span !== '') expect(runs).not.toContain(fence.length);
      }),
    );
  });
  it('cannot begin anything when it is plain', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(escapeText(text).replace(/\\./g, '')).not.toMatch(/[`[\]()<>*|!]/);
      }),
    );
    const text = hover({ source: 'nn.ReLU(`![x](http://a)`)\n<b>' });
    expect(text.split('  \n')[0]).toBe(
      '**ReLU** · `` nn.ReLU(`![x](http://a)`) <b> ``'.replace('`` nn', '``nn').replace('> ``', '>``'),
    );
  });
});

describe('ranges', () => {
  it('have the values of the parameters in them', () => {
    const range = (id: string, parameters: HoverSubject['parameters']): string =>
      /^Range (.*?)(?: · |$)/m.exec(escaped(hover({ id, parameters, api: 'x' })))?.[1] ?? '';
    expect(range('elu', { alpha: 0.5 })).toBe('(−0.5, ∞)');
    expect(range('hardtanh', { min: -2, max: 2 })).toBe('[−2, 2]');
    expect(range('silu', { beta: 2 })).toBe('[−0.1392, ∞)');
    expect(range('selu', {})).toBe('(−1.758, ∞)');
    expect(range('lecun_tanh', {})).toBe('(−1.716, 1.716)');
    expect(range('hardshrink', { lambda: 0.25 })).toBe('ℝ without [−0.25, 0) ∪ (0, 0.25]');
    expect(range('xielu', {})).toBe('depends on α_n, β');
    expect(range('squareplus', {})).toBe('(0, ∞) for b>0');
    expect(range('threshold', { threshold: null, value: null })).toBe('{v} ∪ (threshold, ∞)');
  });
});

describe('figures', () => {
  it('are written with four digits and a true minus', () => {
    expect([0, -1.5, 1 / 3, 1e-6, 123456789, Infinity, -Infinity].map(formatNumber)).toEqual([
      '0',
      '−1.5',
      '0.3333',
      '1e−6',
      '1.235e8',
      '∞',
      '−∞',
    ]);
  });
  it('of the gain agree with the moments of the reference', () => {
    let compared = 0;
    for (const entry of activations as readonly {
      id: string;
      gaussian?: { forwardGain?: number | null };
    }[]) {
      const gain = entry.gaussian?.forwardGain;
      const activation = activationById(entry.id);
      if (gain == null || activation === undefined) continue;
      expect(forwardGain(activation, {}), entry.id).toBeCloseTo(gain, 9);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(30);
  });
  it('of differing defaults are those of the reference', () => {
    const leaky = conventions.defaultDifferences.find((row) => row.what === 'leaky ReLU slope')?.values;
    const text = JSON.stringify(defaultDifferences('leaky_relu'));
    for (const value of Object.values(leaky ?? { none: 'none' })) expect(text).toContain(String(value));
    for (const row of conventions.defaultDifferences.filter((r) => r.what === 'PReLU initial slope'))
      for (const value of Object.values(row.values))
        expect(JSON.stringify(defaultDifferences('prelu'))).toContain(String(value));
  });
});

describe('formulas as text', () => {
  it('read like formulas', () => {
    expect(formulaText(String.raw`f(x)=\begin{cases}x&x\ge0\\\alpha x&x<0\end{cases}`)).toBe(
      'f(x) = { x if x ≥ 0; α x if x < 0 }',
    );
    expect(formulaText(String.raw`f(x)=\frac1{1+e^{-x}}`)).toBe('f(x) = 1/(1+e^(−x))');
    expect(formulaText(String.raw`f(x)=x\tanh(\ln(1+e^x))`)).toBe('f(x) = x tanh(ln(1+e^x))');
    expect(formulaText(String.raw`\sqrt{2\pi}`)).toBe('√(2π)');
  });
  it('keep no TeX for any activation', () => {
    for (const { id, formula, derivative } of allActivations)
      for (const tex of [formula, derivative])
        expect(formulaText(tex), id).not.toMatch(/\\|begin|cases|frac|\^\{/);
  });
  it('never throw, whatever the text', () => {
    const piece = fc.constantFrom(
      '\\frac',
      '\\begin{cases}',
      '\\end{cases}',
      '{',
      '}',
      '^',
      '_',
      '\\',
      'x',
      '&',
      '\\\\',
      '\\sqrt',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        (pieces) => typeof formulaText(pieces.join('')) === 'string',
      ),
    );
    expect(formulaText('{'.repeat(5000)).length).toBeLessThan(10);
    expect(formulaText('\\sqrt'.repeat(5000)).length).toBeLessThan(20_000);
  });
});

it('parameters have the names that the call gives them', () => {
  expect(namesInCode('torch.nn.LeakyReLU', 'nn.LeakyReLU(0.2)')).toEqual({ alpha: 'negative_slope' });
  expect(namesInCode('keras.layers.LeakyReLU', 'LeakyReLU(alpha=0.2)')).toEqual({ alpha: 'alpha' });
});
