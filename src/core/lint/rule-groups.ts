/** Names for several rules at once: sections of the rule book, and frameworks. */
import { ruleMetas } from './registry';
import type { RuleMeta } from './rule';

/** What stands for each section. */
const SECTIONS: Readonly<Record<RuleMeta['category'], string>> = {
  failure: 'failure',
  loss: 'loss',
  shape: 'shape',
  initialization: 'init',
  recurrent: 'recurrent',
  training: 'training',
  suppression: 'suppression',
};

/** Every rule, those that are off by default, too. */
export const ALL_RULES = 'all';

/**
 * The rules that each group stands for. A rule that is off by default belongs to none but `all`, unless it raises itself: whoever wants it writes its
 * name.
 */
export const ruleGroups: ReadonlyMap<string, readonly string[]> = groupsOf(ruleMetas);

function groupsOf(metas: readonly RuleMeta[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>([[ALL_RULES, metas.map(({ name }) => name)]]);
  for (const { name, category, frameworks, defaultSeverity, raisesItself } of metas) {
    if (defaultSeverity === 'off' && raisesItself !== true) continue;
    for (const group of [SECTIONS[category], ...frameworks]) {
      const names = groups.get(group);
      if (names === undefined) groups.set(group, [name]);
      else names.push(name);
    }
  }
  return groups;
}
