/** The page of a rule: its text, and where it lies on the web. */
import { repository } from '../../package.json';
import { rulePages } from './generated/rule-pages';

export const HOMEPAGE = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Undefined for what is no rule: problems of whole files have no page. */
export function pageUri(rule: string): string | undefined {
  return rulePages.has(rule) ? `${HOMEPAGE}/blob/main/docs/rules/${rule}.md` : undefined;
}

/** Markdown. */
export function textOfRule(rule: string): string {
  return rulePages.get(rule) ?? '';
}

/** What stands below a heading, its paragraphs each on a line. */
export function sectionOf(page: string, heading: string): string | undefined {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start === -1) return undefined;
  const body = page.slice(page.indexOf('\n', start + 1));
  const end = body.indexOf('\n## ');
  return (end === -1 ? body : body.slice(0, end)).trim().replaceAll(/(?<!\n)\n(?![\n*|-])/g, ' ');
}
