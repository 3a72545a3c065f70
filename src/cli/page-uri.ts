/** Where the page of a rule lies on the web. */
import { repository } from '../../package.json';
import { ruleNames } from '../core/lint/registry';

export const HOMEPAGE = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Undefined for what is no rule: problems of whole files have no page. */
export function pageUri(rule: string): string | undefined {
  return ruleNames.has(rule) ? `${HOMEPAGE}/blob/main/docs/rules/${rule}.md` : undefined;
}
