import { describe, expect, it } from 'vitest';
import { activationById, allActivations } from '../../../src/core/activations/catalogue';
import { curveSvg, drawCurve } from '../../../src/core/plot/curve-svg';
import { svgDataUri } from '../../../src/core/plot/data-uri';
import { plotColours, type PlotTheme } from '../../../src/core/plot/theme';

const themes = Object.keys(plotColours) as PlotTheme[];

/** Enough of a reader to see that tags are closed in order and text is escaped. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/gu)) {
    if (closing) {
      if (open.pop() !== name) return false;
    } else if (!selfClosing) open.push(name ?? '');
  }
  return open.length === 0 && !/[<>]/u.test(svg.replace(/<[^<>]*>/gu, '')) && !svg.includes('NaN"');
}

function activation(id: string) {
  const found = activationById(id);
  if (!found) throw new Error(`no ${id} in the catalogue`);
  return found;
}

describe('the picture of an activation', () => {
  it.each(allActivations.map((entry) => [entry.id, entry] as const))(
    '%s: well-formed and below 8 kB as a data URI',
    (_, entry) => {
      for (const theme of themes) {
        const svg = curveSvg(entry, {}, { theme });
        expect(isWellFormed(svg)).toBe(true);
        expect(svg).not.toMatch(/NaN|Infinity|"undefined/u);
        expect(svgDataUri(svg).length).toBeLessThan(8192);
      }
    },
  );

  it('tells f from f′ by colour and by dashes, in every theme', () => {
    for (const theme of themes) {
      const svg = curveSvg(activation('tanh'), {}, { theme });
      expect(svg).toContain(`stroke="${plotColours[theme].value}"`);
      expect(svg).toMatch(new RegExp(`stroke="${plotColours[theme].slope}"[^>]*stroke-dasharray`, 'u'));
    }
  });

  it('says in words what it shows', () => {
    const svg = curveSvg(activation('softmax'), {}, { theme: 'dark' });
    expect(svg).toContain('role="img"');
    expect(svg).toContain('<title>Softmax</title>');
    expect(svg).toMatch(/<desc>[^<]*f\(−5\) = 0\.003358[^<]*held at 0[^<]*<\/desc>/u);
  });

  it('marks both limits of a jumping derivative and where automatic differentiation lands', () => {
    const marks = curveSvg(activation('hard_swish'), {}, { theme: 'light' }).match(/<circle/gu);
    expect(marks).toHaveLength(8);
  });

  it('draws another range and size when asked, and keeps to its own for a senseless one', () => {
    const wide = curveSvg(
      activation('relu'),
      {},
      { theme: 'light', range: { from: -50, to: 50 }, width: 600, height: 300 },
    );
    expect(wide).toContain('viewBox="0 0 600 300"');
    expect(wide).toContain('>−40<');
    const senseless = curveSvg(activation('relu'), {}, { theme: 'light', range: { from: 3, to: 3 } });
    expect(senseless).toBe(curveSvg(activation('relu'), {}, { theme: 'light' }));
  });

  it('survives a function that is nowhere defined and a name full of markup', () => {
    const nowhere = () => Number.NaN;
    const svg = drawCurve(
      { name: '<script>&"', value: nowhere, slope: nowhere, breaks: [], kinks: [] },
      { theme: 'dark' },
    );
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).not.toContain('<script>');
  });
});

describe('data URI', () => {
  it('decodes to the same picture and holds nothing that ends a Markdown link', () => {
    const svg = curveSvg(activation('gelu'), {}, { theme: 'light' });
    const uri = svgDataUri(svg);
    expect(uri).toMatch(/^data:image\/svg\+xml,[^\s()'"<>]+$/u);
    expect(decodeURIComponent(uri.slice('data:image/svg+xml,'.length))).toBe(svg);
  });
});
