import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, launch, open } from './browser';
import { leaky, plotOf, signal } from './plots';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

interface Reached {
  /** Controls that a mouse can use and Tab never comes to. */
  readonly missed: readonly string[];
  /** Controls that Tab comes to and that do not show it. */
  readonly unmarked: readonly string[];
  readonly count: number;
}

/** Presses Tab through the whole page. Members of a tab list, and radio buttons, share one stop: arrow keys go between them. */
async function reached(page: Page): Promise<Reached> {
  const count = await page.evaluate(() => {
    const shown = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert]') === null;
    const controls = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea, summary, [role="button"], [tabindex]',
      ),
    ].filter(
      (element) =>
        shown(element) &&
        !(element.getAttribute('role') === 'tab' && element.getAttribute('aria-selected') !== 'true'),
    );
    controls.forEach((element, index) => element.setAttribute('data-stop', String(index)));
    (document.activeElement as HTMLElement | null)?.blur();
    return controls.length;
  });
  const stops = new Set<string>();
  const unmarked = new Set<string>();
  for (let press = 0; press < count + 5; press += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null) return undefined;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const isMarked = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      return { stop: element.getAttribute('data-stop'), isMarked, html: element.outerHTML.slice(0, 120) };
    });
    if (at?.stop == null) continue;
    stops.add(at.stop);
    if (!at.isMarked) unmarked.add(at.html);
  }
  const missed = await page.evaluate(
    (known) =>
      [...document.querySelectorAll('[data-stop]')]
        .filter((element) => !known.includes(element.getAttribute('data-stop') ?? ''))
        .map((element) => element.outerHTML.slice(0, 120)),
    [...stops],
  );
  return { missed, unmarked: [...unmarked], count };
}

describe('without a mouse', () => {
  it('every control of the panel is reached, and shows that it is', async () => {
    const { page, post, answer, close } = await open(browser, script, {});
    try {
      await post({ type: 'show', plot: leaky, as: 'follow' });
      await answer();
      for (const section of await page.$$('.section:not([open]):not([hidden]) > summary'))
        await section.click();
      await post({ type: 'show', plot: plotOf('gelu', 'nn.GELU()'), as: 'compare' });
      const { missed, unmarked, count } = await reached(page);
      expect(missed).toEqual([]);
      expect(unmarked).toEqual([]);
      expect(count).toBeGreaterThan(30);
    } finally {
      close();
    }
  });

  it('every control of the gallery is reached, and shows that it is', async () => {
    const { page, post, close } = await open(browser, script, {});
    try {
      await post({ type: 'gallery', own: [], frameworks: {}, complete: true, reveal: true });
      const { missed, unmarked, count } = await reached(page);
      expect(missed).toEqual([]);
      expect(unmarked).toEqual([]);
      expect(count).toBeGreaterThan(100);
    } finally {
      close();
    }
  });

  it('every control of the Signal tab is reached, and shows that it is', async () => {
    const { page, post, close } = await open(browser, script, {});
    try {
      await post(signal);
      const { missed, unmarked, count } = await reached(page);
      expect(missed).toEqual([]);
      expect(unmarked).toEqual([]);
      expect(count).toBeGreaterThan(2);
    } finally {
      close();
    }
  });
});
