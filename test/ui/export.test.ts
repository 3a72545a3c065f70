import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const file = 'study.py';
const study = 'from torch import nn\n\nleaky = nn.LeakyReLU(0.2)\nsquashed = nn.Tanh()\n';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a viewer of the picture sees: the curves' points, read against the labels of the axes, and the shaded intervals. */
interface Seen {
  readonly title: string;
  readonly curves: readonly (readonly Point[])[];
  readonly shaded: readonly { readonly from: number; readonly to: number }[];
  readonly legend: readonly string[];
}

/** Lays the file out in a browser's own SVG reader. Axes are taken from two labels each. */
function seenIn(workbench: Workbench, markup: string): Promise<Seen> {
  return workbench.page.evaluate((source) => {
    const picture = new DOMParser().parseFromString(source, 'image/svg+xml');
    if (picture.querySelector('parsererror')) throw new Error('not well-formed');
    const attribute = (element: Element, name: string): number => Number(element.getAttribute(name));
    const axis = (anchor: string, name: string): ((pixel: number) => number) => {
      const labels = [...picture.querySelectorAll(`g[text-anchor="${anchor}"] text`)].map((label) => ({
        value: Number((label.textContent ?? '').replace('−', '-')),
        pixel: attribute(label, name) - (name === 'y' ? 4 : 0),
      }));
      const [first, last] = [labels[0], labels.at(-1)];
      if (!first || !last || first === last) throw new Error(`no labels along ${name}`);
      const scale = (last.value - first.value) / (last.pixel - first.pixel);
      return (pixel) => first.value + (pixel - first.pixel) * scale;
    };
    const [x, y] = [axis('middle', 'x'), axis('end', 'y')];
    return {
      title: picture.querySelector('title')?.textContent ?? '',
      curves: [...picture.querySelectorAll('svg svg > path')].map((path) =>
        (path.getAttribute('d') ?? '')
          .split(/[ML]/)
          .slice(1)
          .map((pair) => {
            const [across, down] = pair.split(' ').map(Number);
            return { x: x(across ?? NaN), y: y(down ?? NaN) };
          }),
      ),
      shaded: [...picture.querySelectorAll('rect[x]')].map((zone) => ({
        from: x(attribute(zone, 'x')),
        to: x(attribute(zone, 'x') + attribute(zone, 'width')),
      })),
      legend: [...picture.querySelectorAll('svg > text')].map((label) => label.textContent ?? ''),
    };
  }, markup);
}

describe('what the panel gives away', () => {
  let workbench: Workbench;
  let panel: PanelPage;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'light', files: { [file]: study } });
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.putCursor(file, 'nn.Tanh()', 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    panel = await workbench.panelPage('nn.Tanh()');
    await panel.open('export');
  });
  afterAll(() => workbench?.close());

  /** Presses a button of the section and takes the name that VS Code's dialog proposes. */
  async function save(button: string, name: string): Promise<Buffer> {
    const path = join(workbench.folder, name);
    rmSync(path, { force: true });
    await panel.at(button).click();
    const input = workbench.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await expect.poll(() => input.inputValue()).toContain(name);
    await input.press('Enter');
    await expect.poll(() => existsSync(path) && readFileSync(path).length > 0).toBe(true);
    await expect.poll(() => panel.heard()).toContain(name);
    return readFileSync(path);
  }

  it('is a CSV file with what is drawn, to the last bit', async () => {
    const text = (await save('#export-csv', 'nn-Tanh.csv')).toString('utf8');
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(head).toBe("x,f(x),f'(x)");
    const rows = lines.map((line) => line.split(',').map(Number));
    expect(rows.length).toBeGreaterThan(100);
    expect([rows[0]?.[0], rows.at(-1)?.[0]]).toEqual([-5, 5]);
    const misses = rows.filter(
      ([x = NaN, f = NaN, slope = NaN]) =>
        !(Math.abs(f - Math.tanh(x)) <= 1e-15 && Math.abs(slope - 1 / Math.cosh(x) ** 2) <= 1e-14 * slope),
    );
    expect(misses).toEqual([]);
  });

  it('is an SVG file that shows the same curves and zones', async () => {
    const markup = (await save('#export-svg', 'nn-Tanh.svg')).toString('utf8');
    const seen = await seenIn(workbench, markup);
    expect(seen.title).toBe('nn.Tanh()');
    expect(seen.legend).toEqual(['f(x)', 'f′(x)']);
    const [f = [], slope = []] = seen.curves;
    expect(f.length).toBeGreaterThan(50);
    expect(Math.max(...f.map(({ x, y }) => Math.abs(y - Math.tanh(x))))).toBeLessThan(0.01);
    expect(Math.max(...slope.map(({ x, y }) => Math.abs(y - 1 / Math.cosh(x) ** 2)))).toBeLessThan(0.02);
    const edge = Math.acosh(10);
    expect(seen.shaded).toEqual([
      { from: expect.closeTo(-5, 1), to: expect.closeTo(-edge, 1) },
      { from: expect.closeTo(edge, 1), to: expect.closeTo(5, 1) },
    ]);
  });

  it('is a PNG picture of twice the screen’s resolution with the curves in their colours', async () => {
    const bytes = await save('#export-png', 'nn-Tanh.png');
    const picture = await workbench.page.evaluate(async (encoded) => {
      const data = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
      const image = await createImageBitmap(new Blob([data], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? [];
      const near = (index: number, colour: readonly number[]): boolean =>
        colour.every((channel, at) => Math.abs((pixels[index + at] ?? 0) - channel) < 12);
      const count = (colour: readonly number[]): number => {
        let found = 0;
        for (let index = 0; index < pixels.length; index += 4) if (near(index, colour)) found += 1;
        return found;
      };
      // Blue and vermilion as in a light theme, and its background.
      return {
        size: [image.width, image.height],
        f: count([0, 114, 178]),
        slope: count([193, 73, 0]),
        background: count([255, 255, 255]),
      };
    }, bytes.toString('base64'));
    expect(picture.size).toEqual([1440, 900]);
    expect(picture.f).toBeGreaterThan(2000);
    expect(picture.slope).toBeGreaterThan(1000);
    expect(picture.background).toBeGreaterThan(500_000);
  });

  it('is LaTeX on the clipboard, with the values in the code', async () => {
    await workbench.plot(file, 'nn.LeakyReLU(0.2)', 'nn.LeakyReLU(0.2)', 4);
    await panel.at('#copy-latex').click();
    await expect.poll(() => panel.heard()).toContain('Copied');
    await workbench.openFile(file);
    await workbench.page.locator('.editor-instance .view-lines').first().click();
    const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
    // Two aligned lines of one environment, so that it can be pasted into a paper as it is.
    expect(copied).toMatch(
      /^\\begin\{align\*\}\n {2}f\(x\) ?&=.+ \\\\\n {2}f'\(x\) ?&=.+\n\\end\{align\*\}\n$/,
    );
    expect(copied).toContain('\\alpha = 0.2');
  });
});
