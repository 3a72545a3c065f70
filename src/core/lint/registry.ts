/** Every rule there is, in the order of the rule book. A test fails where one lacks its page, its tests or its entry here. */
import type { Rule, RuleMeta } from './rule';
import { unusedSuppression } from './suppressions';

export const rules: readonly Rule[] = [];

/** What listings, settings and suppression comments know: the rules and what the engine itself reports. */
export const ruleMetas: readonly RuleMeta[] = [...rules.map(({ meta }) => meta), unusedSuppression];

export const ruleNames: ReadonlySet<string> = new Set(ruleMetas.map(({ name }) => name));
