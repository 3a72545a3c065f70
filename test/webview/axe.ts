/** What axe-core says of the panel's page. */
import { createRequire } from 'node:module';
import type { PanelPage } from './browser';

const axe = (createRequire(`${process.cwd()}/`)('axe-core') as { readonly source: string }).source;

/** What axe-core finds, each with the first element. */
export async function violations({ page }: PanelPage): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    interface Found {
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string }[];
      }[];
    }
    const checker = (window as unknown as { readonly axe: { run(target: Document): Promise<Found> } }).axe;
    const found = await checker.run(document);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`);
  });
}
