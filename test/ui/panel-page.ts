/** The panel's page in the workbench: what a person reads on it and does with it. */
import type { Frame, Locator } from 'playwright-core';

export type Column = 'f' | 'slope' | 'curvature';
export type Section = 'parameters' | 'compare' | 'distribution' | 'kinks' | 'values' | 'view' | 'export';

export class PanelPage {
  constructor(readonly frame: Frame) {}

  at(selector: string, having?: { readonly hasText: string }): Locator {
    return this.frame.locator(selector, having);
  }

  async text(selector: string): Promise<string> {
    return (await this.at(selector).first().textContent()) ?? '';
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

  /** What has the focus in the page, as a selector or a role and name. */
  focused(): Promise<string> {
    return this.frame.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return '';
      return at.id ? `#${at.id}` : (at.className || at.tagName).toLowerCase();
    });
  }
}
