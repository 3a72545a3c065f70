/** The panel's page in the workbench: what a person reads on it and does with it. */
import type { Frame, Locator, Page } from 'playwright-core';

export type Column = 'f' | 'slope' | 'curvature';
export type Section = 'parameters' | 'compare' | 'distribution' | 'kinks' | 'values' | 'view' | 'export';

/** A shaded interval as fractions of the plotting area's width. */
export interface Shade {
  readonly from: number;
  readonly to: number;
}

/** A number as the page writes it: with a true minus sign. */
const readNumber = (written: string): number => Number(written.replaceAll('−', '-'));

export class PanelPage {
  constructor(
    readonly frame: Frame,
    private readonly page: Page,
  ) {}

  at(selector: string, having?: { readonly hasText: string }): Locator {
    return this.frame.locator(selector, having);
  }

  async text(selector: string): Promise<string> {
    return (await this.at(selector).first().textContent()) ?? '';
  }

  /** A number that the page shows, at full precision. */
  async figure(selector: string): Promise<number> {
    return Number(await this.at(selector).first().getAttribute('data-value'));
  }

  /** A value of the table at an abscissa; NaN where the table has no such column or row. */
  async value(column: Column, x: string): Promise<number> {
    const written = await this.frame.evaluate(
      ([name, abscissa]) =>
        document
          .querySelector(`#values-table tr[data-x="${abscissa}"] td[data-column="${name}"]`)
          ?.getAttribute('data-value') ?? null,
      [column, x] as const,
    );
    return written === null ? Number.NaN : Number(written);
  }

  /** The x range that the chart names to a screen reader. */
  async range(): Promise<readonly [number, number]> {
    const label = (await this.at('.chart').first().getAttribute('aria-label')) ?? '';
    const found = /from x = (\S+) to (\S+)$/.exec(label);
    return [readNumber(found?.[1] ?? ''), readNumber(found?.[2] ?? '')];
  }

  /** What the crosshair says: `x`, `f(x)`, `f′(x)`, … */
  async readings(): Promise<Readonly<Record<string, number>>> {
    const parts = await this.at('#readout .reading').allTextContents();
    return Object.fromEntries(
      parts.map((part) => {
        const [name = '', written = ''] = part.split(' = ');
        return [name, readNumber(written)];
      }),
    );
  }

  /** What a screen reader was last told. */
  heard(): Promise<string> {
    return this.text('#live');
  }

  isOn(toggle: string): Promise<boolean> {
    return this.at(toggle)
      .getAttribute('aria-pressed')
      .then((pressed) => pressed === 'true');
  }

  async open(section: Section): Promise<void> {
    const details = this.at(`[data-section="${section}"]`);
    if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
    await details.locator('.section-body').waitFor();
  }

  /** Follows the cursor, with f and f′ of one function and its zones, whatever happened before. */
  async tidy(): Promise<void> {
    await this.frame.evaluate(() => {
      const press = (selector: string, wanted: boolean): void => {
        const toggle = document.querySelector<HTMLButtonElement>(selector);
        if (toggle?.getAttribute('aria-pressed') !== String(wanted)) toggle?.click();
      };
      document.querySelector<HTMLButtonElement>('#tab-activation')?.click();
      press('#follow', true);
      press('#toggle-slope', true);
      press('#toggle-curvature', false);
      press('#toggle-zones', true);
      for (const remove of document.querySelectorAll<HTMLButtonElement>('#functions li button'))
        remove.click();
      document.querySelector<HTMLButtonElement>('#reset')?.click();
    });
    await this.drawn();
  }

  /** Waits until what was asked for is drawn. */
  async drawn(): Promise<void> {
    await this.frame.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  /** A point of the chart in the window's pixels, by fractions of the canvas. */
  async pointOfChart(across: number, down: number): Promise<{ readonly x: number; readonly y: number }> {
    const chart = this.at('#chart');
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    if (box === null) throw new Error('The chart is not on the screen.');
    return { x: box.x + box.width * across, y: box.y + box.height * down };
  }

  async pointAt(across: number, down = 0.5): Promise<void> {
    const { x, y } = await this.pointOfChart(across, down);
    await this.page.mouse.move(x, y);
    await this.drawn();
  }

  /**
   * Where the chart is shaded from top to bottom, read off its pixels; fractions of the width between the outermost shaded columns, which
   * are the plotting area's edges for a function that saturates on both sides.
   */
  async shades(): Promise<readonly Shade[]> {
    const columns = await this.frame.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#chart');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return [];
      const [top, bottom] = [Math.round(canvas.height * 0.1), Math.round(canvas.height * 0.8)];
      const { data, width, height } = context.getImageData(0, top, canvas.width, bottom - top);
      return Array.from({ length: width }, (_, x) => {
        let painted = 0;
        for (let y = 0; y < height; y += 1) if ((data[(y * width + x) * 4 + 3] ?? 0) > 0) painted += 1;
        return painted > 0.99 * height;
      });
    });
    const runs: { from: number; to: number }[] = [];
    columns.forEach((isPainted, x) => {
      const last = runs.at(-1);
      if (!isPainted) return;
      if (last?.to === x) last.to = x + 1;
      else runs.push({ from: x, to: x + 1 });
    });
    // A line of the grid is a pixel or two wide.
    const wide = runs.filter(({ from, to }) => to - from > 8);
    const [left, right] = [wide[0]?.from ?? 0, wide.at(-1)?.to ?? 1];
    return wide.map(({ from, to }) => ({
      from: (from - left) / (right - left),
      to: (to - left) / (right - left),
    }));
  }

  /** What has the focus in the page, as a selector or a role and name. */
  focused(): Promise<string> {
    return this.frame.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return '';
      return at.id ? `#${at.id}` : (at.className || at.tagName).toLowerCase();
    });
  }
}
