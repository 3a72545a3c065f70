/** The text of a rule's page. */
import { rulePages } from './generated/rule-pages';

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
