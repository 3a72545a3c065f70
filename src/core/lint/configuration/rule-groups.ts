/** Names for several rules at once: sections of the rule book, and frameworks. */
import { lazily } from '../../lazily';
import { ruleMetas } from '../registry';
import type { RuleMeta } from '../rule';

/** Every rule, those that are off by default, too. */
export const ALL_RULES = 'all';

/**
 * The rules that each group stands for. A rule that is off by default belongs to none but `all`, unless it raises itself: whoever wants it writes its
 * name.
 */
export const ruleGroups: () => ReadonlyMap<string, readonly string[]> = lazily(() => groupsOf(ruleMetas));

function groupsOf(metas: readonly RuleMeta[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>([[ALL_RULES, metas.map(({ name }) => name)]]);
  for (const { name, category, frameworks, defaultSeverity, raisesItself } of metas) {
    if (defaultSeverity === 'off' && raisesItself !== true) continue;
    for (const group of [category === 'initialization' ? 'init' : category, ...frameworks]) {
      const names = groups.get(group);
      if (names === undefined) groups.set(group, [name]);
      else names.push(name);
    }
  }
  return groups;
}
