/** Every rule there is, in the order of the rule book: by section, then by name. `npm run rules` finds them in rules/. */
import { nestedTooDeeply } from './engine/nested-too-deeply';
import { generatedRules } from './generated/rules';
import type { Rule, RuleMeta } from './rule';
import { unusedSuppression } from './suppressions/suppressions';

const sections: readonly RuleMeta['category'][] = [
  'failure',
  'loss',
  'arithmetic',
  'shape',
  'initialization',
  'recurrent',
  'training',
];

export const rules: readonly Rule[] = sections.flatMap((section) =>
  generatedRules.filter(({ meta }) => meta.category === section),
);

/** What listings, settings and suppression comments know: the rules and what the engine itself reports. */
export const ruleMetas: readonly RuleMeta[] = [
  ...rules.map(({ meta }) => meta),
  unusedSuppression,
  nestedTooDeeply,
];

export const ruleNames: ReadonlySet<string> = new Set(ruleMetas.map(({ name }) => name));
