/** What is nested so deeply that nothing could be read of it: said once a statement, so that silence about it is not taken for praise. */
import { phrase } from '../../phrase';
import type { SourceModule } from '../../python/syntax';
import type { Finding, RuleMeta } from '../rule';

export const nestedTooDeeply: RuleMeta = {
  name: 'nested-too-deeply',
  frameworks: ['torch', 'keras', 'tensorflow', 'jax', 'transformers'],
  category: 'reading',
  defaultSeverity: 'information',
  fixable: 'none',
  summary: 'Code is nested too deeply to be analysed: nothing is said about it.',
};

/** A shorter statement holds no five hundred levels, and need not be parsed to know it. */
const shortestDeep = 500;

/** A finding at the first place of each statement that is nested too deeply. */
export function tooDeepPlaces({ units }: SourceModule): readonly Finding[] {
  return units.flatMap((unit): readonly Finding[] => {
    const [first] = unit.text.length < shortestDeep ? [] : unit.tooDeep;
    if (first === undefined) return [];
    return [
      {
        rule: nestedTooDeeply.name,
        severity: 'information',
        place: { unit, ...first },
        message: phrase`This is nested too deeply to analyse: nothing is said about it.`,
        related: [],
        fixes: [],
      },
    ];
  });
}
