import { rules } from '../core/lint/registry';
import type { RuleMeta } from '../core/lint/rule';
import { unusedSuppression } from '../core/lint/suppressions';

/** Every rule that can report, in listing order. */
export const ruleMetas: readonly RuleMeta[] = [...rules.map(({ meta }) => meta), unusedSuppression];

export const ruleNames: ReadonlySet<string> = new Set(ruleMetas.map(({ name }) => name));
